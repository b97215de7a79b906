//! Loops over slices and arrays.

use autodiff::differentiate;
#[allow(unused_imports)]
use nalgebra::ComplexField;

/// How far exponential growth is from what was measured.
#[differentiate(wrt(rate), jvp, hessian)]
#[must_use]
pub fn misfit(rate: f64, times: &[f64], measured: &[f64]) -> f64 {
    let mut total = 0.0;
    for (t, m) in times.iter().zip(measured) {
        total += ((rate * t).exp() - m).powi(2);
    }
    total
}

/// A polynomial by Horner's rule.
#[differentiate]
#[must_use]
pub fn polynomial(coefficients: &[f64; 4], x: f64) -> f64 {
    let mut p = 0.0;
    for c in coefficients {
        p = p * x + c;
    }
    p
}

/// A recurrence until it is small.
#[differentiate]
#[must_use]
pub fn decay(start: f64, rate: f64) -> f64 {
    let mut x = start;
    while x > 1e-3 {
        x *= (-rate).exp();
    }
    x
}
