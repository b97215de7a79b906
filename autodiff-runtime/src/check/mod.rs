//! Tests a derivative against finite differences, with an estimate of their error.
//!
//! Made for derivatives that a person writes: a `derivative(..)` or `vjp = ..` rule above all.
//! Each function takes the function itself, a point, and the derivative that is claimed there:
//!
//! | function | checks |
//! |---|---|
//! | [`gradient()`] | the gradient of a scalar function |
//! | [`vjp()`] | a pullback, at one cotangent |
//! | [`jvp()`] | a directional derivative |
//! | [`jacobian()`] | a Jacobian in numerator layout |
//! | [`hessian()`] | a Hessian, by differences of the gradient |
//! | [`hvp()`] | a Hessian times a vector, by differences of the gradient |
//! | [`taylor()`] | Taylor coefficients along a direction, each by differences of the one before |
//! | [`value()`] | the value that comes with a derivative |
//! | [`derivative()`] | nothing: it is the estimate that the others compare with |
//!
//! The macro `autodiff::check!` calls them for the derivatives that `#[differentiate]` generates, and names function
//! and parameters in its report; `#[differentiate(.., test(..))]` writes a whole test.
//!
//! A point is anything that has [`Coordinates`]: a scalar, an owned nalgebra vector or matrix, a
//! `Vec`, an array, a tuple, a struct with `#[derive(Clone, Differentiable)]`, and these within each other. Several
//! parameters are a tuple:
//!
//! ```
//! use autodiff_runtime::check;
//! use autodiff_runtime::nalgebra::Vector3;
//!
//! let x = Vector3::new(0.3, -1.0, 2.0);
//! let affine = |(w, b): &(Vector3<f64>, f64)| (w.dot(&x) + b).tanh();
//!
//! let (w, b) = (Vector3::new(0.1, 0.2, -0.3), 0.5);
//! let y = affine(&(w, b));
//! let (dw, db) = (x * (1.0 - y * y), 1.0 - y * y);
//! check::gradient(affine, &(w, b), &(dw, db)).unwrap();
//!
//! let sign_forgotten = (x * (1.0 - y * y), y * y - 1.0);
//! let mismatch = check::gradient(affine, &(w, b), &sign_forgotten).unwrap_err();
//! assert_eq!(mismatch.named_parts(&["w", "b"]).input(), Some("b"));
//! ```
//!
//! # Tolerance
//!
//! With `ε` the coarsest [`Coordinates::epsilon`] involved, a claim passes when it is no further from
//! the estimate than
//!
//! `10 · error + ε^(3/8) · |estimate| + 100 · ε · terms`
//!
//! - the first term is what the finite differences don't know, which includes the rounding of the
//!   function: beside a value of 1e8, a slope of 1e-8 can't be told from zero;
//! - the second is 1.4e-6 of the value in `f64`, 2.5e-3 in `f32`;
//! - the third is what cancellation leaves in a claim that was summed from larger terms: the largest
//!   estimate of this check, or a hundred times that which has the largest effect, if that is less. The
//!   effect is the estimate times the size of the coordinate, so that entries of different units, as the
//!   derivatives by a capacitance and by a resistance, don't hide each other.
//!
//! For a smooth function in `f64` the error is 2e-8 of its slope or less, unless the slope is tiny
//! beside the value; hence a claim that is wrong by 1e-5 of itself fails.
//!
//! # Kinks
//!
//! Where the slopes on the two sides differ (`x.abs()` at 0) there is nothing that a difference could
//! confirm, so the check fails with [`Cause::Kink`] whatever is claimed. Check beside the kink, and
//! assert the convention at the kink itself. A kink nearby does no harm, since the steps shrink below
//! its distance, down to 1e-7; `f32` resolves no more than 1e-2.
//!
//! # Other places where nothing can be confirmed
//!
//! A check never passes because there is nothing to compare with. It fails with
//!
//! - [`Cause::Unsettled`] where the differences tend to no limit: at a jump, at an infinite slope, in a function
//!   that varies within 1e-8 of the point;
//! - [`Cause::NotFinite`] where the function is NaN or infinite at the point, in one of its coordinates, or
//!   beside it however small the step, as at the end of its domain;
//! - [`Cause::ClaimNotFinite`] where the claim is NaN or infinite, though the function is smooth.
//!
//! Steps follow the size of each coordinate, from a tenth of it (or of 1) down, so points of all magnitudes can be
//! checked. A point without coordinates, such as an empty `Vec`, has a derivative without entries: what is claimed
//! to be it must have none, too.

mod anchor;
mod cause;
mod claims;
mod coordinates;
mod differences;
mod displaced;
mod forms;
mod line;
mod mismatch;
mod point;
mod quotient;
mod rectangular;
mod report;
mod ridders;
mod scale;
mod taylor;
#[cfg(test)]
mod tests;
mod tuples;
mod value;
mod window;

pub use cause::{Cause, Form};
pub use coordinates::Coordinates;
pub use forms::{gradient, hessian, hvp, jacobian, jvp, vjp};
pub use line::derivative;
pub use mismatch::Mismatch;
#[doc(hidden)]
pub use point::Point;
pub use rectangular::Rectangular;
#[doc(hidden)]
pub use report::Report;
pub use ridders::Estimate;
pub use taylor::taylor;
use tuples::each_tuple;
pub use value::value;
