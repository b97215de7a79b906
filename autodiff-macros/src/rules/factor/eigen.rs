//! `A = V diag(λ) Vᵀ` of a symmetric matrix.
//!
//! Repeated eigenvalues: the differential of the eigenvalues divides by nothing, so the gradient of a function that does
//! not depend on their order is finite and right. Eigenvectors are not unique there. In their differential, and so in
//! second derivatives of the eigenvalues, `1 / (λⱼ - λᵢ)` counts as 0 where both are equal up to rounding: vectors of
//! one eigenvalue turn into vectors of others alone.

tensor_rules! {
    /// Both triangles share the derivative equally, though the lower one alone is read.
    SYMMETRIC_EIGEN symmetric_eigen(a: [n, n]) -> (SymmetricEigen n) = { take a.symmetric_eigen() }
        eval { (&a + a.transpose()) * 0.5 }
        => y { a: differential(da) da.symmetric_part() };

    /// `dλᵢ = vᵢᵀ dA vᵢ`, in nalgebra's order, which is none in particular.
    EIGENVALUES eigenvalues(f: (SymmetricEigen n)) -> [n, 1] = { f.eigenvalues }
        eval { interpreted::eigen(&f).0 }
        => y { f: differential(df) f.eigenvectors().column_dots(df * f.eigenvectors()) };
    /// `dV = V (F ∘ Vᵀ dA V)` with `Fᵢⱼ = 1 / (λⱼ - λᵢ)`, and 0 where the eigenvalues are equal. The sign of each vector
    /// is nalgebra's.
    EIGENVECTORS eigenvectors(f: (SymmetricEigen n)) -> [n, n] = { f.eigenvectors }
        eval { interpreted::eigen(&f).1 }
        => y {
            f: differential(df) {
                y * y.tr_mul(df * y).component_mul(f.eigenvalues().reciprocal_gaps())
            },
        };
    /// `Fᵢⱼ = 1 / (wⱼ - wᵢ)`, and 0 where both are equal: `dFᵢⱼ = -Fᵢⱼ² (dwⱼ - dwᵢ)`.
    RECIPROCAL_GAPS reciprocal_gaps(w: [n, 1]) -> [n, n] = { runtime::reciprocal_gaps(&w) }
        eval { interpreted::reciprocal_gaps(&w) }
        => y {
            w: differential(dw) {
                let ones = w.filled_like(w.builder.number(1.0));
                (dw.mul_tr(ones) - ones.mul_tr(dw)).component_mul(y.component_mul(y))
            },
        };
}

#[cfg(test)]
pub(in crate::rules) mod interpreted {
    use nalgebra::DMatrix;

    /// Eigenvalues in order, and their vectors on one side of a plane, so that both move steadily with the matrix.
    pub(in crate::rules) fn eigen(matrix: &DMatrix<f64>) -> (DMatrix<f64>, DMatrix<f64>) {
        let eigen = matrix.clone().symmetric_eigen();
        let n = matrix.nrows();
        let mut order = (0..n).collect::<Vec<_>>();
        order.sort_by(|one, two| eigen.eigenvalues[*one].total_cmp(&eigen.eigenvalues[*two]));
        let values = DMatrix::from_fn(n, 1, |row, _| eigen.eigenvalues[order[row]]);
        let mut vectors = DMatrix::from_fn(n, n, |row, col| eigen.eigenvectors[(row, order[col])]);
        for mut vector in vectors.column_iter_mut() {
            let side: f64 = vector.iter().enumerate().map(|(row, entry)| entry / (1.0 + row as f64).sqrt()).sum();
            vector *= side.signum();
        }
        (values, vectors)
    }

    pub(super) fn reciprocal_gaps(w: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(w.nrows(), w.nrows(), |row, col| {
            let gap = w[col] - w[row];
            if gap == 0.0 { 0.0 } else { 1.0 / gap }
        })
    }
}
