//! Products of slopes that can't be infinite need no guard; others keep theirs.

mod common;

use autodiff::differentiate;
use common::assert_close;

/// A slope and a cotangent that are bounded.
#[differentiate]
fn bump(a: f64, x: f64) -> f64 {
    (a * x).tanh().powi(2) * (-x * x).exp()
}

/// A cotangent that is bounded, and a slope that is not.
#[differentiate]
fn growth(a: f64, x: f64) -> f64 {
    a.sin() * (x * x).exp()
}

/// A slope that is bounded, and a cotangent that is not.
#[differentiate]
fn logistic(a: f64, x: f64) -> f64 {
    (a * a).exp() * (1.0 / (1.0 + (-x).exp()))
}

#[test]
fn derivatives_are_right_where_factors_vanish() {
    for (a, x) in [(0.5_f64, 1.5_f64), (-2.0, 0.25), (0.0, 3.0), (3.0, 0.0), (0.75, 40.0), (1e-3, -27.5)] {
        let (t, e) = ((a * x).tanh(), (-x * x).exp());
        let outer = 2.0 * t * (1.0 - t * t) * e;
        assert_close(&bump::gradient(a, x), &(outer * x, outer * a - 2.0 * x * t * t * e));
    }
    // The exponential is zero, and so is all that it is multiplied with.
    assert_eq!(bump::gradient(0.5, 1e200), (0.0, 0.0));
    assert_eq!(bump::gradient(0.5, -1e9), (0.0, 0.0));
    // No infinite factor is multiplied by zero.
    assert_eq!(growth::gradient(0.0, 0.0), (1.0, 0.0));
    assert_eq!(growth::gradient(0.0, 100.0).1, 0.0);
    assert_eq!(logistic::gradient(40.0, -1000.0).1, 0.0);
    assert_close(&logistic::gradient(0.5, 0.0), &(0.25_f64.exp() * 0.5, 0.25_f64.exp() * 0.25));
}
