//! Reference cases K1 to K27 in the forms of forward mode and second order: the conventions of the gradient hold in all.

mod common;

use std::f64::consts::LN_2;

use autodiff::differentiate;
use common::{assert_close, assert_within};
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Vector2, Vector3};

/// Functions of one scalar, each at points with the slope and the curvature that the conventions give.
macro_rules! kinks {
    ($($name:ident($x:ident) = $value:expr, at $($at:expr => ($slope:expr, $curvature:expr)),+;)*) => {$(
        #[test]
        fn $name() {
            #[differentiate(jvp, jacobian, hessian, hvp, taylor)]
            fn f($x: f64) -> f64 {
                $value
            }
            for (at, slope, curvature) in [$(($at, $slope, $curvature)),+] {
                let (at, slope, curvature): (f64, f64, f64) = (at, slope, curvature);
                let value = f(at);
                assert_close(&f::gradient(at), &slope);
                assert_close(&f::jvp(at, 2.0), &(value, 2.0 * slope));
                assert_close(&f::jvp(at, 0.0), &(value, 0.0));
                assert_close(&f::jacobian(at), &slope);
                assert_close(&f::hessian(at), &curvature);
                assert_close(&f::hvp(at, 2.0), &(2.0 * curvature));
                assert_close(&f::hvp(at, 0.0), &0.0);
                assert_close(&f::taylor::<3>(at, 1.0), &[value, slope, 0.5 * curvature]);
                assert_close(&f::taylor::<4>(at, 0.0), &[value, 0.0, 0.0, 0.0]);
            }
        }
    )*};
}

kinks! {
    k1_relu(x) = x.max(0.0), at 0.0 => (0.0, 0.0), -0.0 => (0.0, 0.0), 1.0 => (1.0, 0.0), -1.0 => (0.0, 0.0);
    k1_relu_turned(x) = 0.0_f64.max(x), at 0.0 => (0.0, 0.0), -0.0 => (0.0, 0.0), 1.0 => (1.0, 0.0);
    k1_relu_by_branch(x) = if x > 0.0 { x } else { 0.0 }, at 0.0 => (0.0, 0.0), 1.0 => (1.0, 0.0);
    k1_relu_squared(x) = x.max(0.0).powi(2), at 0.0 => (0.0, 0.0), 1.5 => (3.0, 2.0), -1.5 => (0.0, 0.0);
    k2_abs(x) = x.abs(), at 0.0 => (0.0, 0.0), -0.0 => (0.0, 0.0), 3.0 => (1.0, 0.0), -3.0 => (-1.0, 0.0);
    k6_abs_squared(x) = x.abs().powi(2), at 3.0 => (6.0, 2.0), -3.0 => (-6.0, 2.0);
    k9_zeroth_powers(x) = x.powi(0) + x.powf(0.0), at 0.0 => (0.0, 0.0), 3.0 => (0.0, 0.0);
    k9_first_powers(x) = x.powi(1) + x.powf(1.0), at 0.0 => (2.0, 0.0), -3.0 => (2.0, 0.0);
    k9_second_powers(x) = x.powi(2) + x.powf(2.0), at 0.0 => (0.0, 4.0), -3.0 => (-12.0, 4.0);
    k9_third_powers(x) = x.powi(3) + x.powf(3.0), at 0.0 => (0.0, 0.0), -1.0 => (6.0, -12.0);
    k12_x_log_y(x) = x * 2.0_f64.ln(), at 0.0 => (LN_2, 0.0);
    k13_bounded_reciprocal(x) = (1.0 / x).min(1.0), at 0.0 => (0.0, 0.0), 2.0 => (-0.25, 0.25);
    k13_bounded_reciprocal_turned(x) = 1.0_f64.min(1.0 / x), at 0.0 => (0.0, 0.0), 2.0 => (-0.25, 0.25);
    k14_root_not_taken(x) = if x < 1.0 { x } else { x.sqrt() }, at 0.0 => (1.0, 0.0), 4.0 => (0.25, -1.0 / 32.0);
    k20_tanh(x) = x.tanh(), at 400.0 => (0.0, 0.0), -400.0 => (0.0, 0.0), 0.0 => (1.0, 0.0);
    k20_naive_sigmoid(x) = 1.0 / (1.0 + (-x).exp()), at 800.0 => (0.0, 0.0), 0.0 => (0.25, 0.0);
    k20_softplus(x) = x.max(0.0) + (-x.abs()).exp().ln_1p(), at 800.0 => (1.0, 0.0), -800.0 => (0.0, 0.0);
    k20_sigmoid(x) = if x >= 0.0 { 1.0 / (1.0 + (-x).exp()) } else { let e = x.exp(); e / (1.0 + e) },
        at 800.0 => (0.0, 0.0), -800.0 => (0.0, 0.0), 0.0 => (0.25, 0.0);
    k21_ln_1p(x) = x.ln_1p(), at 1e-17 => (1.0 - 1e-17, -1.0);
    k21_exp_m1(x) = x.exp_m1(), at 1e-17 => (1.0 + 1e-17, 1.0);
    k22_steps(x) = x.floor() + 2.0 * x.ceil() + 4.0 * x.round() + 8.0 * x.trunc() + 16.0 * x.signum(),
        at 0.0 => (0.0, 0.0), 0.3 => (0.0, 0.0), -0.5 => (0.0, 0.0), 2.0 => (0.0, 0.0);
    k23_clamp(x) = x.clamp(-1.0, 2.0).powi(2),
        at -1.0 => (0.0, 0.0), 2.0 => (0.0, 0.0), 0.5 => (1.0, 2.0), 3.0 => (0.0, 0.0), -3.0 => (0.0, 0.0);
    k24_signed_square(x) = x * x.abs(), at 0.0 => (0.0, 0.0), -1.5 => (3.0, -2.0), 1.5 => (3.0, 2.0);
}

