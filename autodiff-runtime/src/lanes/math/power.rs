//! Powers and roots.

use super::exponential::{clamped, exp_of_pair};
use super::logarithm::split;
use super::pair::{Pair, product, product_of_pairs, sum};
use super::{Lane, fma};

/// Square root, correctly rounded.
#[inline(always)]
pub fn sqrt<const FMA: bool, T: Lane>(x: T) -> T {
    x.root()
}

/// The natural logarithm of a positive number, with ten digits more than it has.
#[inline(always)]
fn ln_as_pair<const FMA: bool, T: Lane>(x: T) -> Pair<T> {
    let (one, two) = (T::of(1.0), T::of(2.0));
    let (k, m) = split(x);
    // s = f / (2 + f), by the reciprocal and one correction.
    let f = m - one;
    let Pair(divisor, divisor_lost) = sum(two, f);
    let reciprocal = one / divisor;
    let quotient = f * reciprocal;
    let Pair(back, back_lost) = product::<FMA, T>(quotient, divisor);
    let left = ((f - back) - back_lost) - quotient * divisor_lost;
    let s = Pair(quotient, left * reciprocal);
    // ln(1 + f) = 2s + s³ (2/3 + 2/5 s² + ..).
    let z = product_of_pairs::<FMA, T>(s, s);
    let rest = T::rest_of_ln::<FMA>(z.0);
    let Pair(high, low) = sum(T::TWO_THIRDS.0, z.0 * rest);
    let cube = product_of_pairs::<FMA, T>(s, product_of_pairs::<FMA, T>(z, Pair(high, low + T::TWO_THIRDS.1)));
    // The terms by their size: k ln 2, 2s, the rest.
    let first = sum(k * T::LN_2_HIGH, two * s.0);
    let second = sum(first.0, cube.0);
    let low = ((first.1 + second.1) + cube.1) + fma::<FMA, T>(two, s.1, k * T::LN_2_LOW);
    sum(second.0, low)
}

/// `x` to the power of `y`, within 1.1 units in the last place.
///
/// As in the standard library a negative number has real powers of integers only, and `x⁰` and `1ʸ` are 1, of NaN too.
///
/// Without fused instructions it is the standard library's function, which is no part of lanes, but faster than the many exact
/// products that are needed then.
#[inline(always)]
pub fn powf<const FMA: bool, T: Lane>(x: T, y: T) -> T {
    if FMA || cfg!(not(feature = "std")) { power::<FMA, T>(x, y) } else { x.scalar_powf(y) }
}

/// [`powf`] without branches.
#[inline(always)]
pub(super) fn power<const FMA: bool, T: Lane>(x: T, y: T) -> T {
    let (zero, one) = (T::of(0.0), T::of(1.0));
    let a = x.magnitude();
    let Pair(high, low) = ln_as_pair::<FMA, T>(a);
    // Where the logarithm is infinite, or NaN, the first number says so, and the second does not count.
    let high = if a < T::INFINITE { high } else { a };
    let high = if a == zero { -T::INFINITE } else { high };
    let exponent = product::<FMA, T>(y, high);
    let lost = fma::<FMA, T>(y, low, exponent.1);
    let within = clamped(exponent.0, T::EXP_LEAST, T::EXP_MOST);
    let lost = if within == exponent.0 { lost } else { zero };
    let size = exp_of_pair::<FMA, T>(within, lost);
    let size = if a == one { one } else { size };

    let is_negative = x < zero;
    let is_whole = has_no_fraction(y);
    let is_odd = is_whole & !has_no_fraction(y * T::of(0.5));
    // The sign of zero counts too.
    let signed = if is_odd { size.signed_as(x) } else { size };
    let is_undefined = (is_negative & !is_whole & (a < T::INFINITE)) | is_nan(x) | is_nan(y);
    let result = if is_undefined { T::UNDEFINED } else { signed };
    if (y == zero) | (x == one) { one } else { result }
}

/// Whether a number is whole; infinities are, NaN is not.
#[inline(always)]
fn has_no_fraction<T: Lane>(y: T) -> bool {
    let a = y.magnitude();
    let start = T::ROUND * T::of(2.0 / 3.0);
    // From there on all numbers are whole.
    (a >= start) | ((a + start) - start == a)
}

#[inline(always)]
#[expect(clippy::eq_op, reason = "the test for NaN")]
fn is_nan<T: Lane>(x: T) -> bool {
    x != x
}
