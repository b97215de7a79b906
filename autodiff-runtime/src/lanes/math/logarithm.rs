//! Logarithms.
//!
//! The algorithm is that of fdlibm's `e_log.c` and `s_log1p.c`: `x = 2ᵏ (1 + f)`, and `ln(1 + f)` is a series in
//! `s = f / (2 + f)`, put together so that `f` itself loses nothing.

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
fn split<T: Lane>(x: T) -> (T, T) {
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

/// Natural logarithm.
#[inline(always)]
pub fn ln<const FMA: bool, T: Lane>(x: T) -> T {
    let (k, m) = split(x);
    with_limits(x, joined::<FMA, T>(k, m - T::of(1.0), T::of(0.0)))
}

/// `ln(1 + x)`, without loss near zero.
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
