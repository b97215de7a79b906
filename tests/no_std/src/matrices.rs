//! Vectors and matrices of static sizes.

use autodiff::differentiate;
#[allow(unused_imports)]
use nalgebra::ComplexField;
use nalgebra::{Matrix2, SMatrix, SVector, Vector2};

/// A quadratic form.
#[differentiate(wrt(x), hvp, hessian)]
#[must_use]
pub fn quadratic(a: &SMatrix<f64, 3, 3>, x: &SVector<f64, 3>) -> f64 {
    x.dot(&(a * x)) + x.norm()
}

/// A layer of a network.
#[differentiate(wrt(w, x), jvp, jacobian)]
#[must_use]
pub fn layer(w: &SMatrix<f64, 2, 3>, x: &SVector<f64, 3>) -> SVector<f64, 2> {
    (w * x).map(f64::tanh)
}

/// A logarithm of a determinant, and a linear system.
///
/// # Panics
/// Where `a` is not positive definite.
#[differentiate(jvp)]
#[must_use]
pub fn volume(a: &Matrix2<f64>, b: &Vector2<f64>) -> f64 {
    let factor = a.cholesky().unwrap();
    factor.ln_determinant() + factor.solve(b).norm_squared() + a.try_inverse().unwrap().trace()
}
