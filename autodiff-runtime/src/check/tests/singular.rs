//! Where finite differences can't confirm anything, the check says so.

use nalgebra::Vector2;

use crate::check::{Cause, gradient};

#[test]
fn a_kink_is_reported_whatever_is_claimed() {
    for claimed in [0.0, 0.5, 1.0] {
        let mismatch = gradient(|x: &f64| x.max(0.0), &0.0, &claimed).unwrap_err();
        let expected = Cause::Kink { claimed, left: 0.0, right: 1.0 };
        assert_eq!(*mismatch.cause(), expected);
    }
}

#[test]
fn a_kink_is_reported_in_single_precision() {
    let mismatch = gradient(|x: &f32| x.abs(), &0.0, &0.0_f32).unwrap_err();
    assert!(matches!(mismatch.cause(), Cause::Kink { left: -1.0, right: 1.0, .. }));
}

#[test]
fn the_norm_has_a_kink_at_zero() {
    let zero = Vector2::<f64>::zeros();
    let mismatch = gradient(|x: &Vector2<f64>| x.norm(), &zero, &zero).unwrap_err();
    assert!(matches!(mismatch.cause(), Cause::Kink { .. }));
}

#[test]
fn a_wrong_entry_is_reported_ahead_of_a_kink() {
    let f = |x: &[f64; 3]| x[0].abs() + x[1] * x[1] + x[2].abs();
    let mismatch = gradient(f, &[0.0, 1.0, 0.0], &[0.0, 1.9, 0.0]).unwrap_err();
    assert_eq!(mismatch.input(), Some("point[1]"));
    assert!(matches!(mismatch.cause(), Cause::Different { wrong: 1, .. }));
}

#[test]
fn a_jump_does_not_settle() {
    for f in [f64::signum, |x: f64| (x + 1.0).floor()] {
        let mismatch = gradient(|x: &f64| f(*x), &0.0, &0.0).unwrap_err();
        assert!(matches!(mismatch.cause(), Cause::Unsettled { .. }));
    }
}

#[test]
fn an_infinite_slope_does_not_settle() {
    let mismatch = gradient(|x: &f64| x.cbrt(), &0.0, &0.0).unwrap_err();
    assert!(matches!(mismatch.cause(), Cause::Unsettled { .. }));
}

#[test]
fn steps_of_a_piecewise_constant_function_are_passed() {
    gradient(|x: &f64| x.floor(), &0.99, &0.0).unwrap();
    assert!(gradient(|x: &f64| x.floor(), &0.99, &1.0).is_err());
}

#[test]
fn a_function_that_is_nan_is_reported() {
    let mismatch = gradient(|x: &f64| x.ln(), &-1.0, &-1.0).unwrap_err();
    assert_eq!(*mismatch.cause(), Cause::NotFinite { at_point: true });
}

#[test]
fn among_equal_failures_the_first_is_reported() {
    let f = |x: &[f64; 3]| x[0] + x[1].abs() + x[2].abs();
    let mismatch = gradient(f, &[0.0; 3], &[1.0, 0.0, 0.0]).unwrap_err();
    assert_eq!(mismatch.input(), Some("point[1]"));
    let mismatch = gradient(|x: &[f64; 2]| x[0].ln(), &[-1.0, 0.0], &[f64::NAN; 2]).unwrap_err();
    assert_eq!(mismatch.input(), Some("point[0]"));
    assert_eq!(*mismatch.cause(), Cause::NotFinite { at_point: true });
}

#[test]
fn the_end_of_a_domain_is_reported() {
    let f = |x: &[f64; 2]| x[0] + x[1].sqrt();
    let mismatch = gradient(f, &[1.0, 0.0], &[1.0, 0.0]).unwrap_err();
    assert_eq!(mismatch.input(), Some("point[1]"));
    assert_eq!(*mismatch.cause(), Cause::NotFinite { at_point: false });
}

#[test]
fn near_the_end_of_a_domain_the_steps_shrink() {
    gradient(|x: &f64| x.sqrt(), &1e-10, &0.5e5).unwrap();
    assert!(gradient(|x: &f64| x.sqrt(), &1e-10, &0.50001e5).is_err());
}

#[test]
fn a_claim_that_is_nan_fails() {
    for claimed in [f64::NAN, f64::INFINITY] {
        let f = |x: &[f64; 2]| x[0] + x[1];
        let mismatch = gradient(f, &[0.0, 0.0], &[1.0, claimed]).unwrap_err();
        assert_eq!(mismatch.input(), Some("point[1]"));
        assert!(matches!(mismatch.cause(), Cause::ClaimNotFinite { .. }));
    }
}
