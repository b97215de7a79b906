//! Rows of the matrix calculus: a function and its closed form, said once, against which all forms are checked.
//!
//! A row is a call, `f(&x, z; &a)`: the parameters that are differentiated as names, then the constant ones. After `=>`
//! stands the closed form, as nalgebra prints it.

#![allow(dead_code, unused_imports, unused_macros, reason = "each test binary uses a part of this")]

use nalgebra::DMatrix;

use crate::common::{assert_close, assert_within, coordinates, jacobian};
use autodiff::check::Coordinates;

/// Sizes at which rows are tried: none, one, and two that differ from each other.
pub(crate) const SIZES: [usize; 4] = [0, 1, 2, 5];

/// The identity.
pub(crate) fn unit(n: usize) -> DMatrix<f64> {
    DMatrix::identity(n, n)
}

/// The diagonal matrix with these entries.
pub(crate) fn diagonal(n: usize, entry: impl Fn(usize) -> f64) -> DMatrix<f64> {
    DMatrix::from_fn(n, n, |i, j| if i == j { entry(i) } else { 0.0 })
}

/// Checks all forms of a function with vectors or matrices for results, `#[differentiate(jvp, jacobian)]`, against its
/// value and its Jacobians: `jacobians!(scaled(&x, z) => &x * z, [unit(n) * z, x.clone()])`.
macro_rules! jacobians {
    ($f:ident($($arguments:tt)*) => $value:expr, [$($by:expr),+ $(,)?]) => {
        $crate::rows::parameters!(jacobians [$f, $value, [$($by),+]] [$($arguments)*] [] [t1 t2 t3 t4])
    };
    (@ [$f:ident, $value:expr, [$($by:expr),+]] [$({[$($amp:tt)?] $x:ident $t:ident})+] [$($c:expr),*]) => {{
        let expected = $crate::rows::Linear::new(&$value, &[$($crate::common::coordinates(&$by)),+]);
        let (value, pullback) = $f::vjp($($($amp)? $x,)+ $($c),*);
        expected.pullback(&value, pullback);
        expected.pushforward(&($($x.clone(),)+), |($($t,)+)| $f::jvp($($($amp)? $x,)+ $($c,)* $($($amp)? $t.clone()),+));
        $crate::common::assert_close(&$f($($($amp)? $x,)+ $($c),*), &value);
        expected.jacobian(&$f::jacobian($($($amp)? $x,)+ $($c),*));
    }};
}

/// Checks all forms of a scalar function, `#[differentiate(jvp, jacobian, hvp, taylor)]`, against its value, its gradient
/// and its Hessian: `hessians!(squared(&x) => x.dot(&x), 2.0 * &x, unit(n) * 2.0)`. Of a function of one parameter also
/// the form `hessian`; of several, the parameters count one after the other.
macro_rules! hessians {
    ($f:ident($($arguments:tt)*) => $value:expr, $gradient:expr, $hessian:expr $(,)?) => {
        $crate::rows::parameters!(hessians [$f, $value, $gradient, $hessian] [$($arguments)*] [] [t1 t2 t3 t4])
    };
    (@ [$f:ident, $value:expr, $gradient:expr, $hessian:expr] [{[$($amp:tt)?] $x:ident $t:ident}] [$($c:expr),*]) => {{
        let (expected, found) = (&$hessian, $f::hessian($($amp)? $x, $($c),*));
        $crate::common::assert_close(&found, expected);
        $crate::rows::assert_symmetric(&found);
        $crate::rows::hessians!(@@ [$f, $value, $gradient, *expected] [{[$($amp)?] $x $t}] [$($c),*])
    }};
    (@ [$($row:tt)+] [$($parameters:tt)+] [$($c:expr),*]) => {
        $crate::rows::hessians!(@@ [$($row)+] [$($parameters)+] [$($c),*])
    };
    (@@ [$f:ident, $value:expr, $gradient:expr, $hessian:expr] [$({[$($amp:tt)?] $x:ident $t:ident})+] [$($c:expr),*]) => {{
        let expected = $crate::rows::Quadratic::new($value, &$gradient, &$hessian);
        expected.value($f($($($amp)? $x,)+ $($c),*));
        expected.gradient(&$f::gradient($($($amp)? $x,)+ $($c),*));
        let (value, gradient) = $f::value_and_gradient($($($amp)? $x,)+ $($c),*);
        expected.value(value);
        expected.gradient(&gradient);
        $(let mut $t = $crate::rows::no_numbers($x.clone());)+
        expected.value($f::value_and_gradient_into($($($amp)? $x,)+ $($c,)* $(&mut $t),+));
        expected.gradient(&($($t,)+));
        let (value, pullback) = $f::vjp($($($amp)? $x,)+ $($c),*);
        expected.value(value);
        expected.pullback(|cotangent| $crate::common::coordinates(&pullback(cotangent)));
        expected.gradient(&$f::jacobian($($($amp)? $x,)+ $($c),*));
        expected.directions(
            &($($x.clone(),)+),
            |($($t,)+)| $f::jvp($($($amp)? $x,)+ $($c,)* $($($amp)? $t.clone()),+),
            |($($t,)+)| $crate::common::coordinates(&$f::hvp($($($amp)? $x,)+ $($c,)* $($($amp)? $t.clone()),+)),
            |($($t,)+)| $f::taylor::<3>($($($amp)? $x,)+ $($c,)* $($($amp)? $t.clone()),+),
        );
    }};
}

