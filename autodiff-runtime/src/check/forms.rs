//! The checks, one for each form of a derivative.

use alloc::vec::Vec;

use nalgebra::DMatrix;

use super::cause::Rows;
use super::claims::{Claim, size};
use super::differences::{Differences, Names, verdict};
use super::displaced::{paired, slope_by, slopes_along, values};
use super::rectangular::assembled;
use super::{Cause, Coordinates, Form, Mismatch, Rectangular};
use crate::Real;

/// Checks `gradient`, claimed to be the gradient of `f` at `point`.
///
/// `gradient` has the coordinates of `point`, entry i the derivative of `f` by coordinate i. The
/// tolerance is stated in the [module documentation](super#tolerance). Each coordinate takes 29
/// evaluations of `f` where it is smooth, and up to 300 where it is not.
///
/// ```
/// use autodiff_runtime::check;
/// use autodiff_runtime::nalgebra::DVector;
///
/// let x = DVector::from_vec(vec![3.0, -4.0]);
/// check::gradient(|x: &DVector<f64>| x.norm(), &x, &(&x / 5.0)).unwrap();
///
/// let wrong = DVector::from_vec(vec![0.6, 0.8]);
/// let mismatch = check::gradient(|x: &DVector<f64>| x.norm(), &x, &wrong).unwrap_err();
/// assert_eq!(mismatch.input(), Some("point[1]"));
/// ```
///
/// # Errors
/// [`Mismatch`] names the entry that is furthest off, or that can't be checked.
pub fn gradient<P, G, T>(f: impl Fn(&P) -> T, point: &P, gradient: &G) -> Result<(), Mismatch>
where
    P: Coordinates,
    G: Coordinates,
    T: Real,
{
    let epsilon = coarsest(&[P::epsilon(), G::epsilon(), <T as Coordinates>::epsilon()]);
    let measure = |point: &P| {
        let value = f(point).value();
        (value, value.abs())
    };
    partials(Form::Gradient, measure, point, gradient, epsilon)
}

/// Checks `pullback`, claimed to be that of `f` at `point`, at one cotangent of the result.
///
/// The pullback maps a cotangent ȳ, with the coordinates of `f(point)`, to Jᵀȳ, with those of `point`:
/// entry i is the derivative of ⟨ȳ, f⟩ by coordinate i. It is linear, so a few cotangents with
/// unrelated entries show whether it is right. A pullback that takes a scalar by value is passed as
/// `|y_bar| pullback(*y_bar)`.
///
/// ```
/// use autodiff_runtime::check;
/// use autodiff_runtime::nalgebra::{Matrix2, Vector2};
///
/// let a = Matrix2::new(1.0, 2.0, 0.5, -1.0);
/// let x = Vector2::new(0.3, 0.7);
/// let cotangent = Vector2::new(1.0, -0.4);
/// check::vjp(|x| a * x, |y_bar| a.transpose() * y_bar, &x, &cotangent).unwrap();
/// assert!(check::vjp(|x| a * x, |y_bar| a * y_bar, &x, &cotangent).is_err());
/// ```
///
/// # Errors
/// [`Mismatch`] names the entry of the point that is furthest off, or that can't be checked.
pub fn vjp<P, Y, G>(f: impl Fn(&P) -> Y, pullback: impl Fn(&Y) -> G, point: &P, cotangent: &Y) -> Result<(), Mismatch>
where
    P: Coordinates,
    Y: Coordinates,
    G: Coordinates,
{
    let rows = f(point).dimension();
    same_shape(Form::Vjp, (rows, 1), (cotangent.dimension(), 1))?;
    let weights = values(cotangent);
    let measure = |point: &P| paired(&weights, &f(point));
    let epsilon = coarsest(&[P::epsilon(), Y::epsilon(), G::epsilon()]);
    partials(Form::Vjp, measure, point, &pullback(cotangent), epsilon)
}

