//! Triangles and the symmetric part.

tensor_rules! {
    /// The diagonal and what is above it; 0 below.
    UPPER_TRIANGLE upper_triangle(a: [r, c]) -> [r, c] = { a.upper_triangle() } => y { a: linear(t) t.upper_triangle() };
    /// The diagonal and what is below it; 0 above.
    LOWER_TRIANGLE lower_triangle(a: [r, c]) -> [r, c] = { a.lower_triangle() } => y { a: linear(t) t.lower_triangle() };
    /// The lower triangle, with half of the diagonal.
    HALF_LOWER half_lower_triangle(a: [n, n]) -> [n, n] = { runtime::half_lower_triangle(&a) }
        => y { a: linear(t) t.half_lower_triangle() };
    /// `(a + aᵀ) / 2`. Panics when the matrix is not square, as nalgebra does.
    SYMMETRIC_PART symmetric_part(a: [n, n]) -> [n, n] = { a.symmetric_part() }
        => y { a: linear(t) t.symmetric_part() }
        also [{ a.hermitian_part() } [0]];

    /// The symmetric matrix whose lower triangle is that of `a`; what is above the diagonal is not read.
    MIRRORED mirrored(a: [n, n]) -> [n, n] = { runtime::mirrored(&a) } => y { a: linear(t) t.folded() };
    /// What is above the diagonal added to what is below, and 0 above: the transpose of mirroring.
    FOLDED folded(a: [n, n]) -> [n, n] = { runtime::folded(&a) } => y { a: linear(t) t.mirrored() };
    /// `a` with the lower triangle of `s`, the diagonal included.
    WITH_LOWER with_lower(a: [r, c], s: [r, c]) -> [r, c] = { runtime::with_lower(&mut a, &s) }
        eval { runtime::with_lower(&a, &s) }
        => y { a: linear(t) t.with_lower(t.zeros_like()), s: linear(t) t.lower_triangle() } [joint];
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    pub(super) fn half_lower_triangle(a: &DMatrix<f64>) -> DMatrix<f64> {
        a.lower_triangle() - DMatrix::from_diagonal(&(a.diagonal() * 0.5))
    }

    pub(super) fn mirrored(a: &DMatrix<f64>) -> DMatrix<f64> {
        a.map_with_location(|i, j, _| a[(i.max(j), i.min(j))])
    }

    pub(super) fn folded(a: &DMatrix<f64>) -> DMatrix<f64> {
        a.map_with_location(|i, j, entry| match i.cmp(&j) {
            std::cmp::Ordering::Less => 0.0,
            std::cmp::Ordering::Equal => entry,
            std::cmp::Ordering::Greater => entry + a[(j, i)],
        })
    }

    pub(super) fn with_lower(a: &DMatrix<f64>, s: &DMatrix<f64>) -> DMatrix<f64> {
        a.map_with_location(|i, j, entry| if i >= j { s[(i, j)] } else { entry })
    }
}
