//! Inverses, and determinants of small matrices. Larger ones go through their LU factors (`factor::THROUGH`).

use crate::ir::{Shape, Term};

tensor_rules! {
    /// `d(A⁻¹) = -A⁻¹ dA A⁻¹`; panics where there is no inverse, as `unwrap` does.
    INVERSE inverse(a: [n, n]) -> [n, n] = { take a.try_inverse()? }
        eval { a.try_inverse().expect("regular") }
        => y { a: differential(da) -(y * da * y) }
        says a.inverse();

    /// `d det A = ⟨cof A, dA⟩`
    DETERMINANT_2 determinant_2(a: [2, 2]) -> real = { a.determinant() }
        => y { a: differential(da) a.cofactors_2().dot(da) }
        says Term::call_as("det", vec![a], Shape::Scalar);
    /// Linear in a 2 by 2 matrix, and its own transpose.
    COFACTORS_2 cofactors_2(a: [2, 2]) -> [2, 2] = { runtime::cofactors_2(&a) } => y { a: linear(t) t.cofactors_2() }
        says Term::call_as("cof", vec![a], Shape::Matrix);
    /// `d det A = ⟨cof A, dA⟩`
    DETERMINANT_3 determinant_3(a: [3, 3]) -> real = { a.determinant() }
        => y { a: differential(da) a.cofactors_3().dot(da) }
        says Term::call_as("det", vec![a], Shape::Scalar);
    COFACTORS_3 cofactors_3(a: [3, 3]) -> [3, 3] = { runtime::cofactors_3(&a) }
        => y { a: differential(da) a.mixed_cofactors(da) }
        says Term::call_as("cof", vec![a], Shape::Matrix);
    /// The derivative of the cofactors of `a` along `b`: `⟨mixed_cofactors(a, b), c⟩` is the same in every order.
    MIXED_COFACTORS mixed_cofactors(a: [3, 3], b: [3, 3]) -> [3, 3] = { runtime::mixed_cofactors(&a, &b) }
        => y { a: linear(t) t.mixed_cofactors(b), b: linear(t) a.mixed_cofactors(t) };
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    pub(super) fn cofactors_2(a: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_row_slice(2, 2, &[a[(1, 1)], -a[(1, 0)], -a[(0, 1)], a[(0, 0)]])
    }

    pub(super) fn cofactors_3(a: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(3, 3, |row, col| minor(a, a, row, col))
    }

    pub(super) fn mixed_cofactors(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_fn(3, 3, |row, col| minor(a, b, row, col) + minor(b, a, row, col))
    }

    /// The cofactor of an entry, with one factor of each product from `a` and the other from `b`.
    fn minor(a: &DMatrix<f64>, b: &DMatrix<f64>, row: usize, col: usize) -> f64 {
        let (i, k, j, l) = ((row + 1) % 3, (row + 2) % 3, (col + 1) % 3, (col + 2) % 3);
        a[(i, j)] * b[(k, l)] - a[(i, l)] * b[(k, j)]
    }
}
