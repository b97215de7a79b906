//! Logarithms.
//!
//! The algorithm is that of fdlibm's `e_log.c` and `s_log1p.c`: `x = 2ᵏ (1 + f)`, and `ln(1 + f)` is a series in
//! `s = f / (2 + f)`, put together so that `f` itself loses nothing.

use super::pair::{Pair, product_of_pairs, sum};
use super::{Lane, fma};

/// `ln(2ᵏ (1 + f)) + c`, for `1 + f` between √½ and √2.
#[inline(always)]
fn joined<const FMA: bool, T: Lane>(k: T, f: T, c: T) -> T {
    let s = f / (T::of(2.0) + f);
    let half_square = T::of(0.5) * f * f;
    let series = T::quotient_of_ln::<FMA>(s * s);
    let low = fma::<FMA, T>(k, T::LN_2_LOW, c);
    let tail = fma::<FMA, T>(s, half_square + series, low);
    fma::<FMA, T>(k, T::LN_2_HIGH, f - (half_square - tail))
}

/// `(k, m)` where `x = m 2ᵏ`, for positive finite numbers; those that have lost digits get them first.
#[inline(always)]
pub(super) fn split<T: Lane>(x: T) -> (T, T) {
    let is_small = x < T::LEAST_NORMAL;
    let lifted = if is_small { x * T::LIFT } else { x };
    let (k, m) = lifted.exponent_and_mantissa();
    let lift = if is_small { T::LIFTED } else { T::of(0.0) };
    (k - lift, m)
}

/// `y` for positive finite `x`; what logarithms are at zero, infinity, NaN and negative numbers.
#[inline(always)]
fn with_limits<T: Lane>(x: T, y: T) -> T {
    // An infinity and NaN are themselves.
    let y = if x < T::INFINITE { y } else { x };
    let otherwise = if x == T::of(0.0) { -T::INFINITE } else { T::UNDEFINED };
    if x > T::of(0.0) { y } else { otherwise }
}

/// Natural logarithm, within 0.9 units in the last place.
#[inline(always)]
pub fn ln<const FMA: bool, T: Lane>(x: T) -> T {
    let (k, m) = split(x);
    with_limits(x, joined::<FMA, T>(k, m - T::of(1.0), T::of(0.0)))
}

/// `ln(1 + x)`, without loss near zero: within 0.9 units in the last place.
#[inline(always)]
pub fn ln_1p<const FMA: bool, T: Lane>(x: T) -> T {
    let one = T::of(1.0);
    let sum = one + x;
    let (k, m) = sum.exponent_and_mantissa();
    // What the sum has lost, to first order.
    let c = (x - (sum - one)) / sum;
    let y = joined::<FMA, T>(k, m - one, c).signed_as(x);
    with_limits(sum, y)
}

/// `k · a + ln(m) · b` of a number `m 2ᵏ`: logarithms to other bases.
#[inline(always)]
fn to_base<const FMA: bool, T: Lane>(x: T, a: Pair<T>, b: Pair<T>) -> T {
    let (k, m) = split(x);
    let f = m - T::of(1.0);
    let s = f / (T::of(2.0) + f);
    let half_square = T::of(0.5) * f * f;
    let series = T::quotient_of_ln::<FMA>(s * s);
    let Pair(high, low) = sum(f, fma::<FMA, T>(s, half_square + series, -half_square));
    let mantissa = product_of_pairs::<FMA, T>(Pair(high, low), b);
    let all = sum(k * a.0, mantissa.0);
    with_limits(x, all.0 + fma::<FMA, T>(k, a.1, all.1 + mantissa.1))
}

/// Logarithm to base 2, within 0.9 units in the last place; exact for powers of two.
#[inline(always)]
pub fn log2<const FMA: bool, T: Lane>(x: T) -> T {
    to_base::<FMA, T>(x, Pair(T::of(1.0), T::of(0.0)), T::LOG2_E)
}

/// Logarithm to base 10, within 0.85 units in the last place.
#[inline(always)]
pub fn log10<const FMA: bool, T: Lane>(x: T) -> T {
    to_base::<FMA, T>(x, T::LOG10_2, T::LOG10_E)
}
