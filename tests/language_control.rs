//! Loops that run until a condition: `while`, and `loop` with `break` and its value.

#[macro_use]
mod agrees;
mod common;

use autodiff::{Real, check, differentiate};
use common::{assert_close, assert_within};

agrees! {
    while_over_an_index at [0.5, 1.0, 0.3], [1.5, 1.5, 7.0], [2.0, 5.0], [];
    while_with_a_flag at [4.0, 0.5], [0.3, 0.7], [40.0, 0.9];
    nested_whiles at [0.9, 1.2, -0.7], [0.3, 0.2, 0.1], [5.0, 0.5, 0.5];
    doubling_steps at [1.0, 2.0, 3.0, 4.0, 5.0], [0.5], [];
    adaptive_steps at [1.0, 0.5], [3.0, -1.0], [-0.2, 0.8];
    line_search at [1.0, 2.0], [0.1, -0.2], [-3.0, 1.5];
}

#[differentiate]
fn while_over_an_index(x: &[f64]) -> f64 {
    let mut total = 0.0;
    let mut i = 0;
    while i < x.len() && total < 3.0 {
        total += x[i] * x[i];
        i += 1;
    }
    total * i as f64
}

#[differentiate]
fn while_with_a_flag(x: &[f64]) -> f64 {
    let mut y = x[0];
    let mut done = false;
    while !done {
        y = 0.5 * (y + x[1].cos());
        done = y < 1.0;
    }
    y * y
}

#[differentiate]
fn nested_whiles(x: &[f64]) -> f64 {
    let mut total = 1.0;
    let mut i = 0;
    while i < x.len() {
        let mut y = x[i] * total;
        let mut steps = 0;
        while y.abs() > 0.5 && steps < 4 {
            y = 0.8 * y.sin();
            steps += 1;
        }
        total += y;
        i += 1;
    }
    total
}

#[differentiate]
fn doubling_steps(x: &[f64]) -> f64 {
    let mut total = 0.0;
    let mut i = 1;
    while i <= x.len() {
        total = (total + x[i - 1]).sin();
        i *= 2;
    }
    total
}

#[differentiate]
fn adaptive_steps(x: &[f64]) -> f64 {
    let mut y = x[0];
    let mut t = 0.0;
    while t < 1.0 {
        let slope = x[1] * y + t;
        let mut h = 0.3 / (1.0 + slope.abs());
        if t + h > 1.0 {
            h = 1.0 - t;
        }
        y += h * slope;
        t += h;
        if t > 0.999 {
            break;
        }
    }
    y
}

#[differentiate]
fn line_search(x: &[f64]) -> f64 {
    let (a, b) = (x[0], x[1]);
    let start = a.powi(4) + b * b;
    let (by_a, by_b) = (4.0 * a.powi(3), 2.0 * b);
    let slope = by_a * by_a + by_b * by_b;
    let mut t = 1.0;
    let mut found = (a - by_a).powi(4) + (b - by_b).powi(2);
    while found > start - 0.1 * t * slope {
        t *= 0.5;
        found = (a - t * by_a).powi(4) + (b - t * by_b).powi(2);
    }
    found
}

#[differentiate]
fn square_root(x: f64) -> f64 {
    let mut y = 0.5 * (1.0 + x);
    while (y * y - x).abs() > 1e-13 * x {
        y = 0.5 * (y + x / y);
    }
    y
}

#[differentiate]
fn square_root_of<T: Real>(x: T) -> T {
    let two = T::one() + T::one();
    let mut y = (x + T::one()) / two;
    loop {
        let next = (y + x / y) / two;
        if (next - y).abs() <= T::default_epsilon() * y {
            break;
        }
        y = next;
    }
    y
}

#[test]
fn newton_converges_with_its_derivative() {
    for x in [0.25_f64, 2.0, 900.0] {
        assert_within(&square_root::value_and_gradient(x), &(x.sqrt(), 0.5 / x.sqrt()), 1e-12);
        assert_within(&square_root_of::value_and_gradient(x), &(x.sqrt(), 0.5 / x.sqrt()), 1e-12);
    }
    assert_close(&square_root_of::value_and_gradient(2.0_f32), &(2.0_f32.sqrt(), 0.125_f32.sqrt()));
    // The first guess is the root, and its slope is 1/2 too.
    assert_close(&square_root::value_and_gradient(1.0), &(1.0, 0.5));
}

#[differentiate]
fn kepler(mean: f64, eccentricity: f64) -> f64 {
    let mut anomaly = mean;
    for _ in 0..50 {
        let step = (anomaly - eccentricity * anomaly.sin() - mean) / (1.0 - eccentricity * anomaly.cos());
        anomaly -= step;
        if step.abs() < 1e-10 {
            break;
        }
    }
    anomaly
}

#[test]
fn kepler_by_the_implicit_function_theorem() {
    for (mean, eccentricity) in [(0.5, 0.1), (2.0, 0.6), (-1.0, 0.3)] {
        let (anomaly, found) = kepler::value_and_gradient(mean, eccentricity);
        assert_within(&(anomaly - eccentricity * anomaly.sin()), &mean, 1e-14);
        let by_mean = 1.0 / (1.0 - eccentricity * anomaly.cos());
        assert_within(&found, &(by_mean, by_mean * anomaly.sin()), 1e-10);
    }
}

