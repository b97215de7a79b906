//! From vectors and matrices to scalars.

use crate::ir::{Elem, Kind, Node};
use crate::rules::formula::choose;
use crate::rules::integer::CAST;

tensor_rules! {
    SUM sum(a: [r, c]) -> real = { a.sum() } => y { a: linear(t) a.filled_like(t) };
    /// NaN for length 0, as in nalgebra's value of an empty sum over zero.
    MEAN mean(a: [r, c]) -> real = { a.mean() } => y { a: linear(t) a.filled_like(t / real_len(a)) };

    NORM_SQUARED norm_squared(a: [r, c]) -> real = { a.norm_squared() } => y { a: differential(da) a.dot(da) * 2.0 };
    /// The derivative at the zero vector is the zero vector, the subgradient of least norm.
    NORM norm(a: [r, c]) -> real = { a.norm() }
        => y { a: differential(da) choose(y.ne_zero(), || a.dot(da) / y, || y.builder.node(y.builder.zero(y.kind()))) }
        also [{ a.magnitude() } [0]];

    /// Panics when the matrix is not square, as nalgebra does.
    TRACE trace(a: [n, n]) -> real = { a.trace() } => y { a: linear(t) a.diagonal_like(t) };
    /// `s` on the diagonal, 0 elsewhere, in the shape of `a`.
    DIAGONAL_LIKE diagonal_like(a: [n, n], s: real) -> [n, n] = { runtime::diagonal_like(&a, s) }
        => y { a: constant, s: linear(t) t.trace() };
}

fn real_len(a: Node<'_>) -> Node<'_> {
    let elem = a.kind().elem().cloned().unwrap_or(Elem::Any);
    a.builder.node(a.builder.apply_as(&CAST, &[a.len().value()], Kind::Real(elem)))
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    pub(super) fn diagonal_like(a: &DMatrix<f64>, s: f64) -> DMatrix<f64> {
        DMatrix::from_diagonal_element(a.nrows(), a.ncols(), s)
    }
}
