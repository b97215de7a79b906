//! `A = U diag(σ) Vᵀ`, where `U` and `V` have as many columns as there are singular values.
//!
//! Repeated singular values: the differential of the singular values divides by nothing, so the gradient of a function
//! that does not depend on their order is finite and right. Singular vectors are not unique there: their differential, and
//! so second derivatives of the singular values, are NaN where something would turn vectors of one singular value into each
//! other, and nothing where nothing does, up to rounding. `1 / σⱼ` counts as 0 where `σⱼ` is 0.

use crate::ir::{Dim, Kind, Node};
use crate::rules::formula::{choose, entrywise};

tensor_rules! {
    /// `u` and `v` say whether users ask for the vectors; they are always computed.
    SVD svd(a: [r, c], u: bool, v: bool) -> (Svd r c) = { take a.svd(u, v) }
        eval { let _ = (u, v); a }
        => y { a: differential(da) da, u: constant, v: constant };

    /// `dσᵢ = uᵢᵀ dA vᵢ`
    SINGULAR_VALUES singular_values(f: (Svd r c)) -> [(min r c), 1] = { f.singular_values }
        eval { interpreted::svd(&f).1 }
        => y {
            f: differential(df) f.left_singular_vectors().column_dots(df.mul_tr(f.right_singular_vectors())),
        };
    /// `dU = U (F ∘ (P Σ + Σ Pᵀ)) + (I - U Uᵀ) dA V Σ⁻¹` with `P = Uᵀ dA V` and `Fᵢⱼ = 1 / (σⱼ² - σᵢ²)`.
    LEFT_SINGULAR_VECTORS left_singular_vectors(f: (Svd r c)) -> [r, (min r c)] = { runtime::left_singular_vectors(&f) }
        eval { interpreted::svd(&f).0 }
        => y {
            f: differential(df) {
                let (sigma, along) = (f.singular_values(), df.mul_tr(f.right_singular_vectors()));
                let p = y.tr_mul(along).scale_columns(sigma);
                let turned = y * (p + p.transpose()).over_gaps(squares(sigma));
                if !is_tall(f.kind()) {
                    return turned;
                }
                let out = along.scale_columns(reciprocals(sigma));
                turned + (out - y * y.tr_mul(out))
            },
        };
    /// `Vᵀ`, with `dV = V (F ∘ (Σ P + Pᵀ Σ)) + (I - V Vᵀ) dAᵀ U Σ⁻¹`.
    RIGHT_SINGULAR_VECTORS right_singular_vectors(f: (Svd r c)) -> [(min r c), c] = { runtime::right_singular_vectors(&f) }
        eval { interpreted::svd(&f).2 }
        => y {
            f: differential(df) {
                let (sigma, along) = (f.singular_values(), df.tr_mul(f.left_singular_vectors()));
                let p = (y * along).scale_columns(sigma);
                let turned = (p + p.transpose()).over_gaps(squares(sigma)).tr_mul(y);
                if !is_wide(f.kind()) {
                    return turned;
                }
                let out = along.scale_columns(reciprocals(sigma)).transpose();
                turned + (out - out.mul_tr(y) * y)
            },
        };
}

fn squares(sigma: Node<'_>) -> Node<'_> {
    sigma.component_mul(sigma)
}

/// `1 / σᵢ`, and 0 where that is infinite.
fn reciprocals(sigma: Node<'_>) -> Node<'_> {
    entrywise(&[sigma], |entry| {
        let zero = || entry[0].builder.node(entry[0].builder.zero(entry[0].kind()));
        choose(entry[0].ne_zero(), || 1.0 / entry[0], zero)
    })
}

/// Whether there may be more rows than columns.
fn is_tall(kind: Kind) -> bool {
    let Kind::Factor(_, matrix) = kind else { return true };
    match (&matrix.rows, &matrix.cols) {
        (Dim::Known(rows), Dim::Known(cols)) => rows > cols,
        (rows, cols) => *rows == Dim::Dyn || rows != cols,
    }
}

/// Whether there may be more columns than rows.
fn is_wide(kind: Kind) -> bool {
    let Kind::Factor(_, matrix) = kind else { return true };
    match (&matrix.rows, &matrix.cols) {
        (Dim::Known(rows), Dim::Known(cols)) => cols > rows,
        (rows, cols) => *rows == Dim::Dyn || rows != cols,
    }
}

#[cfg(test)]
mod interpreted {
    use nalgebra::DMatrix;

    /// Singular values in order, and left vectors on one side of a plane, so that all move steadily with the matrix.
    pub(super) fn svd(matrix: &DMatrix<f64>) -> (DMatrix<f64>, DMatrix<f64>, DMatrix<f64>) {
        let svd = matrix.clone().svd(true, true);
        let (mut u, mut v_t) = (svd.u.expect("asked for"), svd.v_t.expect("asked for"));
        let sigma = DMatrix::from_column_slice(svd.singular_values.len(), 1, svd.singular_values.as_slice());
        for (mut left, mut right) in u.column_iter_mut().zip(v_t.row_iter_mut()) {
            let side: f64 = left.iter().enumerate().map(|(row, entry)| entry / (1.0 + row as f64).sqrt()).sum();
            left *= side.signum();
            right *= side.signum();
        }
        (u, sigma, v_t)
    }
}
