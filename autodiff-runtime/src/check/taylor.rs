//! Taylor coefficients.

use alloc::format;
use alloc::string::String;
use alloc::vec::Vec;

use super::claims::Claim;
use super::differences::verdict;
use super::displaced::{slopes_along, values};
use super::forms::{coarsest, same_shape};
use super::line::Slope;
use super::{Cause, Coordinates, Form, Mismatch};
use crate::Real;

/// Checks that `coefficients` gives the Taylor coefficients of `f(point + s · direction)` in `s`.
///
/// The first is the value of `f`. The derivative of coefficient `k - 1` along the direction is `k`
/// times coefficient `k`, so each is compared with differences of the one before it, which was compared
/// in its turn; the second with differences of `f`.
///
/// ```
/// use autodiff_runtime::check;
///
/// // e^(x + 2s) = e^x (1 + 2s + 2s² + ..)
/// let series = |x: &f64| [x.exp(), 2.0 * x.exp(), 2.0 * x.exp()];
/// check::taylor(|x: &f64| x.exp(), series, &0.3, &2.0).unwrap();
///
/// let derivatives = |x: &f64| [x.exp(), 2.0 * x.exp(), 4.0 * x.exp()];
/// let mismatch = check::taylor(|x: &f64| x.exp(), derivatives, &0.3, &2.0).unwrap_err();
/// assert_eq!(mismatch.output(), Some("coefficients[2]"));
/// ```
///
/// # Errors
/// [`Mismatch`] names the coefficient that is furthest off, or that can't be checked.
pub fn taylor<P, D, T, const K: usize>(
    f: impl Fn(&P) -> T,
    coefficients: impl Fn(&P) -> [T; K],
    point: &P,
    direction: &D,
) -> Result<(), Mismatch>
where
    P: Coordinates,
    D: Coordinates,
    T: Real,
{
    same_shape(Form::Taylor, (point.dimension(), 1), (direction.dimension(), 1))?;
    let claimed = coefficients(point);
    let Some(first) = claimed.first() else { return Ok(()) };
    super::value(&f, point, first).map_err(|mismatch| {
        let cause = *mismatch.cause();
        Mismatch::new(Form::Taylor, Some(entry(0)), None, cause)
    })?;
    let epsilon = coarsest(&[P::epsilon(), D::epsilon(), <T as Coordinates>::epsilon()]);
    // What coefficient k is the derivative of, for k from 1 on.
    let before = |point: &P| {
        let later = if K > 2 { Some(coefficients(point)) } else { None };
        let later = later.iter().flat_map(|all| all[1..K - 1].iter().copied());
        core::iter::once(f(point)).chain(later).collect::<Vec<T>>()
    };
    let found = slopes_along(before, point, &values(direction), K - 1, epsilon);
    let claim = |(before, found): (usize, Slope)| {
        let order = before + 1;
        let found = found.scaled(1.0 / order as f64);
        Claim { row: order, column: 0, size: 1.0, claimed: claimed[order].value(), found }
    };
    let claims: Vec<Claim> = found.into_iter().enumerate().map(claim).collect();
    verdict(&claims, epsilon, |claim, cause: Cause| Mismatch::new(Form::Taylor, Some(entry(claim.row)), None, cause))
}

fn entry(order: usize) -> String {
    format!("[{order}]")
}