/// Functions of two entries, at points with the gradient and the Hessian (by both first, mixed, by both second).
macro_rules! kinks_of_two {
    ($($name:ident($v:ident) = $value:expr, at $($at:expr => ($gradient:expr, $hessian:expr)),+;)*) => {$(
        #[test]
        fn $name() {
            #[differentiate(jvp, jacobian, hessian, hvp, taylor)]
            fn f($v: &Vector2<f64>) -> f64 {
                $value
            }
            for ((x, y), (by_x, by_y), (xx, xy, yy)) in [$(($at, $gradient, $hessian)),+] {
                let (at, t) = (Vector2::<f64>::new(x, y), Vector2::new(0.5, -2.0));
                let (value, gradient, hessian) = (f(&at), Vector2::new(by_x, by_y), Matrix2::new(xx, xy, xy, yy));
                assert_close(&f::gradient(&at), &gradient);
                assert_close(&f::jvp(&at, &t), &(value, gradient.dot(&t)));
                assert_close(&f::jacobian(&at), &gradient.transpose());
                assert_close(&f::hessian(&at), &hessian);
                assert_close(&f::hvp(&at, &t), &(hessian * t));
                assert_close(&f::taylor::<3>(&at, &t), &[value, gradient.dot(&t), 0.5 * t.dot(&(hessian * t))]);
                assert_close(&f::taylor::<3>(&at, &Vector2::zeros()), &[value, 0.0, 0.0]);
            }
        }
    )*};
}

const NOTHING: (f64, f64, f64) = (0.0, 0.0, 0.0);

