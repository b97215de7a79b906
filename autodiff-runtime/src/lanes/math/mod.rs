//! Mathematical functions as straight-line code, right for all numbers.
//!
//! Each is generic over the scalar and over whether products and sums are fused. A loop that calls one for each entry of a slice, or of
//! an array of eight, becomes lanes: there are no branches, tables, calls, conversions to integers, or shifts by a varying number.
//! `f32` has shorter polynomials of its own, never `f64` inside.
//!
//! Results differ from the exact ones by less than two units in the last place; each function says by how much: a little more
//! than the largest error that was found, of all four versions. At infinities, NaN, zeros of either sign and numbers that have lost digits they are
//! what the standard library's are.
//!
//! `fit/minimax.py` beside the crate's sources prints the polynomials.

mod circle;
mod exponential;
mod guarded;
mod hyperbolic;
mod logarithm;
mod pair;
mod power;
pub(super) mod series;

#[cfg(test)]
mod tests;

use super::Lane;
pub use circle::{cos, far_sin_cos, sin, sin_cos, sin_cos_is_wide, sin_cos_of, tan};
pub use exponential::{exp, exp_m1, exp2};
pub use guarded::{cos_or_far, near, powi, scaled, sin_or_far, tan_or_far};
pub use hyperbolic::{cosh, sigmoid, sinh, softplus, tanh};
pub use logarithm::{ln, ln_1p, log2, log10};
pub use power::{powf, sqrt};

/// `a · b + c`, in one rounding if `FMA` says so.
#[inline(always)]
pub fn fma<const FMA: bool, T: Lane>(a: T, b: T, c: T) -> T {
    if FMA { a.fused(b, c) } else { a * b + c }
}
