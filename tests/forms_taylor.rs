//! The form `taylor`: coefficients along a line. Their sum is held against the function beside the point, where each
//! coefficient up to the thirteenth shows, and closed forms of single ones.

mod common;

use autodiff::differentiate;
use common::assert_close;
use nalgebra::{DMatrix, DVector, Matrix2, Vector2};

/// How many coefficients are summed.
const MANY: usize = 14;

/// Holds `f(s)`, for the function along the line, against the sum of the coefficients at s = ±1/16 and smaller.
#[track_caller]
fn assert_sums(coefficients: &[f64; MANY], f: impl Fn(f64) -> f64) {
    for s in [0.0, 1.0 / 256.0, -1.0 / 64.0, 1.0 / 16.0, -1.0 / 16.0] {
        let sum = coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * s + coefficient);
        let (expected, scale) = (f(s), coefficients.iter().fold(1.0, |scale: f64, c| scale.max(c.abs() / 1e3)));
        assert!((sum - expected).abs() <= 2e-13 * scale.max(expected.abs()), "at {s}: {sum} is not {expected}");
    }
}

#[differentiate(taylor)]
fn wave(x: f64, y: f64) -> f64 {
    x.exp() * y.sin()
}

#[test]
fn sums_of_first_and_second_order_are_those_of_the_notes() {
    let [value, slope, half_curvature] = wave::taylor(0.0, std::f64::consts::FRAC_PI_4, 0.1, -0.05);
    assert_close(&(value + slope), &0.742_462_120_245_874_9);
    assert_close(&(value + slope + half_curvature), &0.741_578_236_769_391_7);
}

#[test]
fn as_many_coefficients_as_are_asked_for() {
    assert_eq!(wave::taylor::<0>(0.0, 1.0, 1.0, 1.0), []);
    assert_eq!(wave::taylor::<1>(0.0, 1.0, 1.0, 1.0), [1.0_f64.sin()]);
}

#[differentiate(taylor)]
fn polynomial(x: f64) -> f64 {
    3.0 * x.powi(5) - x * x / 4.0 + 2.0
}

#[test]
fn a_polynomial_ends() {
    let [a, b, c, d, e, f, g, h] = polynomial::taylor(0.0, 2.0);
    assert_eq!([a, b, c, d, e, f, g, h], [2.0, 0.0, -1.0, 0.0, 0.0, 96.0, 0.0, 0.0]);
}

macro_rules! functions {
    ($($name:ident($x:ident) = $value:expr, at $($at:expr),+;)*) => {$(
        #[test]
        fn $name() {
            #[differentiate(taylor)]
            fn f($x: f64) -> f64 {
                $value
            }
            for at in [$($at),+] {
                assert_sums(&f::taylor(at, 1.0), |s| f(at + s));
                assert_sums(&f::taylor(at, -0.5), |s| f(at - 0.5 * s));
            }
        }
    )*};
}

functions! {
    quotients(x) = (1.0 + x) / (2.0 + x * x) + 3.0 / x - x / 7.0 + x.recip(), at 1.0, -1.5;
    roots(x) = x.sqrt() + (x * x + 1.0).cbrt(), at 0.7, 3.0;
    exponentials(x) = x.exp() + x.exp2() + x.exp_m1(), at 0.0, -1.0;
    logarithms(x) = x.ln() + x.ln_1p() + x.log2() + x.log10() + x.log(3.0) + (2.0_f64).log(x + 2.0), at 0.7, 2.0;
    circular(x) = x.sin() * x.cos() + x.tan(), at 0.0, 0.4, -0.8;
    inverse_circular(x) = x.asin() + x.acos() * x + x.atan(), at 0.0, 0.3;
    hyperbolic(x) = x.sinh() + x.cosh() * x.tanh(), at 0.0, 0.6;
    inverse_hyperbolic(x) = x.asinh() + (x + 2.5).acosh() + x.atanh(), at 0.0, 0.2;
    two_arguments(x) = x.hypot(2.0 - x) + (1.0 + x).atan2(x), at 0.3, -0.4;
    real_powers(x) = x.powf(2.5) + x.powf(-0.5) + x.powf(3.0), at 0.8, 2.0;
    powers_of_both(x) = x.powf(x) + 2.0_f64.powf(x), at 0.8, 2.0;
    whole_powers(x) = x.powi(3) - 2.0 * x.powi(2) + x.powi(-2) + x.powi(0), at 0.9, -1.5;
    fused(x) = x.mul_add(x, x.sin()), at 0.4;
    sides(x) = x.abs() + x.max(0.25) * x + x.min(1.0).clamp(-2.0, 0.0), at 0.6, -0.9;
    shared(x) = { let (s, c) = x.sin_cos(); let t = s / c; t * t + s * c }, at 0.3;
}

