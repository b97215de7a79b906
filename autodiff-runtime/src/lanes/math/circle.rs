//! Sine and cosine.

use core::f64::consts::FRAC_2_PI;

use super::pair::{Pair, product};
use super::{Lane, fma};

/// An angle from which the nearest multiple of π/2 has been taken.
struct Turned<T> {
    /// `ROUND` and how many quarters of a turn were taken.
    quarters: T,
    /// What is left, and what that has lost, negated.
    r: T,
    lost: T,
}

/// Takes the nearest multiple of π/2, for `|x| <= FARTHEST`.
///
/// The method of Cody and Waite: π/2 is a sum of parts, whose products with the number of quarters are exact, or whose errors are known.
/// What all parts together leave out is less than 2⁻¹⁴⁰ (2⁻⁵⁰ for `f32`), so what is left has all its digits at any angle in the range:
/// none comes closer to a multiple of π/2 than 2⁻⁶⁰ (2⁻³²).
#[inline(always)]
fn turned<const FMA: bool, T: Lane>(x: T) -> Turned<T> {
    let quarters = fma::<FMA, T>(x, T::of(FRAC_2_PI), T::ROUND);
    let n = quarters - T::ROUND;
    // Negative parts of the rest are collected, so that -0 stays -0.
    let (high, low) = if FMA {
        let [first, second, third] = T::HALF_PI_IN_THREE;
        let a = (-n).fused(first, x);
        let product = n * second;
        let b = a - product;
        let lost = ((b - a) + product) + n.fused(second, -product);
        (b, n.fused(third, lost))
    } else {
        let [first, second, third, fourth] = T::HALF_PI_IN_FOUR;
        let a = x - n * first;
        let product = n * second;
        let b = a - product;
        let lost = (b - a) + product;
        let product = n * third;
        let c = b - product;
        let lost = lost + ((c - b) + product);
        (c, lost + n * fourth)
    };
    let r = high - low;
    Turned { quarters, r, lost: (r - high) + low }
}

/// Sine and cosine of what is left, and what they have lost.
#[inline(always)]
fn of_rest<const FMA: bool, T: Lane>(r: T, lost: T) -> (Pair<T>, Pair<T>) {
    let (one, half) = (T::of(1.0), T::of(0.5));
    let z = r * r;
    let near_one = fma::<FMA, T>(-half, z, one);
    // The slope of the sine at `r` is about `near_one`, that of the cosine about `-r`.
    let less = fma::<FMA, T>(r * z, -T::quotient_of_sin::<FMA>(z), lost * near_one);
    let sine = r - less;
    let rounding = fma::<FMA, T>(-half, z, one - near_one);
    let more = rounding + fma::<FMA, T>(z * z, T::quotient_of_cos::<FMA>(z), r * lost);
    let cosine = near_one + more;
    (Pair(sine, (r - sine) - less), Pair(cosine, (near_one - cosine) + more))
}

/// Whether an angle is so far out that [`sin`], [`cos`] and [`sin_cos`] are not right there: beyond 10⁶, or 10⁴ for `f32`.
///
/// A loop over lanes asks for all angles of a chunk, and where there is such an angle takes [`far_sin_cos`] for it; see
/// [`sin_cos_of`].
#[inline(always)]
pub fn sin_cos_is_wide<T: Lane>(x: T) -> bool {
    x.magnitude() > T::FARTHEST
}

/// Sine and cosine of any angle: the scalar functions of the standard library.
#[cold]
#[inline(never)]
pub fn far_sin_cos<T: Lane>(x: T) -> (T, T) {
    x.scalar_sin_cos()
}

/// Sine and cosine, within 0.85 units in the last place. Right where [`sin_cos_is_wide`] is not.
#[inline(always)]
pub fn sin_cos<const FMA: bool, T: Lane>(x: T) -> (T, T) {
    let Turned { quarters, r, lost } = turned::<FMA, T>(x);
    let (Pair(sine, _), Pair(cosine, _)) = of_rest::<FMA, T>(r, lost);
    let sin = T::by_parity(quarters, cosine, sine).negated_by_half_turn(quarters);
    let cos = T::by_parity(quarters, sine, cosine).negated_by_half_turn(quarters + T::of(1.0));
    (sin, cos)
}

/// Sines and cosines of a chunk of angles, right for all of them: lanes, and then one angle after the other where one is far out.
#[inline(always)]
pub fn sin_cos_of<const FMA: bool, T: Lane, const N: usize>(angles: &[T; N]) -> ([T; N], [T; N]) {
    let (mut sines, mut cosines) = ([T::of(0.0); N], [T::of(0.0); N]);
    for (angle, (sine, cosine)) in angles.iter().zip(sines.iter_mut().zip(&mut cosines)) {
        (*sine, *cosine) = sin_cos::<FMA, T>(*angle);
    }
    let is_wide = angles.iter().fold(false, |is_wide, angle| is_wide | sin_cos_is_wide(*angle));
    // By value, so that what is not mended need not go through memory.
    if is_wide { mended(*angles, sines, cosines) } else { (sines, cosines) }
}

/// The results, but those of angles that are far out.
#[cold]
#[inline(never)]
fn mended<T: Lane, const N: usize>(angles: [T; N], mut sines: [T; N], mut cosines: [T; N]) -> ([T; N], [T; N]) {
    for (angle, (sine, cosine)) in angles.iter().zip(sines.iter_mut().zip(&mut cosines)) {
        if sin_cos_is_wide(*angle) {
            (*sine, *cosine) = far_sin_cos(*angle);
        }
    }
    (sines, cosines)
}

/// Sine, within 0.85 units in the last place. Right where [`sin_cos_is_wide`] is not.
#[inline(always)]
pub fn sin<const FMA: bool, T: Lane>(x: T) -> T {
    sin_cos::<FMA, T>(x).0
}

/// Cosine, within 0.85 units in the last place. Right where [`sin_cos_is_wide`] is not.
#[inline(always)]
pub fn cos<const FMA: bool, T: Lane>(x: T) -> T {
    sin_cos::<FMA, T>(x).1
}

/// Tangent, within 1.1 units in the last place. Right where [`sin_cos_is_wide`] is not.
///
/// The quotient of sine and cosine, with what both and the division have lost put back.
#[inline(always)]
pub fn tan<const FMA: bool, T: Lane>(x: T) -> T {
    let Turned { quarters, r, lost } = turned::<FMA, T>(x);
    let (sine, cosine) = of_rest::<FMA, T>(r, lost);
    let upper = T::by_parity(quarters, cosine.0, sine.0);
    let lower = T::by_parity(quarters, -sine.0, cosine.0);
    let upper_lost = T::by_parity(quarters, cosine.1, sine.1);
    let lower_lost = T::by_parity(quarters, -sine.1, cosine.1);
    let inverse = T::of(1.0) / lower;
    let y = upper * inverse;
    let Pair(back, back_lost) = product::<FMA, T>(y, lower);
    let left = ((upper - back) - back_lost) + fma::<FMA, T>(-y, lower_lost, upper_lost);
    // Zero keeps its sign.
    if y == T::of(0.0) { y } else { fma::<FMA, T>(left, inverse, y) }
}