/// Checks `derivative`, claimed to be the derivative of `f` at `point` along `direction`.
///
/// `direction` has the coordinates of `point`, `derivative` those of the result. With the gradient of
/// a function as `f`, this is [`hvp()`].
///
/// ```
/// use autodiff_runtime::check;
///
/// let f = |x: &[f64; 2]| x[0] * x[1].sin();
/// check::jvp(f, &[2.0, 0.3], &[1.0, -1.0], &(0.3_f64.sin() - 2.0 * 0.3_f64.cos())).unwrap();
/// ```
///
/// # Errors
/// [`Mismatch`] names the entry of the result that is furthest off, or that can't be checked.
pub fn jvp<P, D, Y>(f: impl Fn(&P) -> Y, point: &P, direction: &D, derivative: &Y) -> Result<(), Mismatch>
where
    P: Coordinates,
    D: Coordinates,
    Y: Coordinates,
{
    along(Form::Jvp, f, point, direction, derivative)
}

/// Checks `jacobian`, claimed to be that of `f` at `point`, in numerator layout.
///
/// Entry (i, j) is the derivative of coordinate i of the result by coordinate j of the point: m by n
/// for a result of m coordinates and a point of n. Matrices count as stacked columns. A scalar result
/// makes a row vector, a scalar point a column vector, both together a scalar. Where the point is a
/// tuple, so is the Jacobian: [`Rectangular`] says how its blocks are put together.
///
/// ```
/// use autodiff_runtime::check;
/// use autodiff_runtime::nalgebra::{Matrix2x3, Vector2, Vector3};
///
/// let f = |x: &Vector3<f64>| Vector2::new(x[0] * x[1], x[2].exp());
/// let jacobian = Matrix2x3::new(2.0, 3.0, 0.0, 0.0, 0.0, 1.0);
/// check::jacobian(f, &Vector3::new(3.0, 2.0, 0.0), &jacobian).unwrap();
/// ```
///
/// # Errors
/// [`Mismatch`] names row and column of the entry that is furthest off, or that can't be checked.
pub fn jacobian<P, Y, J>(f: impl Fn(&P) -> Y, point: &P, jacobian: &J) -> Result<(), Mismatch>
where
    P: Coordinates,
    Y: Coordinates,
    J: Rectangular,
{
    columns(Form::Jacobian, f, point, jacobian)
}

/// Checks `hessian`, claimed to be that of a scalar function at `point`, by differences of its
/// `gradient`, which is taken to be right: check it by [`gradient()`] first.
///
/// `hessian` is n by n for a point of n coordinates; matrices count as stacked columns.
///
/// ```
/// use autodiff_runtime::check;
/// use autodiff_runtime::nalgebra::{Matrix2, Vector2};
///
/// let gradient = |x: &Vector2<f64>| Vector2::new(2.0 * x[0] * x[1], x[0] * x[0]);
/// let hessian = Matrix2::new(6.0, 2.0, 2.0, 0.0);
/// check::hessian(gradient, &Vector2::new(1.0, 3.0), &hessian).unwrap();
/// ```
///
/// # Errors
/// [`Mismatch`] names row and column of the entry that is furthest off, or that can't be checked.
pub fn hessian<P, G, H>(gradient: impl Fn(&P) -> G, point: &P, hessian: &H) -> Result<(), Mismatch>
where
    P: Coordinates,
    G: Coordinates,
    H: Rectangular,
{
    columns(Form::Hessian, gradient, point, hessian)
}

/// Checks `product`, claimed to be the Hessian of a scalar function at `point` times `direction`, by
/// differences of its `gradient`, which is taken to be right: check it by [`gradient()`] first.
///
/// `direction` and `product` have the coordinates of `point`.
///
/// ```
/// use autodiff_runtime::check;
///
/// let gradient = |x: &[f64; 2]| [2.0 * x[0] * x[1], x[0] * x[0]];
/// check::hvp(gradient, &[1.0, 3.0], &[1.0, -0.5], &[5.0, 2.0]).unwrap();
/// ```
///
/// # Errors
/// [`Mismatch`] names the entry of the product that is furthest off, or that can't be checked.
pub fn hvp<P, D, G>(gradient: impl Fn(&P) -> G, point: &P, direction: &D, product: &G) -> Result<(), Mismatch>
where
    P: Coordinates,
    D: Coordinates,
    G: Coordinates,
{
    along(Form::Hvp, gradient, point, direction, product)
}

