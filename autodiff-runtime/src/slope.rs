//! Scalar helpers that generated code calls.

use crate::Real;

/// `cotangent * slope`, and exactly zero where `cotangent` is zero, or where it is infinite and `slope` is zero.
///
/// The product alone would be NaN where the slope is infinite or NaN (`sqrt` at 0), though a result
/// that nothing depends on contributes nothing; and where a tangent has overflowed before a function that is flat there
/// (`1 / (1 + exp(-x))` far out). A NaN cotangent stays NaN.
#[inline]
pub fn scaled<T: Real>(cotangent: T, slope: T) -> T {
    let product = cotangent * slope;
    // What differs from itself is NaN; type parameters have no `is_nan`.
    #[expect(clippy::eq_op, reason = "the test for NaN")]
    let is_number = product == product;
    if is_number { product } else { without_indeterminate(cotangent, slope) }
}

/// A product that is NaN, or zero where one of the factors makes it so.
#[cold]
fn without_indeterminate<T: Real>(cotangent: T, slope: T) -> T {
    let is_overflow = |x: T| x != T::zero() && x + x == x;
    let is_nothing = cotangent == T::zero() || (slope == T::zero() && is_overflow(cotangent));
    if is_nothing { T::zero() } else { cotangent * slope }
}

/// -1, 0 or 1, and NaN of NaN: the derivative of `|x|`, with the subgradient of least norm at 0.
#[inline]
pub fn sign_or_zero<T: Real>(x: T) -> T {
    if x == T::zero() { T::zero() } else { x.signum() }
}

#[cfg(test)]
mod tests {
    use super::{scaled, sign_or_zero};

    #[test]
    fn the_sign_of_zero_is_zero() {
        assert_eq!(sign_or_zero(0.0), 0.0);
        assert_eq!(sign_or_zero(-0.0), 0.0);
        assert_eq!(sign_or_zero(-3.0), -1.0);
        assert_eq!(sign_or_zero(f64::INFINITY), 1.0);
        assert!(sign_or_zero(f64::NAN).is_nan());
    }

    #[test]
    fn a_zero_cotangent_contributes_zero_whatever_the_slope() {
        for slope in [0.0, 2.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
            for zero in [0.0, -0.0] {
                assert_eq!(scaled(zero, slope), 0.0);
            }
        }
        assert_eq!(scaled(0.0_f32, f32::INFINITY), 0.0);
    }

    #[test]
    fn what_is_flat_stops_a_tangent_that_overflowed() {
        for infinite in [f64::INFINITY, f64::NEG_INFINITY] {
            assert_eq!(scaled(infinite, 0.0), 0.0);
            assert_eq!(scaled(infinite, -0.0), 0.0);
        }
        assert!(scaled(f64::NAN, 0.0).is_nan());
    }

    #[test]
    fn any_other_cotangent_multiplies() {
        assert_eq!(scaled(2.0, -3.0), -6.0);
        assert_eq!(scaled(-1.0, f64::INFINITY), f64::NEG_INFINITY);
        assert!(scaled(f64::NAN, 1.0).is_nan());
        assert!(scaled(1.0, f64::NAN).is_nan());
        assert_eq!(scaled(5e-324, 2.0), 1e-323);
    }
}
