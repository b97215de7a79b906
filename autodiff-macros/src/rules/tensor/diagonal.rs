//! Diagonals of square matrices.

tensor_rules! {
    /// Square matrices only.
    DIAGONAL diagonal(a: [n, n]) -> [n, 1] = { a.diagonal() }
        eval { nalgebra::DMatrix::from_column_slice(a.nrows(), 1, a.diagonal().as_slice()) }
        => y { a: linear(t) t.diagonal_matrix() };
    FROM_DIAGONAL diagonal_matrix(v: [n, 1]) -> [n, n] = { constructor::from_diagonal(&v) }
        eval { nalgebra::DMatrix::from_diagonal(&v.column(0).into_owned()) }
        => y { v: linear(t) t.diagonal() };
}
