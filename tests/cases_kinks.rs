//! Reference cases K1 to K14: kinks, ties, infinite slopes. The choices are those of the interface.

mod common;

use autodiff::differentiate;
use common::assert_close;
use nalgebra::{DVector, Vector2, Vector3};

#[differentiate]
fn relu(x: f64) -> f64 {
    x.max(0.0)
}

#[differentiate]
fn relu_turned(x: f64) -> f64 {
    0.0_f64.max(x)
}

#[differentiate]
fn relu_by_branch(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}

#[test]
fn k1_relu() {
    for (x, slope) in [(0.0, 0.0), (-0.0, 0.0), (-1.0, 0.0), (1.0, 1.0), (f64::INFINITY, 1.0)] {
        assert_eq!(relu::gradient(x), slope);
        assert_eq!(relu_turned::gradient(x), slope);
        assert_eq!(relu_by_branch::gradient(x), slope);
    }
}

#[differentiate]
fn absolute(x: f64) -> f64 {
    x.abs()
}

#[test]
fn k2_abs() {
    for (x, slope) in [(0.0, 0.0), (-0.0, 0.0), (3.0, 1.0), (-3.0, -1.0)] {
        assert_eq!(absolute::gradient(x), slope);
    }
}

#[differentiate]
fn root(x: f64) -> f64 {
    x.sqrt()
}

#[differentiate]
fn unused_root(x: f64, weight: f64) -> f64 {
    x + weight * x.sqrt()
}

#[test]
fn k3_sqrt() {
    assert_eq!(root::gradient(0.0), f64::INFINITY);
    assert_eq!(unused_root::gradient(0.0, 0.0), (1.0, 0.0));
    let (_, pullback) = root::vjp(0.0);
    assert_eq!(pullback(0.0), 0.0);
}

#[differentiate]
fn norm(x: &Vector3<f64>) -> f64 {
    x.norm()
}

#[differentiate]
fn norm_dynamic(x: &DVector<f64>) -> f64 {
    x.norm()
}

#[test]
fn k4_norm() {
    assert_eq!(norm::gradient(&Vector3::zeros()), Vector3::zeros());
    assert_eq!(norm_dynamic::gradient(&DVector::zeros(4)), DVector::zeros(4));
    assert_eq!(norm_dynamic::value_and_gradient(&DVector::zeros(0)), (0.0, DVector::zeros(0)));
}

#[differentiate]
fn larger(x: f64, y: f64) -> f64 {
    x.max(y)
}

#[differentiate]
fn smaller(x: f64, y: f64) -> f64 {
    x.min(y)
}

#[differentiate(wrt(y))]
fn larger_than_constant(x: f64, y: f64) -> f64 {
    x.max(y)
}

#[differentiate(wrt(x))]
fn smaller_than_constant(x: f64, y: f64) -> f64 {
    x.min(y)
}

#[test]
fn k5_tie() {
    assert_eq!(larger::gradient(2.0, 2.0), (1.0, 0.0));
    assert_eq!(smaller::gradient(2.0, 2.0), (1.0, 0.0));
    assert_eq!(larger_than_constant::gradient(2.0, 2.0), 0.0);
    assert_eq!(smaller_than_constant::gradient(2.0, 2.0), 0.0);
}

#[differentiate]
fn norm_squared(x: &Vector2<f64>) -> f64 {
    x.norm().powi(2)
}

#[differentiate]
fn norm_times_norm(x: &Vector2<f64>) -> f64 {
    let size = x.norm();
    size * size
}

#[test]
fn k6_norm_squared() {
    assert_eq!(norm_squared::gradient(&Vector2::zeros()), Vector2::zeros());
    assert_eq!(norm_times_norm::gradient(&Vector2::zeros()), Vector2::zeros());
    assert_close(&norm_squared::gradient(&Vector2::new(3.0, -4.0)), &Vector2::new(6.0, -8.0));
}

#[differentiate]
fn hypotenuse(x: f64, y: f64) -> f64 {
    x.hypot(y)
}

#[test]
fn k7_hypot() {
    assert_eq!(hypotenuse::gradient(0.0, 0.0), (0.0, 0.0));
}

#[differentiate]
fn angle(y: f64, x: f64) -> f64 {
    y.atan2(x)
}

#[test]
fn k8_atan2() {
    assert_eq!(angle::gradient(0.0, 0.0), (0.0, 0.0));
}

#[differentiate]
fn zeroth_powi(x: f64, n: i32) -> f64 {
    x.powi(n) + x.powi(0)
}

#[differentiate(wrt(x))]
fn zeroth_powf(x: f64, p: f64) -> f64 {
    x.powf(p) + x.powf(0.0)
}

#[test]
fn k9_zeroth_power() {
    assert_eq!(zeroth_powi::value_and_gradient(0.0, 0), (2.0, 0.0));
    assert_eq!(zeroth_powf::value_and_gradient(0.0, 0.0), (2.0, 0.0));
    assert_eq!(zeroth_powi::gradient(3.0, 0), 0.0);
    assert_eq!(zeroth_powi::gradient(0.0, 1), 1.0);
    assert_eq!(zeroth_powi::gradient(0.0, 2), 0.0);
    assert_eq!(zeroth_powi::gradient(0.0, -1), f64::NEG_INFINITY);
}

#[differentiate(wrt(p))]
fn exponential(x: f64, p: f64) -> f64 {
    x.powf(p)
}

#[test]
fn k10_exponent_of_zero() {
    for p in [0.0, 0.5, 2.0] {
        assert_eq!(exponential::gradient(0.0, p), 0.0);
    }
    assert_close(&exponential::gradient(2.0, 3.0), &(8.0 * 2.0_f64.ln()));
}

#[differentiate]
fn three_halves(x: f64) -> f64 {
    x.powf(1.5)
}

#[test]
fn k11_power_three_halves() {
    assert_eq!(three_halves::gradient(0.0), 0.0);
    assert_close(&three_halves::gradient(4.0), &3.0);
}

#[differentiate]
fn x_log_y(x: f64, y: f64) -> f64 {
    if x == 0.0 { 0.0 * x + x * y.ln() } else { x * y.ln() }
}

#[test]
fn k12_x_log_y() {
    assert_close(&x_log_y::gradient(0.0, 2.0), &(2.0_f64.ln(), 0.0));
}

#[differentiate]
fn capped(x: f64) -> f64 {
    (1.0 / x).min(1.0)
}

#[test]
fn k13_capped_reciprocal() {
    assert_eq!(capped::value_and_gradient(0.0), (1.0, 0.0));
    assert_eq!(capped::gradient(2.0), -0.25);
}

#[differentiate]
fn pieces(x: f64) -> f64 {
    if x < 1.0 { x } else { x.sqrt() }
}

#[test]
fn k14_the_branch_not_taken() {
    assert_eq!(pieces::gradient(0.0), 1.0);
    assert_eq!(pieces::gradient(-4.0), 1.0);
    assert_eq!(pieces::gradient(4.0), 0.25);
}

/// Its parts are bounded, but what is in between overflows.
#[differentiate(wrt(x))]
fn overflowing(x: f32, w: f32) -> f32 {
    ((x.tanh() * 1e20).powi(2) * 1e-40).exp() * w.sin()
}

#[test]
fn an_overflow_on_the_way_is_infinite() {
    assert_eq!(overflowing::gradient(20.0, 0.0), 0.0);
}
