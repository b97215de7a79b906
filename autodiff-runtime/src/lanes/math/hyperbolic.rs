//! Hyperbolic functions, and those of neurons.

use super::exponential::{half_of_exp, parts_of_exp, parts_of_exp_m1, parts_of_small_exp_m1};
use super::{Lane, exp, fma, ln_1p};

/// Hyperbolic tangent, within 1.6 units in the last place.
///
/// `e / (e + 2)` where `e = exp(2x) - 1`, with what `e` and the sum have lost put back: `1 / (e + 2)` is half of one minus the result.
#[inline(always)]
pub fn tanh<const FMA: bool, T: Lane>(x: T) -> T {
    let (two, half) = (T::of(2.0), T::of(0.5));
    let a = x.magnitude();
    let a = if a > T::of(20.0) { T::of(20.0) } else { a };
    let (main, tail) = parts_of_small_exp_m1::<FMA, T>(a + a);
    let e = main + tail;
    let lost = (main - e) + tail;
    let sum = e + two;
    let lost_by_sum = (e - (sum - two)) + lost;
    let y = e / sum;
    let correction = fma::<FMA, T>(-y, lost_by_sum, lost) * fma::<FMA, T>(-half, y, half);
    // Of a result close to one the difference has no digits left; there nothing is to be put back.
    let correction = if e < T::of(30.0) { correction } else { T::of(0.0) };
    (y + correction).signed_as(x)
}

/// Hyperbolic sine, within 1.7 units in the last place.
///
/// `(e + e / (e + 1)) / 2` where `e = exp(|x|) - 1`.
#[inline(always)]
pub fn sinh<const FMA: bool, T: Lane>(x: T) -> T {
    let (one, half) = (T::of(1.0), T::of(0.5));
    let a = x.magnitude();
    let a = if a > T::EXP_MOST { T::EXP_MOST } else { a };
    let (main, tail, upper) = parts_of_exp_m1::<FMA, T>(a);
    // Half of `e`, which overflows only where the result does; what is added to it is lost long before.
    let (sum, upper) = (main + tail, upper * half);
    let e = sum * upper;
    let inverse = e / (e + e + one);
    // What the sum has lost, to first order: the slope is 1 + 1 / (2e + 1)².
    let lost = ((main - sum) + tail) * upper;
    let slope = fma::<FMA, T>(T::of(-4.0) * inverse, one - inverse, one);
    let rest = inverse + fma::<FMA, T>(lost, slope, lost);
    let rest = if e < T::of(1e18) { rest } else { half };
    (e + rest).signed_as(x)
}

/// Hyperbolic cosine, within 1.55 units in the last place.
///
/// `e + 1 / (4e)` where `e = exp(|x|) / 2`.
#[inline(always)]
pub fn cosh<const FMA: bool, T: Lane>(x: T) -> T {
    let a = x.magnitude();
    let a = if a > T::EXP_MOST { T::EXP_MOST } else { a };
    let e = half_of_exp::<FMA, T>(a);
    e + T::of(0.25) / e
}

/// `1 / (1 + e⁻ˣ)`, the logistic function, within 1.25 units in the last place.
#[inline(always)]
pub fn sigmoid<const FMA: bool, T: Lane>(x: T) -> T {
    let one = T::of(1.0);
    // Of the two exponentials the one that does not overflow.
    let a = -x.magnitude();
    let a = if a < T::EXP_LEAST { T::EXP_LEAST } else { a };
    let (main, tail, upper) = parts_of_exp::<FMA, T>(a);
    let rounded = main + tail;
    let e = rounded * upper;
    let lost = ((main - rounded) + tail) * upper;
    let sum = one + e;
    let lost_by_sum = (e - (sum - one)) + lost;
    let is_negative = x < T::of(0.0);
    let y = (if is_negative { e } else { one }) / sum;
    // What both have lost, to first order.
    let inverse = if is_negative { one - y } else { y };
    let lost = if is_negative { lost } else { T::of(0.0) };
    fma::<FMA, T>(fma::<FMA, T>(-y, lost_by_sum, lost), inverse, y)
}

/// `ln(1 + eˣ)`, within 1.8 units in the last place.
#[inline(always)]
pub fn softplus<const FMA: bool, T: Lane>(x: T) -> T {
    let e = exp::<FMA, T>(-x.magnitude());
    let positive = if x < T::of(0.0) { T::of(0.0) } else { x };
    positive + ln_1p::<FMA, T>(e)
}