#[differentiate]
fn fixed_point(a: f64) -> f64 {
    let mut x = 0.5;
    loop {
        let next = (a * x).cos();
        if (next - x).abs() < 1e-15 {
            break next;
        }
        x = next;
    }
}

#[test]
fn a_fixed_point_by_the_implicit_function_theorem() {
    for a in [0.3_f64, 1.0, -0.8] {
        let (x, slope) = fixed_point::value_and_gradient(a);
        assert_within(&x, &(a * x).cos(), 1e-14);
        assert_within(&slope, &(-x * (a * x).sin() / (1.0 + a * (a * x).sin())), 1e-11);
    }
}

#[differentiate]
fn arithmetic_geometric_mean(a: f64, b: f64) -> f64 {
    let (mut a, mut b) = (a, b);
    while (a - b).abs() > 1e-14 * a {
        (a, b) = (0.5 * (a + b), (a * b).sqrt());
    }
    a
}

#[test]
fn the_arithmetic_geometric_mean_is_homogeneous() {
    // Gauss's constant is 1 / agm(1, √2).
    let (value, _) = arithmetic_geometric_mean::value_and_gradient(1.0, 2.0_f64.sqrt());
    assert_close(&value, &(1.0 / 0.834_626_841_674_073_2));
    for (a, b) in [(1.0, 2.0_f64.sqrt()), (24.0, 6.0)] {
        let (value, (by_a, by_b)) = arithmetic_geometric_mean::value_and_gradient(a, b);
        assert_within(&(a * by_a + b * by_b), &value, 1e-12);
        check::gradient(|(a, b)| arithmetic_geometric_mean(*a, *b), &(a, b), &(by_a, by_b)).unwrap();
    }
    // No iteration runs, so the result is `a`, and nothing else.
    assert_eq!(arithmetic_geometric_mean(3.0, 3.0), 3.0);
    assert_close(&arithmetic_geometric_mean::gradient(3.0, 3.0), &(1.0, 0.0));
}

#[differentiate]
fn bisection(target: f64, low: f64, high: f64) -> f64 {
    let mut low = low;
    let mut high = high;
    while high - low > 0.05 {
        let middle = 0.5 * (low + high);
        if middle * middle > target {
            high = middle;
        } else {
            low = middle;
        }
    }
    0.5 * (low + high)
}

#[test]
fn bisection_moves_with_its_bracket_alone() {
    for (target, low, high) in [(2.0, 0.0, 2.2), (0.5, 0.5, 0.93), (9.5, 3.1, 3.12)] {
        let (middle, gradient) = bisection::value_and_gradient(target, low, high);
        let share = (middle - low) / (high - low);
        assert_close(&gradient, &(0.0, 1.0 - share, share));
    }
}

#[differentiate]
fn exponential(x: f64) -> f64 {
    let mut sum = 1.0;
    let mut term = 1.0;
    let mut k = 1.0;
    loop {
        term *= x / k;
        if term.abs() < 1e-18 {
            break sum;
        }
        sum += term;
        k += 1.0;
    }
}

#[test]
fn a_series_until_its_terms_vanish() {
    for x in [0.5_f64, 1.0, -2.0] {
        assert_within(&exponential::value_and_gradient(x), &(x.exp(), x.exp()), 1e-13);
    }
}

#[differentiate]
fn power(x: f64, mut n: u32) -> f64 {
    let mut base = x;
    let mut result = 1.0;
    while n > 0 {
        if n % 2 == 1 {
            result *= base;
        }
        base *= base;
        n /= 2;
    }
    result
}

#[differentiate]
fn collatz(x: f64, n: i32) -> f64 {
    let mut n = n;
    let mut y = 0.0;
    while n != 1 {
        if n % 2 == 0 {
            y *= x;
            n /= 2;
        } else {
            y += 1.0;
            n = 3 * n + 1;
        }
    }
    y
}

#[differentiate]
fn halved_below_one(x: f64) -> f64 {
    let mut y = x;
    while y > 1.0 {
        y *= 0.5;
    }
    y
}

#[test]
fn whiles_over_integers_and_powers_of_two() {
    let x = 1.3_f64;
    assert_close(&power::value_and_gradient(x, 0), &(1.0, 0.0));
    for n in [1, 2, 7, 12] {
        assert_close(&power::value_and_gradient(x, n), &(x.powi(n as i32), f64::from(n) * x.powi(n as i32 - 1)));
    }
    // 3, 10, 5, 16, 8, 4, 2, 1: (x + 1) x⁴.
    assert_close(&collatz::value_and_gradient(x, 3), &((x + 1.0) * x.powi(4), 5.0 * x.powi(4) + 4.0 * x.powi(3)));
    assert_close(&collatz::value_and_gradient(x, 1), &(0.0, 0.0));
    for (x, factor) in [(0.7, 1.0), (1.5, 0.5), (100.0, 0.0078125), (-3.0, 1.0)] {
        assert_close(&halved_below_one::value_and_gradient(x), &(x * factor, factor));
    }
}
