//! Diagonals of square matrices.

tensor_rules! {
    /// Square matrices only.
    DIAGONAL diagonal(a: [n, n]) -> [n, 1] = { a.diagonal() }
        eval { nalgebra::DMatrix::from_column_slice(a.nrows(), 1, a.diagonal().as_slice()) }
        => y { a: linear(t) t.diagonal_matrix() };
    FROM_DIAGONAL diagonal_matrix(v: [n, 1]) -> [n, n] = { constructor::from_diagonal(&v) }
        eval { nalgebra::DMatrix::from_diagonal(&v.column(0).into_owned()) }
        => y { v: linear(t) t.diagonal() };
    /// `diag(d) a`
    SCALE_ROWS scale_rows(a: [r, c], d: [r, 1]) -> [r, c] = { runtime::scale_rows(&a, &d) }
        => y { a: linear(t) t.scale_rows(d), d: linear(t) t.mul_tr(a).diagonal() };
    /// `a diag(d)`
    SCALE_COLUMNS scale_columns(a: [r, c], d: [c, 1]) -> [r, c] = { runtime::scale_columns(&a, &d) }
        => y { a: linear(t) t.scale_columns(d), d: linear(t) t.tr_mul(a).diagonal() };
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    pub(super) fn scale_rows(a: &DMatrix<f64>, d: &DMatrix<f64>) -> DMatrix<f64> {
        assert_eq!(a.nrows(), d.nrows(), "a factor for each row");
        DMatrix::from_fn(a.nrows(), a.ncols(), |i, j| a[(i, j)] * d[i])
    }

    pub(super) fn scale_columns(a: &DMatrix<f64>, d: &DMatrix<f64>) -> DMatrix<f64> {
        assert_eq!(a.ncols(), d.nrows(), "a factor for each column");
        DMatrix::from_fn(a.nrows(), a.ncols(), |i, j| a[(i, j)] * d[j])
    }
}
