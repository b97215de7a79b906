//! From vectors and matrices to scalars.

use crate::ir::{Shape, Term};

tensor_rules! {
    SUM sum(a: [r, c]) -> real = { a.sum() } => y { a: linear(t) a.filled_like(t) };

    /// Panics when the matrix is not square, as nalgebra does.
    TRACE trace(a: [n, n]) -> real = { a.trace() } => y { a: linear(t) a.diagonal_like(t) }
        says Term::call_as("tr", vec![a], Shape::Scalar);
    /// `s` on the diagonal, 0 elsewhere, in the shape of `a`.
    DIAGONAL_LIKE diagonal_like(a: [n, n], s: real) -> [n, n] = { runtime::diagonal_like(&a, s) }
        => y { a: constant, s: linear(t) t.trace() }
        says s * a.identity();
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    pub(super) fn diagonal_like(a: &DMatrix<f64>, s: f64) -> DMatrix<f64> {
        DMatrix::from_diagonal_element(a.nrows(), a.ncols(), s)
    }
}
