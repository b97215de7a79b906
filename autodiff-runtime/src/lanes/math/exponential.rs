//! Exponentials.

use core::f64::consts::{LN_2, LOG2_E};

use super::{Lane, fma};

/// `x`, or the nearest of both bounds; NaN stays NaN.
#[inline(always)]
pub(super) fn clamped<T: Lane>(x: T, least: T, most: T) -> T {
    let x = if x < least { least } else { x };
    if x > most { most } else { x }
}

/// `(ROUND + n, r, c)` where `x = n ln 2 + r + c`, `|r| <= ln(2) / 2`, and `c` is what `r` has lost.
#[inline(always)]
fn reduced<const FMA: bool, T: Lane>(x: T) -> (T, T, T) {
    let rounded = fma::<FMA, T>(x, T::of(LOG2_E), T::ROUND);
    let n = rounded - T::ROUND;
    let high = fma::<FMA, T>(-n, T::LN_2_HIGH, x);
    let low = n * T::LN_2_LOW;
    let r = high - low;
    (rounded, r, (high - r) - low)
}

/// eˣ, within 1.1 units in the last place.
#[inline(always)]
pub fn exp<const FMA: bool, T: Lane>(x: T) -> T {
    let (rounded, r, _) = reduced::<FMA, T>(clamped(x, T::EXP_LEAST, T::EXP_MOST));
    scaled::<FMA, T>(rounded, r, T::of(1.0))
}

/// `exp(x) / 2`, which does not overflow where that is a number, for `x` that is at most `EXP_MOST` and not small.
#[inline(always)]
pub(super) fn half_of_exp<const FMA: bool, T: Lane>(x: T) -> T {
    let (rounded, r, _) = reduced::<FMA, T>(x);
    scaled::<FMA, T>(rounded, r, T::of(0.5))
}

/// `exp(r) 2ⁿ factor`, in two steps, of which the second overflows, or loses digits, where the result does.
#[inline(always)]
fn scaled<const FMA: bool, T: Lane>(rounded: T, r: T, factor: T) -> T {
    let p = fma::<FMA, T>(r * r, T::quotient_of_exp::<FMA>(r), r);
    let (lower, upper) = T::halves_of_power(rounded);
    fma::<FMA, T>(lower, p, lower) * (upper * factor)
}

/// 2ˣ, within 1.2 units in the last place, 1.1 for `f32`; exact for whole numbers.
#[inline(always)]
pub fn exp2<const FMA: bool, T: Lane>(x: T) -> T {
    let x = clamped(x, T::EXP_LEAST * T::of(1.5), T::EXP_MOST * T::of(1.5));
    let rounded = x + T::ROUND;
    let r = (x - (rounded - T::ROUND)) * T::of(LN_2);
    scaled::<FMA, T>(rounded, r, T::of(1.0))
}

/// `eˣ - 1`, without loss near zero: within 1.45 units in the last place.
#[inline(always)]
pub fn exp_m1<const FMA: bool, T: Lane>(x: T) -> T {
    let (main, tail, upper) = parts_of_exp_m1::<FMA, T>(clamped(x, T::EXP_LOST, T::EXP_MOST));
    ((main + tail) * upper).signed_as(x)
}

/// `(main, tail, upper)` where `eˣ - 1` is `(main + tail) · upper`, and the product is exact but where it overflows.
#[inline(always)]
pub(super) fn parts_of_exp_m1<const FMA: bool, T: Lane>(x: T) -> (T, T, T) {
    let reduced = reduced::<FMA, T>(x);
    let (lower, upper) = T::halves_of_power(reduced.0);
    let (main, tail) = parts::<FMA, T>(reduced, lower, lower - T::inverse_of_power(upper));
    (main, tail, upper)
}

/// `(main, tail)` where `eˣ - 1` is their sum, for `x` between 0 and 50.
#[inline(always)]
pub(super) fn parts_of_small_exp_m1<const FMA: bool, T: Lane>(x: T) -> (T, T) {
    let reduced = reduced::<FMA, T>(x);
    let power = T::power(reduced.0);
    parts::<FMA, T>(reduced, power, power - T::of(1.0))
}

/// As [`parts_of_exp_m1`], of `eˣ`; the product overflows or loses digits where the result does.
#[inline(always)]
pub(super) fn parts_of_exp<const FMA: bool, T: Lane>(x: T) -> (T, T, T) {
    let reduced = reduced::<FMA, T>(x);
    let (lower, upper) = T::halves_of_power(reduced.0);
    let (main, tail) = parts::<FMA, T>(reduced, lower, lower);
    (main, tail, upper)
}

/// `(exp(r) - 1) power + start`, as a sum of the main part and all that it has lost; `start` is not smaller than the rest.
#[inline(always)]
fn parts<const FMA: bool, T: Lane>((_, r, c): (T, T, T), power: T, start: T) -> (T, T) {
    let tail = fma::<FMA, T>(r * r, T::quotient_of_exp::<FMA>(r), c);
    let main = fma::<FMA, T>(power, r, start);
    let lost = fma::<FMA, T>(power, r, start - main);
    (main, fma::<FMA, T>(power, tail, lost))
}

/// `exp(high + low)`, where `low` is what `high` has lost, and `high` within the bounds.
#[inline(always)]
pub(super) fn exp_of_pair<const FMA: bool, T: Lane>(high: T, low: T) -> T {
    let (rounded, r, c) = reduced::<FMA, T>(high);
    let low = low + c;
    let all = r + low;
    let lost = (r - all) + low;
    let p = all + fma::<FMA, T>(all * all, T::quotient_of_exp::<FMA>(all), lost);
    let (lower, upper) = T::halves_of_power(rounded);
    fma::<FMA, T>(lower, p, lower) * upper
}
