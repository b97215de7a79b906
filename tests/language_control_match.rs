//! `match` on what varies and on constants, with guards and jumps; `if let` and `let .. else` on constants.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]
#![allow(clippy::needless_return, reason = "every spelling is tested")]

#[macro_use]
mod agrees;
mod common;

use autodiff::differentiate;
use common::assert_close;

agrees! {
    match_on_an_active_value at [-1.5], [0.25], [0.75], [4.0];
    match_on_comparisons at [1.0, 2.0], [2.0, 1.0], [-2.0, -1.0], [-1.0, 2.5];
    match_inside_a_loop at [1.0, 2.0, 3.0, 4.0, 5.0], [0.5, -0.5, 0.7], [];
    match_with_jumps at [1.0, 2.0, 3.0, 4.0, 5.0], [1.0, -2.0, 3.0, 1.0], [0.1, 0.2], [4.0, 30.0, 0.5];
    while_inside_a_for_inside_a_match at [3.0, 0.5], [0.5, 9.0, 5.0], [0.5, 0.6, 0.7, 0.8], [];
    unreachable_arm at [0.5, 1.5, 2.5], [0.5, -1.0];
}

#[differentiate]
fn match_on_an_active_value(x: &[f64]) -> f64 {
    match x[0] {
        x if x < 0.0 => x.sin(),
        x if x < 0.5 => x * x,
        y if y < 1.0 => (1.0 - y).powi(3),
        _ => x[0].ln(),
    }
}

#[differentiate]
fn match_on_comparisons(x: &[f64]) -> f64 {
    let (a, b) = (x[0], x[1]);
    match (a > b, a * b > 0.0) {
        (true, true) => a - b,
        (false, true) if a < 0.0 => a * a,
        (false, true) => b / a,
        (_, false) => (a * b).exp(),
    }
}

#[differentiate]
fn match_inside_a_loop(x: &[f64]) -> f64 {
    let mut total = 1.0;
    for (i, x) in x.iter().enumerate() {
        total = match i % 4 {
            0 => total + x,
            1 => total * x,
            2 => {
                let y = total - x;
                y.sin()
            }
            _ => total / (1.0 + x * x),
        };
    }
    total
}

#[differentiate]
fn match_with_jumps(x: &[f64]) -> f64 {
    let mut total = 0.5;
    for (i, &x) in x.iter().enumerate() {
        let factor = match i {
            0 => x,
            1 if x < 0.0 => continue,
            1 if x > 20.0 => break,
            2 | 3 => x * total,
            4.. => return total * x,
            _ => 2.0,
        };
        total += factor.cos();
    }
    total
}

#[differentiate]
fn while_inside_a_for_inside_a_match(x: &[f64]) -> f64 {
    match x.len() {
        2 => x[0] * x[1],
        n @ 3..=4 => {
            let mut total = x[0];
            for i in 1..n {
                let mut y = x[i];
                while y > 1.0 {
                    y = y.sqrt() - 0.1;
                }
                total = total * y + x[i];
            }
            total
        }
        _ => 0.0,
    }
}

#[differentiate]
fn unreachable_arm(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        total += match i % 3 {
            0 => x[i],
            1 => x[i] * x[0],
            2 => x[i].exp(),
            _ => unreachable!("a remainder by 3"),
        };
    }
    total
}

#[differentiate]
fn by_ranges(x: f64, n: i32) -> f64 {
    match n {
        i32::MIN..=-1 => -x,
        0 => 1.0,
        1 | 2 => x.powi(n),
        3..=5 => {
            let y = x * x;
            y.sin()
        }
        _ if x > 2.0 => x.ln(),
        _ => return 7.0 * x,
    }
}

#[test]
fn a_match_on_ranges_of_integers() {
    let x = 1.5_f64;
    let by_sine = ((x * x).sin(), 2.0 * x * (x * x).cos());
    let cases = [(-3, (-x, -1.0)), (0, (1.0, 0.0)), (1, (x, 1.0)), (2, (x * x, 2.0 * x)), (3, by_sine), (5, by_sine)];
    for (n, expected) in cases {
        assert_close(&by_ranges::value_and_gradient(x, n), &expected);
    }
    assert_close(&by_ranges::value_and_gradient(x, 6), &(7.0 * x, 7.0));
    assert_close(&by_ranges::value_and_gradient(2.5, 6), &(2.5_f64.ln(), 0.4));
}