#[differentiate(wrt(x), taylor)]
fn powers(x: f64, n: i32) -> f64 {
    let mut total = 0.0;
    for i in 0..n {
        total += x.powi(i) / (i + 1) as f64;
    }
    total
}

#[test]
fn integer_powers_have_all_coefficients_at_zero() {
    let coefficients: [f64; 8] = powers::taylor(0.0, 5, 1.0);
    assert_close(&coefficients.to_vec(), &vec![1.0, 0.5, 1.0 / 3.0, 0.25, 0.2, 0.0, 0.0, 0.0]);
    assert_sums(&powers::taylor(0.7, 6, 1.0), |s| powers(0.7 + s, 6));
}

#[differentiate(taylor)]
fn kinked(x: f64) -> f64 {
    let mut y = x;
    let mut rounds = 0;
    while y < 4.0 {
        y = y * y + 0.5;
        rounds += 1;
    }
    if rounds % 2 == 0 { y.sqrt() } else { y.ln() * x }
}

#[test]
fn branches_and_loops_are_those_of_the_point() {
    for at in [0.4, 1.3, 5.0] {
        assert_sums(&kinked::taylor(at, 0.25), |s| kinked(at + 0.25 * s));
    }
}

#[differentiate(taylor)]
fn pendulum(angle: f64, velocity: f64) -> f64 {
    let (mut q, mut v) = (angle, velocity);
    for _ in 0..20 {
        v -= 0.05 * q.sin();
        q += 0.05 * v;
    }
    0.5 * v * v - q.cos()
}

#[test]
fn time_steps_carry_their_coefficients() {
    assert_sums(&pendulum::taylor(0.4, 1.2, 0.5, -1.0), |s| pendulum(0.4 + 0.5 * s, 1.2 - s));
}

#[differentiate(wrt(x), taylor)]
fn quadratic(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    x.dot(&(a * x))
}

#[test]
fn of_a_quadratic_form_they_are_value_slope_and_curvature() {
    let a = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, -3.0, 5.0]);
    let x = DVector::from_vec(vec![0.5, -1.5]);
    let t = DVector::from_vec(vec![2.0, 7.0]);
    let coefficients: [f64; 4] = quadratic::taylor(&a, &x, &t);
    let slope = ((&a + a.transpose()) * &x).dot(&t);
    assert_close(&coefficients.to_vec(), &vec![quadratic(&a, &x), slope, t.dot(&(&a * &t)), 0.0]);
}

