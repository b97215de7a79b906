//! Hyperbolic functions, and those of neurons.

use super::exponential::parts_of_exp_m1;
use super::{Lane, exp, fma, ln_1p};

/// Hyperbolic tangent.
///
/// `e / (e + 2)` where `e = exp(2x) - 1`, with what `e` and the sum have lost put back: `1 / (e + 2)` is half of one minus the result.
#[inline(always)]
pub fn tanh<const FMA: bool, T: Lane>(x: T) -> T {
    let (two, half) = (T::of(2.0), T::of(0.5));
    let a = x.magnitude();
    let a = if a > T::of(20.0) { T::of(20.0) } else { a };
    let (main, tail, upper) = parts_of_exp_m1::<FMA, T>(a + a);
    let (main, tail) = (main * upper, tail * upper);
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

/// `1 / (1 + e⁻ˣ)`, the logistic function.
#[inline(always)]
pub fn sigmoid<const FMA: bool, T: Lane>(x: T) -> T {
    let one = T::of(1.0);
    // Of the two exponentials the one that does not overflow.
    let e = exp::<FMA, T>(-x.magnitude());
    let is_negative = x < T::of(0.0);
    let sum = one + e;
    let y = (if is_negative { e } else { one }) / sum;
    // What the sum has lost, to first order.
    let inverse = if is_negative { one - y } else { y };
    fma::<FMA, T>(-(y * inverse), e - (sum - one), y)
}

/// `ln(1 + eˣ)`.
#[inline(always)]
pub fn softplus<const FMA: bool, T: Lane>(x: T) -> T {
    let e = exp::<FMA, T>(-x.magnitude());
    let positive = if x < T::of(0.0) { T::of(0.0) } else { x };
    positive + ln_1p::<FMA, T>(e)
}