#[derive(Clone, Copy)]
enum Activation {
    Identity,
    Relu,
    Leaky(f64),
    Power { exponent: i32, scale: f64 },
}

#[differentiate]
fn activate(x: f64, activation: Activation) -> f64 {
    match activation {
        Activation::Identity => x,
        Activation::Relu => x.max(0.0),
        Activation::Leaky(slope) if x < 0.0 => slope * x,
        Activation::Leaky(_) => x,
        Activation::Power { exponent, scale } => scale * x.powi(exponent),
    }
}

#[differentiate(wrt(x))]
fn activate_all(x: f64, layers: &[Activation]) -> f64 {
    let mut y = x;
    for layer in layers {
        y = match layer {
            Activation::Identity => continue,
            Activation::Relu if y < 0.0 => return 0.0,
            Activation::Relu => y,
            Activation::Leaky(slope) => y * slope,
            Activation::Power { exponent, scale: _ } => y.powi(*exponent),
        };
    }
    y
}

#[test]
fn a_match_on_an_enum() {
    for x in [1.5, -0.5] {
        let ramp = if x > 0.0 { 1.0 } else { 0.0 };
        let leak = if x > 0.0 { 1.0 } else { 0.1 };
        assert_close(&activate::value_and_gradient(x, Activation::Identity), &(x, 1.0));
        assert_close(&activate::value_and_gradient(x, Activation::Relu), &(ramp * x, ramp));
        assert_close(&activate::value_and_gradient(x, Activation::Leaky(0.1)), &(leak * x, leak));
        let cube = Activation::Power { exponent: 3, scale: 2.0 };
        assert_close(&activate::value_and_gradient(x, cube), &(2.0 * x.powi(3), 6.0 * x * x));
        let layers = [Activation::Leaky(0.5), Activation::Identity, cube, Activation::Relu];
        let expected = if x > 0.0 { (0.125 * x.powi(3), 0.375 * x * x) } else { (0.0, 0.0) };
        assert_close(&activate_all::value_and_gradient(x, &layers), &expected);
    }
}

#[differentiate(wrt(x))]
fn with_options(x: &[f64], index: Option<usize>, weight: Option<f64>) -> f64 {
    let Some(index) = index else {
        return x.iter().sum();
    };
    let y = if let Some(weight) = weight { weight * x[index] } else { x[index] * x[index] };
    if let Some(weight) = weight
        && y > 1.0
    {
        return y.ln() * weight;
    }
    y
}

#[test]
fn options_choose_the_path() {
    let x = [0.5, 2.0];
    assert_close(&with_options::value_and_gradient(&x, None, Some(3.0)), &(2.5, vec![1.0, 1.0]));
    assert_close(&with_options::value_and_gradient(&x, Some(1), None), &(4.0, vec![0.0, 4.0]));
    assert_close(&with_options::value_and_gradient(&x, Some(0), Some(0.5)), &(0.25, vec![0.5, 0.0]));
    assert_close(&with_options::value_and_gradient(&x, Some(1), Some(3.0)), &(3.0 * 6.0_f64.ln(), vec![0.0, 1.5]));
}

#[differentiate(wrt(x))]
fn missing_samples(x: f64, samples: &[Option<f64>]) -> f64 {
    let mut total = 0.0;
    let mut count = 0;
    for sample in samples {
        let Some(sample) = sample else { continue };
        total += (x - sample) * (x - sample);
        count += 1;
    }
    if count == 0 {
        return 0.0;
    }
    total / count as f64
}

#[test]
fn missing_samples_are_skipped() {
    let samples = [Some(1.0), None, Some(4.0), None];
    assert_close(&missing_samples::value_and_gradient(2.0, &samples), &(2.5, -1.0));
    assert_close(&missing_samples::value_and_gradient(2.0, &samples[3..]), &(0.0, 0.0));
}