#[differentiate(wrt(w, b), taylor)]
fn network(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 {
    let hidden = (w * x + b).map(|z| z.tanh());
    let scores = hidden.map(|h| (0.5 * h).exp());
    let weights = &scores / scores.sum();
    weights.dot(&hidden) + weights.norm() + w.norm_squared() * 0.1
}

#[test]
fn vectors_and_matrices_have_coefficients_of_their_shape() {
    let w = DMatrix::from_row_slice(3, 2, &[0.3, -0.2, 0.5, 0.4, -0.7, 0.1]);
    let b = DVector::from_vec(vec![0.1, -0.1, 0.2]);
    let x = DVector::from_vec(vec![0.9, -1.1]);
    let (tw, tb) = (w.map(|w| 0.5 - w), b.map(|b| b + 1.0));
    assert_sums(&network::taylor(&w, &b, &x, &tw, &tb), |s| network(&(&w + &tw * s), &(&b + &tb * s), &x));
}

#[differentiate(taylor)]
fn rosenbrock(x: &Vector2<f64>) -> f64 {
    (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0].powi(2)).powi(2)
}

#[test]
fn static_sizes_have_them_too() {
    let (at, along) = (Vector2::new(1.2, 1.2), Vector2::new(0.3, -0.7));
    let [value, slope, half, ..]: [f64; 5] = rosenbrock::taylor(&at, &along);
    assert_close(&value, &5.8);
    assert_close(&slope, &Vector2::new(115.6, -48.0).dot(&along));
    assert_close(&half, &(0.5 * along.dot(&(Matrix2::new(1250.0, -480.0, -480.0, 200.0) * along))));
}

#[differentiate(taylor)]
fn of_a_slice(xs: &[f64]) -> f64 {
    let mut sums = vec![0.0; xs.len()];
    for i in 0..xs.len() {
        sums[i] = if i == 0 { xs[0] } else { sums[i - 1] * xs[i].cos() };
    }
    sums.iter().map(|s| s * s).sum::<f64>() + xs.iter().fold(1.0, |product, x| product * x)
}

#[test]
fn slices_have_series_of_slices() {
    let (xs, ts) = ([0.3, -0.8, 1.4], [1.0, 0.5, -2.0]);
    let beside = |s: f64| xs.iter().zip(ts).map(|(x, t)| x + s * t).collect::<Vec<_>>();
    assert_sums(&of_a_slice::taylor(&xs, &ts), |s| of_a_slice(&beside(s)));
}

#[differentiate(taylor)]
fn generic<T: autodiff::Real, const K: usize>(x: [T; K]) -> T {
    let mut product = T::one();
    for x in x {
        product *= x.sin();
    }
    product
}

#[test]
fn the_count_has_a_name_of_its_own() {
    let coefficients: [f64; MANY] = generic::taylor([0.4, 0.9], [1.0, -1.0]);
    assert_sums(&coefficients, |s| generic([0.4 + s, 0.9 - s]));
    let [value, slope] = generic::taylor([0.5_f32], [2.0]);
    assert_close(&[value, slope].to_vec(), &vec![0.5_f32.sin(), 2.0 * 0.5_f32.cos()]);
}

#[test]
fn what_does_not_move_has_no_coefficients() {
    let still: [f64; 4] = roots_of::taylor(0.0, 0.0);
    assert_eq!(still, [0.0; 4]);
    let [value, slope] = roots_of::taylor(0.0, 1.0);
    assert_eq!((value, slope), (0.0, f64::INFINITY));
}

#[differentiate(taylor)]
fn roots_of(x: f64) -> f64 {
    x.sqrt()
}

#[differentiate(taylor)]
fn accumulated(xs: &[f64]) -> f64 {
    let mut total = 0.0;
    for x in xs {
        let mut inner = 0.0;
        for y in xs {
            inner += (x * y).exp().ln_1p();
        }
        total += (-inner).exp() + inner.sin() * x.tanh();
    }
    total
}

#[test]
fn a_sum_that_starts_at_a_constant_varies_in_the_next_iteration() {
    let (xs, ts) = ([0.3, -0.8, 0.4], [1.0, 0.5, -0.5]);
    let beside = |s: f64| xs.iter().zip(ts).map(|(x, t)| x + s * t).collect::<Vec<_>>();
    assert_sums(&accumulated::taylor(&xs, &ts), |s| accumulated(&beside(s)));
}
