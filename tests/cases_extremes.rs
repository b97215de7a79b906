//! Reference cases K15 to K27: overflow, saturation, steps, bounds, NaN. The choices are those of the interface.

mod common;

use autodiff::differentiate;
use common::assert_close;
use nalgebra::DVector;

#[differentiate]
fn with_unused(c: f64, a: f64) -> f64 {
    let _angle = c.acos();
    2.0 * c * c * a
}

#[test]
fn k15_unused_acos() {
    assert_eq!(with_unused::gradient(5.0, 3.0), (60.0, 50.0));
}

#[differentiate]
fn log_sum_exp(x: f64, y: f64) -> f64 {
    let shift = autodiff::constant(x.max(y));
    shift + ((x - shift).exp() + (y - shift).exp()).ln()
}

#[differentiate]
fn log_sum_exp_through_the_max(x: f64, y: f64) -> f64 {
    let shift = x.max(y);
    shift + ((x - shift).exp() + (y - shift).exp()).ln()
}

#[test]
fn k16_log_sum_exp() {
    let expected = (1_000.693_147_180_559_9, (0.5, 0.5));
    assert_close(&log_sum_exp::value_and_gradient(1000.0, 1000.0), &expected);
    assert_close(&log_sum_exp_through_the_max::value_and_gradient(1000.0, 1000.0), &expected);
}

#[differentiate]
fn cross_entropy(z: &DVector<f64>) -> f64 {
    let shift = autodiff::constant(z.max());
    shift + z.map(|z| (z - shift).exp()).sum().ln() - z[0]
}

#[test]
fn k18_cross_entropy_of_logits() {
    let (value, gradient) = cross_entropy::value_and_gradient(&DVector::from_vec(vec![-431.0, 279.0, 427.0]));
    assert_eq!(value, 858.0);
    assert_eq!((gradient[0], gradient[2]), (-1.0, 1.0));
    assert!((gradient[1] / 5.3e-65 - 1.0).abs() < 0.02);
}

#[differentiate]
fn log_softmax(z: &DVector<f64>) -> f64 {
    let shift = autodiff::constant(z.max());
    let total = shift + z.map(|z| (z - shift).exp()).sum().ln();
    z.add_scalar(-total).sum()
}

#[test]
fn k19_sum_of_log_softmax() {
    let gradient = log_softmax::gradient(&DVector::from_vec(vec![1.0, 1000.0]));
    assert_close(&gradient, &DVector::from_vec(vec![1.0, -1.0]));
}

#[differentiate]
fn sigmoid(x: f64) -> f64 {
    if x >= 0.0 {
        1.0 / (1.0 + (-x).exp())
    } else {
        let e = x.exp();
        e / (1.0 + e)
    }
}

#[differentiate]
fn softplus(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}

#[differentiate]
fn tanh(x: f64) -> f64 {
    x.tanh()
}

#[test]
fn k20_saturation() {
    assert_eq!(sigmoid::value_and_gradient(800.0), (1.0, 0.0));
    assert_eq!(sigmoid::value_and_gradient(-800.0), (0.0, 0.0));
    assert_close(&sigmoid::gradient(0.0), &0.25);
    assert_eq!(softplus::value_and_gradient(800.0), (800.0, 1.0));
    assert_eq!(softplus::value_and_gradient(-800.0), (0.0, 0.0));
    assert_eq!(tanh::value_and_gradient(400.0), (1.0, 0.0));
}

#[differentiate]
fn ln_1p(x: f64) -> f64 {
    x.ln_1p()
}

#[differentiate]
fn exp_m1(x: f64) -> f64 {
    x.exp_m1()
}

#[test]
fn k21_near_zero() {
    assert_eq!(ln_1p::value_and_gradient(1e-17), (1e-17, 1.0 - 1e-17));
    assert_eq!(exp_m1::value_and_gradient(1e-17), (1e-17, 1.0 + 1e-17));
}

#[differentiate]
fn steps(x: f64) -> f64 {
    x.floor() + 2.0 * x.ceil() + 4.0 * x.round() + 8.0 * x.trunc() + 16.0 * x.signum()
}

#[test]
fn k22_steps() {
    for x in [0.0, 0.3, -0.5, 2.0, -3.0] {
        assert_eq!(steps::gradient(x), 0.0);
        assert_eq!(steps::value_and_gradient(x).0, steps(x));
    }
}

#[differentiate]
fn clamped(x: f64) -> f64 {
    x.clamp(-1.0, 2.0)
}

#[differentiate]
fn clamped_between(x: f64, low: f64, high: f64) -> f64 {
    x.clamp(low, high)
}

#[test]
fn k23_clamp() {
    for (x, slope) in [(-2.0, 0.0), (-1.0, 0.0), (0.0, 1.0), (2.0, 0.0), (3.0, 0.0)] {
        assert_eq!(clamped::gradient(x), slope);
    }
    assert_eq!(clamped_between::gradient(0.5, 0.0, 1.0), (1.0, 0.0, 0.0));
    assert_eq!(clamped_between::gradient(-0.5, 0.0, 1.0), (0.0, 1.0, 0.0));
    assert_eq!(clamped_between::gradient(1.5, 0.0, 1.0), (0.0, 0.0, 1.0));
}

#[differentiate]
fn signed_square(x: f64) -> f64 {
    x * x.abs()
}

#[test]
fn k24_signed_square() {
    assert_eq!(signed_square::gradient(0.0), 0.0);
    assert_eq!(signed_square::gradient(-1.5), 3.0);
}

#[differentiate]
fn cube_root(x: f64) -> f64 {
    x.cbrt()
}

#[test]
fn k25_cube_root() {
    assert_eq!(cube_root::gradient(0.0), f64::INFINITY);
    assert_eq!(cube_root::vjp(0.0).1(0.0), 0.0);
    assert_close(&cube_root::gradient(-8.0), &(1.0 / 12.0));
}

#[differentiate]
fn larger(x: f64, y: f64) -> f64 {
    x.max(y)
}

#[differentiate]
fn smaller(x: f64, y: f64) -> f64 {
    x.min(y)
}

#[differentiate]
fn relu(x: f64) -> f64 {
    x.max(0.0)
}

#[differentiate]
fn smooth(x: f64, y: f64) -> f64 {
    x.sin() * y.exp()
}

#[test]
fn k27_nan() {
    let (value, (by_x, by_y)) = smooth::value_and_gradient(f64::NAN, 1.0);
    assert!(value.is_nan() && by_x.is_nan() && by_y.is_nan());
    // `max` and `min` pass over NaN: the slope is the other operand's.
    assert_eq!(larger::value_and_gradient(f64::NAN, 1.0), (1.0, (0.0, 1.0)));
    assert_eq!(larger::value_and_gradient(1.0, f64::NAN), (1.0, (1.0, 0.0)));
    assert_eq!(smaller::value_and_gradient(f64::NAN, 1.0), (1.0, (0.0, 1.0)));
    assert_eq!(smaller::value_and_gradient(1.0, f64::NAN), (1.0, (1.0, 0.0)));
    assert_eq!(relu::value_and_gradient(f64::NAN), (0.0, 0.0));
}

#[differentiate]
fn naive_sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[test]
fn k20_a_naive_sigmoid_saturates_without_nan() {
    assert_eq!(naive_sigmoid::value_and_gradient(-800.0), (0.0, 0.0));
    assert_eq!(naive_sigmoid::value_and_gradient(800.0), (1.0, 0.0));
}
