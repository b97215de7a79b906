//! `A = V diag(λ) Vᵀ` of a symmetric matrix.
//!
//! Repeated eigenvalues: the differential of the eigenvalues divides by nothing, so the gradient of a function that does
//! not depend on their order is finite and right. Eigenvectors are not unique there: their differential, and so second
//! derivatives of the eigenvalues, are NaN where something would turn vectors of one eigenvalue into each other, and
//! nothing where nothing does, up to rounding.

tensor_rules! {
    /// Both triangles share the derivative equally, though the lower one alone is read.
    SYMMETRIC_EIGEN symmetric_eigen(a: [n, n]) -> (SymmetricEigen n) = { take a.symmetric_eigen() }
        eval { (&a + a.transpose()) * 0.5 }
        => y { a: differential(da) da.symmetric_part() };

    /// `dλᵢ = vᵢᵀ dA vᵢ`, in nalgebra's order, which is none in particular.
    EIGENVALUES eigenvalues(f: (SymmetricEigen n)) -> [n, 1] = { f.eigenvalues }
        eval { interpreted::eigen(&f).0 }
        => y { f: differential(df) f.eigenvectors().column_dots(df * f.eigenvectors()) };
    /// `dV = V (F ∘ Vᵀ dA V)` with `Fᵢⱼ = 1 / (λⱼ - λᵢ)`. The sign of each vector is nalgebra's.
    EIGENVECTORS eigenvectors(f: (SymmetricEigen n)) -> [n, n] = { f.eigenvectors }
        eval { interpreted::eigen(&f).1 }
        => y { f: differential(df) y * y.tr_mul(df * y).over_gaps(f.eigenvalues()) };
    /// `xᵢⱼ / (wⱼ - wᵢ)`, and 0 on the diagonal. Where two are equal, it is 0 if `xᵢⱼ` is zero up to rounding, and NaN if not.
    OVER_GAPS over_gaps(x: [n, n], w: [n, 1]) -> [n, n] = { runtime::over_gaps(&x, &w) }
        eval { interpreted::over_gaps(&x, &w) }
        => y {
            x: linear(t) t.over_gaps(w),
            w: differential(dw) {
                let ones = w.filled_like(w.builder.number(1.0));
                -((ones.mul_tr(dw) - dw.mul_tr(ones)).over_gaps(w).component_mul(y))
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

    pub(super) fn over_gaps(x: &DMatrix<f64>, w: &DMatrix<f64>) -> DMatrix<f64> {
        x.map_with_location(|row, col, entry| if row == col { 0.0 } else { entry / (w[col] - w[row]) })
    }
}
