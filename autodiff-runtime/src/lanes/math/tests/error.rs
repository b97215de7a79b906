//! How far a result is from the truth, in units in the last place of the truth.

use super::double::Double;
use super::truth::Truth;

/// 2ⁿ, of which an `f64` may overflow.
fn times_power(x: f64, exponent: i32) -> f64 {
    let (first, rest) = (exponent.clamp(-1000, 1000), exponent - exponent.clamp(-1000, 1000));
    x * 2.0_f64.powi(first) * 2.0_f64.powi(rest)
}

/// Of an `f64`; an infinity counts as the next number after the largest.
pub(super) fn wide(got: f64, truth: Truth) -> f64 {
    let Truth(value, scale) = truth;
    if value.0 == 0.0 || !value.0.is_finite() {
        return if got == value.0 { 0.0 } else { f64::INFINITY };
    }
    let exponent = (value.0.abs().log2().floor() as i32 + scale).max(-1022);
    if exponent >= 1024 && got.is_infinite() {
        return if got.is_sign_negative() == (value.0 < 0.0) { 0.0 } else { f64::INFINITY };
    }
    let got = if got.is_infinite() { 2.0_f64.powi(1024 - exponent).copysign(got) } else { times_power(got, -exponent) };
    let truth = Double(times_power(value.0, scale - exponent), times_power(value.1, scale - exponent));
    times_power((Double::from(got) - truth).abs().0, 52)
}

/// Of an `f32`, whose truth is an `f64`.
pub(super) fn narrow(got: f32, truth: f64) -> f64 {
    let limit = 2.0_f64.powi(128);
    if truth == 0.0 || truth.is_nan() {
        return if f64::from(got) == truth || truth.is_nan() && got.is_nan() { 0.0 } else { f64::INFINITY };
    }
    let truth = truth.clamp(-limit, limit);
    let got = if got.is_infinite() { limit.copysign(f64::from(got)) } else { f64::from(got) };
    let exponent = (truth.abs().log2().floor() as i32).clamp(-126, 127);
    (got - truth).abs() * 2.0_f64.powi(23 - exponent)
}