fn along<P, D, Y>(form: Form, f: impl Fn(&P) -> Y, point: &P, direction: &D, derivative: &Y) -> Result<(), Mismatch>
where
    P: Coordinates,
    D: Coordinates,
    Y: Coordinates,
{
    same_shape(form, (point.dimension(), 1), (direction.dimension(), 1))?;
    let rows = f(point).dimension();
    same_shape(form, (rows, 1), (derivative.dimension(), 1))?;
    let epsilon = coarsest(&[P::epsilon(), D::epsilon(), Y::epsilon()]);
    let found = slopes_along(&f, point, &values(direction), rows, epsilon);
    // The rows of second derivatives are coordinates of the point.
    let size = |row| if form.rows() == Rows::Point { size(point.coordinate(row)) } else { 1.0 };
    let claim = |(row, found)| Claim { row, column: 0, size: size(row), claimed: derivative.coordinate(row), found };
    let claims: Vec<Claim> = found.into_iter().enumerate().map(claim).collect();
    verdict(&claims, epsilon, |claim, cause| Mismatch::new(form, Some(derivative.entry(claim.row)), None, cause))
}

fn columns<P, Y, J>(form: Form, f: impl Fn(&P) -> Y, point: &P, claimed: &J) -> Result<(), Mismatch>
where
    P: Coordinates,
    Y: Coordinates,
    J: Rectangular,
{
    let epsilon = coarsest(&[P::epsilon(), Y::epsilon(), J::epsilon()]);
    let result = f(point);
    let (rows, columns) = (result.dimension(), point.dimension());
    // Before the differences are taken: they are of no use to what has another shape.
    let claimed = whole(form, claimed, rows, columns)?;
    let names = Names { form, point, row: Some(&|row| result.entry(row)) };
    Differences::of(f, point, epsilon).compare(|row, column| claimed[(row, column)], &names)
}

/// The blocks of a claim as one matrix.
pub(super) fn whole(
    form: Form,
    claimed: &impl Rectangular,
    rows: usize,
    columns: usize,
) -> Result<DMatrix<f64>, Mismatch> {
    assembled(claimed, rows, columns).map_err(|found| {
        let cause = Cause::Shape { expected: (rows, columns), found };
        Mismatch::new(form, None, None, cause)
    })
}

/// A claimed derivative of a scalar function, which `measure` returns with the magnitude of its terms.
fn partials<P: Coordinates, G: Coordinates>(
    form: Form,
    measure: impl Fn(&P) -> (f64, f64),
    point: &P,
    claimed: &G,
    epsilon: f64,
) -> Result<(), Mismatch> {
    let columns = point.dimension();
    same_shape(form, (columns, 1), (claimed.dimension(), 1))?;
    let claim = |column| Claim {
        row: 0,
        column,
        size: size(point.coordinate(column)),
        claimed: claimed.coordinate(column),
        found: slope_by(&measure, point, column, epsilon),
    };
    let claims: Vec<Claim> = (0..columns).map(claim).collect();
    verdict(&claims, epsilon, |claim, cause| Mismatch::new(form, None, Some(point.entry(claim.column)), cause))
}

pub(super) fn same_shape(form: Form, expected: (usize, usize), found: (usize, usize)) -> Result<(), Mismatch> {
    if expected == found {
        return Ok(());
    }
    let cause = Cause::Shape { expected, found };
    Err(Mismatch::new(form, None, None, cause))
}

pub(super) fn coarsest(epsilons: &[f64]) -> f64 {
    epsilons.iter().copied().fold(0.0, f64::max)
}