kinks_of_two! {
    k5_max(v) = v.x.max(v.y), at (2.0, 2.0) => ((1.0, 0.0), NOTHING), (1.0, 2.0) => ((0.0, 1.0), NOTHING);
    k5_min(v) = v.x.min(v.y), at (2.0, 2.0) => ((1.0, 0.0), NOTHING), (1.0, 2.0) => ((1.0, 0.0), NOTHING);
    k7_hypot(v) = v.x.hypot(v.y), at (0.0, 0.0) => ((0.0, 0.0), NOTHING);
    k8_atan2(v) = v.x.atan2(v.y), at (0.0, 0.0) => ((0.0, 0.0), NOTHING);
    k15_unused_acos(v) = { let _angle = v.x.acos(); 2.0 * v.x * v.x * v.y }, at (5.0, 3.0) => ((60.0, 50.0), (12.0, 20.0, 0.0));
    k16_log_sum_exp(v) = { let m = v.x.max(v.y); m + ((v.x - m).exp() + (v.y - m).exp()).ln() },
        at (1000.0, 1000.0) => ((0.5, 0.5), (0.25, -0.25, 0.25));
    k17_log_sum_exp_of_nothing(v) = {
        let m = v.x.max(v.y);
        if m == f64::NEG_INFINITY {
            return f64::NEG_INFINITY;
        }
        m + ((v.x - m).exp() + (v.y - m).exp()).ln()
    }, at (f64::NEG_INFINITY, f64::NEG_INFINITY) => ((0.0, 0.0), NOTHING), (f64::NEG_INFINITY, 1.0) => ((0.0, 1.0), NOTHING);
    k19_sum_of_log_softmax(v) = { let m = v.max(); let total = m + v.map(|z| (z - m).exp()).sum().ln(); v.sum() - 2.0 * total },
        at (1.0, 1000.0) => ((1.0, -1.0), NOTHING);
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn norm(x: &Vector3<f64>) -> f64 {
    x.norm()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn norm_dynamic(x: &DVector<f64>) -> f64 {
    x.norm()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn norm_squared(x: &Vector3<f64>) -> f64 {
    x.norm().powi(2)
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn norm_times_norm(x: &Vector3<f64>) -> f64 {
    let size = x.norm();
    size * size
}

#[test]
fn k4_and_k6_norms_at_zero() {
    let (zero, t) = (Vector3::zeros(), Vector3::new(1.0, -2.0, 0.5));
    assert_eq!(norm::jvp(&zero, &t), (0.0, 0.0));
    assert_eq!(norm::jacobian(&zero), zero.transpose());
    assert_eq!(norm::hessian(&zero), Matrix3::zeros());
    assert_eq!(norm::hvp(&zero, &t), zero);
    for n in [0, 1, 4] {
        let (zero, t) = (DVector::zeros(n), DVector::from_element(n, 1.0));
        assert_eq!(norm_dynamic::jvp(&zero, &t), (0.0, 0.0));
        assert_eq!(norm_dynamic::hessian(&zero), DMatrix::zeros(n, n));
        assert_eq!(norm_dynamic::hvp(&zero, &t), zero);
        assert!(norm_dynamic::taylor::<3>(&zero, &t).iter().all(|c| !c.is_nan()));
    }
    for (value, along) in [norm_squared::jvp(&zero, &t), norm_times_norm::jvp(&zero, &t)] {
        assert_eq!((value, along), (0.0, 0.0));
    }
    for hessian in [norm_squared::hessian(&zero), norm_times_norm::hessian(&zero)] {
        assert!(hessian.iter().all(|entry| entry.is_finite()));
    }
    for product in [norm_squared::hvp(&zero, &t), norm_times_norm::hvp(&zero, &t)] {
        assert!(product.iter().all(|entry| entry.is_finite()));
    }
    assert_close(&norm_squared::hessian(&t), &(Matrix3::identity() * 2.0));
    assert_close(&norm_times_norm::hessian(&t), &(Matrix3::identity() * 2.0));
}

#[differentiate(wrt(x), jvp, hessian, hvp, taylor)]
fn weighted_root(x: f64, weight: f64) -> f64 {
    x + weight * x.sqrt()
}

#[differentiate(jvp, jacobian, hvp)]
fn cube_root(x: f64) -> f64 {
    x.cbrt()
}

#[test]
fn k3_and_k25_infinite_slopes() {
    assert_eq!(weighted_root::jvp(0.0, 1.0, 1.0), (0.0, f64::INFINITY));
    assert_eq!(weighted_root::jvp(0.0, 1.0, 0.0), (0.0, 0.0));
    assert_eq!(weighted_root::hessian(0.0, 0.0), 0.0);
    assert_eq!(weighted_root::hvp(0.0, 0.0, 3.0), 0.0);
    assert_eq!(weighted_root::hvp(0.0, 1.0, 0.0), 0.0);
    assert_eq!(cube_root::jvp(0.0, 1.0), (0.0, f64::INFINITY));
    assert_eq!(cube_root::jvp(0.0, 0.0), (0.0, 0.0));
    assert_eq!(cube_root::jacobian(0.0), f64::INFINITY);
    assert_eq!(cube_root::hvp(0.0, 0.0), 0.0);
}

#[differentiate(jvp, jacobian)]
fn power_at_once(x: f64) -> f64 {
    x.powf(1.5)
}

#[test]
fn k11_powers_at_zero() {
    assert_eq!((power_at_once::jvp(0.0, 1.0), power_at_once::jacobian(0.0)), ((0.0, 0.0), 0.0));
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn cross_entropy(z: &DVector<f64>) -> f64 {
    let shift = z.max();
    shift + z.map(|z| (z - shift).exp()).sum().ln() - z[0]
}

#[test]
fn k18_cross_entropy_of_logits() {
    let (z, t) = (DVector::from_vec(vec![-431.0, 279.0, 427.0]), DVector::from_vec(vec![1.0, 2.0, 3.0]));
    assert_close(&cross_entropy::jvp(&z, &t), &(858.0, 2.0));
    assert_within(&cross_entropy::hessian(&z), &DMatrix::<f64>::zeros(3, 3), 1e-12);
    assert_within(&cross_entropy::hvp(&z, &t), &DVector::<f64>::zeros(3), 1e-12);
}

#[differentiate(jvp, jacobian, hvp, taylor)]
fn smooth(x: f64, y: f64) -> f64 {
    x.sin() * y.exp()
}

#[differentiate(jvp, jacobian, hvp, taylor)]
fn larger(x: f64, y: f64) -> f64 {
    x.max(y)
}

#[test]
fn k27_nan() {
    let (value, along) = smooth::jvp(f64::NAN, 1.0, 1.0, 1.0);
    assert!(value.is_nan() && along.is_nan());
    let (by_x, by_y) = smooth::hvp(f64::NAN, 1.0, 1.0, 1.0);
    assert!(by_x.is_nan() && by_y.is_nan());
    assert!(smooth::taylor::<3>(f64::NAN, 1.0, 1.0, 1.0).iter().all(|c| c.is_nan()));
    assert_eq!(larger::jvp(f64::NAN, 1.0, 3.0, 5.0), (1.0, 5.0));
    assert_eq!(larger::jvp(1.0, f64::NAN, 3.0, 5.0), (1.0, 3.0));
    assert_eq!(larger::jacobian(f64::NAN, 1.0), (0.0, 1.0));
    assert_eq!(larger::hvp(f64::NAN, 1.0, 3.0, 5.0), (0.0, 0.0));
    assert_eq!(larger::taylor::<3>(f64::NAN, 1.0, 3.0, 5.0), [1.0, 5.0, 0.0]);
}