/// Takes `&x, z; constants` apart, names a tangent for each parameter, and hands all on to `jacobians` or `hessians`.
macro_rules! parameters {
    ($to:ident $row:tt [& $x:ident $($rest:tt)*] [$($done:tt)*] [$t:ident $($names:ident)*]) => {
        $crate::rows::parameters!($to $row [$($rest)*] [$($done)* {[&] $x $t}] [$($names)*])
    };
    ($to:ident $row:tt [$x:ident $($rest:tt)*] [$($done:tt)*] [$t:ident $($names:ident)*]) => {
        $crate::rows::parameters!($to $row [$($rest)*] [$($done)* {[] $x $t}] [$($names)*])
    };
    ($to:ident $row:tt [, $($rest:tt)*] $done:tt $names:tt) => {
        $crate::rows::parameters!($to $row [$($rest)*] $done $names)
    };
    ($to:ident $row:tt [$(; $($c:expr),+)?] $done:tt $names:tt) => {
        $crate::rows::$to!(@ $row $done [$($($c),+)?])
    };
}

pub(crate) use {hessians, jacobians, parameters};

/// The value of a function and its Jacobian, the columns of all parameters side by side.
pub(crate) struct Linear {
    value: Vec<f64>,
    matrix: DMatrix<f64>,
}

impl Linear {
    pub(crate) fn new(value: &impl Coordinates, by: &[Vec<f64>]) -> Self {
        let (entries, rows) = (by.concat(), value.dimension());
        let columns = entries.len().checked_div(rows).unwrap_or(0);
        Self { value: coordinates(value), matrix: DMatrix::from_vec(rows, columns, entries) }
    }

    /// Row by row.
    pub(crate) fn pullback<Y: Coordinates, G: Coordinates>(&self, value: &Y, pullback: impl Fn(&Y) -> G) {
        assert_close(&coordinates(value), &self.value);
        assert_close(&jacobian(value, pullback), &self.matrix);
    }

    /// Column by column, and in one more direction.
    pub(crate) fn pushforward<P: Coordinates, Y: Coordinates>(&self, shape: &P, jvp: impl Fn(&P) -> (Y, Y)) {
        if self.value.is_empty() {
            return assert_eq!(jvp(shape).1.dimension(), 0);
        }
        for t in directions(shape) {
            let (value, along) = jvp(&t);
            assert_close(&coordinates(&value), &self.value);
            assert_close(&coordinates(&along), &times(&self.matrix, &t));
        }
    }

    pub(crate) fn jacobian(&self, found: &impl Coordinates) {
        assert_close(&coordinates(found), &self.matrix.as_slice().to_vec());
    }
}

/// The value of a scalar function, its gradient and its Hessian.
pub(crate) struct Quadratic {
    value: f64,
    gradient: Vec<f64>,
    hessian: DMatrix<f64>,
}

impl Quadratic {
    pub(crate) fn new(value: f64, gradient: &impl Coordinates, hessian: &impl Coordinates) -> Self {
        let gradient = coordinates(gradient);
        let n = gradient.len();
        Self { value, gradient, hessian: DMatrix::from_vec(n, n, coordinates(hessian)) }
    }

    #[track_caller]
    pub(crate) fn value(&self, found: f64) {
        assert_close(&found, &self.value);
    }

    #[track_caller]
    pub(crate) fn gradient(&self, found: &impl Coordinates) {
        assert_close(&coordinates(found), &self.gradient);
    }

    pub(crate) fn pullback(&self, pullback: impl Fn(f64) -> Vec<f64>) {
        for cotangent in [1.0, -2.5, 0.0] {
            let expected: Vec<f64> = self.gradient.iter().map(|slope| slope * cotangent).collect();
            assert_close(&pullback(cotangent), &expected);
        }
    }

    /// Slope, product with the Hessian and Taylor coefficients in every direction of an entry, and in one more.
    pub(crate) fn directions<P: Coordinates>(
        &self,
        shape: &P,
        jvp: impl Fn(&P) -> (f64, f64),
        hvp: impl Fn(&P) -> Vec<f64>,
        taylor: impl Fn(&P) -> [f64; 3],
    ) {
        for t in directions(shape) {
            let along = coordinates(&t);
            let slope: f64 = self.gradient.iter().zip(&along).map(|(g, t)| g * t).sum();
            let product = times(&self.hessian, &t);
            let curvature: f64 = product.iter().zip(&along).map(|(p, t)| p * t).sum();
            assert_close(&jvp(&t), &(self.value, slope));
            assert_close(&hvp(&t), &product);
            assert_within(&taylor(&t), &[self.value, slope, curvature / 2.0], 1e-12);
        }
    }
}

/// Asserts that a Hessian is symmetric to rounding.
pub(crate) fn assert_symmetric(hessian: &impl Coordinates) {
    let entries = coordinates(hessian);
    let n = entries.len().isqrt();
    let hessian = DMatrix::from_vec(n, n, entries);
    assert_close(&hessian, &hessian.transpose());
}

/// `shape` with NaN everywhere, as a buffer that is overwritten.
pub(crate) fn no_numbers<P: Coordinates>(mut shape: P) -> P {
    for index in 0..shape.dimension() {
        shape.set_coordinate(index, f64::NAN);
    }
    shape
}

/// Every direction of one coordinate, and one of all.
fn directions<P: Coordinates>(shape: &P) -> Vec<P> {
    let n = shape.dimension();
    let with = |entry: &dyn Fn(usize) -> f64| {
        let mut direction = shape.clone();
        (0..n).for_each(|index| direction.set_coordinate(index, entry(index)));
        direction
    };
    let mixed = with(&|index| 0.7 - 0.45 * index as f64);
    let units = (0..n).map(|unit| with(&|index| f64::from(index == unit)));
    units.chain([mixed]).collect()
}

fn times<P: Coordinates>(matrix: &DMatrix<f64>, direction: &P) -> Vec<f64> {
    let direction = DMatrix::from_vec(direction.dimension(), 1, coordinates(direction));
    (matrix * direction).as_slice().to_vec()
}
