//! Diagonals of square matrices.

use crate::ir::{Shape, Term};

tensor_rules! {
    /// Square matrices only.
    DIAGONAL diagonal(a: [n, n]) -> [n, 1] = { a.diagonal() }
        eval { nalgebra::DMatrix::from_column_slice(a.nrows(), 1, a.diagonal().as_slice()) }
        => y { a: linear(t) t.diagonal_matrix() }
        says Term::call_as("diag", vec![a], Shape::Column);
    FROM_DIAGONAL diagonal_matrix(v: [n, 1]) -> [n, n] = { constructor::from_diagonal(&v) }
        eval { nalgebra::DMatrix::from_diagonal(&v.column(0).into_owned()) }
        => y { v: linear(t) t.diagonal() }
        says Term::call_as("diag", vec![v], Shape::Matrix);
    /// `diag(w) a`: each row times its number.
    SCALE_ROWS scale_rows(a: [r, c], w: [r, 1]) -> [r, c] = { runtime::scale_rows(&a, &w) }
        => y { a: linear(t) t.scale_rows(w), w: linear(t) a.transpose().column_dots(t.transpose()) }
        says Term::call_as("diag", vec![w], Shape::Matrix) * a;
    /// `diag(w) a`, but exactly zero where an entry of `a` is zero, though its number be infinite, and where the number is zero, though
    /// the entry be infinite: `scaled`, row by row.
    SCALE_STEEP_ROWS scale_steep_rows(a: [r, c], w: [r, 1]) -> [r, c] = { runtime::scale_steep_rows(&a, &w) }
        => y { a: linear(t) t.scale_steep_rows(w), w: linear(t) a.transpose().column_dots(t.transpose()) }
        says Term::call_as("diag", vec![w], Shape::Matrix) * a;
    /// `a diag(w)`: each column times its number.
    SCALE_COLUMNS scale_columns(a: [r, c], w: [c, 1]) -> [r, c] = { runtime::scale_columns(&a, &w) }
        => y { a: linear(t) t.scale_columns(w), w: linear(t) a.column_dots(t) }
        says a * Term::call_as("diag", vec![w], Shape::Matrix);
    /// The diagonal of `aᵀ b`: the inner products of columns in the same place.
    COLUMN_DOTS column_dots(a: [r, c], b: [r, c]) -> [c, 1] = { runtime::column_dots(&a, &b) }
        => y { a: linear(t) b.scale_columns(t), b: linear(t) a.scale_columns(t) }
        says Term::call_as("diag", vec![a.transposed() * b], Shape::Column);
    /// `a` with another diagonal: in place where `a` is not needed any more. Square matrices only.
    SET_DIAGONAL set_diagonal(a: [n, n], d: [n, 1]) -> [n, n] = { mut a.set_diagonal(&d) }
        eval { let mut a = a; a.set_diagonal(&d.column(0)); a }
        => y { a: linear(t) t.set_diagonal(t.diagonal().zeros_like()), d: linear(t) t.diagonal() } [joint];
    /// `a` with `s` on the diagonal: in place where `a` is not needed any more. Square matrices only.
    FILL_DIAGONAL fill_diagonal(a: [n, n], s: real) -> [n, n] = { mut a.fill_diagonal(s) }
        eval { let mut a = a; a.fill_diagonal(s); a }
        => y { a: linear(t) t.fill_diagonal(t.builder.number(0.0)), s: linear(t) t.trace() } [joint];
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    pub(super) fn scale_rows(a: &DMatrix<f64>, w: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(a.nrows(), a.ncols(), |row, col| a[(row, col)] * w[row])
    }

    pub(super) fn scale_steep_rows(a: &DMatrix<f64>, w: &DMatrix<f64>) -> DMatrix<f64> {
        let scaled = |t: f64, slope: f64| if t == 0.0 || (slope == 0.0 && t.is_infinite()) { 0.0 } else { t * slope };
        DMatrix::from_fn(a.nrows(), a.ncols(), |row, col| scaled(a[(row, col)], w[row]))
    }

    pub(super) fn scale_columns(a: &DMatrix<f64>, w: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(a.nrows(), a.ncols(), |row, col| a[(row, col)] * w[col])
    }

    pub(super) fn column_dots(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(a.ncols(), 1, |row, _| a.column(row).dot(&b.column(row)))
    }
}
