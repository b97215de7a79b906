//! `P A = L U` of a square matrix.

use crate::ir::{Shape, Term};

tensor_rules! {
    LU lu(a: [n, n]) -> (Lu n) = { take a.lu() } eval { a } => y { a: differential(da) da };

    /// `d(A⁻¹ B) = A⁻¹ (dB - dA A⁻¹ B)`
    LU_SOLVE lu_solve(f: (Lu n), b: [n, c]) -> [n, c] = { f.solve(&b)? }
        eval { f.lu().solve(&b).expect("regular") }
        => y { f: differential(df) -f.lu_solve(df * y), b: linear(t) f.lu_tr_solve(t) }
        says f.inverse() * b;
    /// `A⁻ᵀ B` with the factors of `A`.
    LU_TR_SOLVE lu_tr_solve(f: (Lu n), b: [n, c]) -> [n, c] = { runtime::lu_tr_solve(&f, &b) }
        eval { f.transpose().lu().solve(&b).expect("regular") }
        => y { f: differential(df) -f.lu_tr_solve(df.tr_mul(y)), b: linear(t) f.lu_solve(t) }
        says f.inverse().transposed() * b;
    /// `d(A⁻¹) = -A⁻¹ dA A⁻¹`
    LU_INVERSE lu_inverse(f: (Lu n)) -> [n, n] = { f.try_inverse()? }
        eval { f.lu().try_inverse().expect("regular") }
        => y { f: differential(df) -(y * df * y) }
        says f.inverse();
    /// `d det A = ⟨cof A, dA⟩`, of singular matrices too: their cofactors don't need an inverse.
    LU_DETERMINANT lu_determinant(f: (Lu n)) -> real = { f.determinant() }
        eval { f.lu().determinant() }
        => y { f: differential(df) f.lu_cofactors().dot(df) }
        says Term::call_as("det", vec![f], Shape::Scalar);
    /// `cof A = det A · A⁻ᵀ`, and `d cof A = (⟨cof A, dA⟩ cof A - cof A dAᵀ cof A) / det A`, which is NaN of a singular
    /// matrix.
    LU_COFACTORS lu_cofactors(f: (Lu n)) -> [n, n] = { runtime::lu_cofactors(&f) }
        eval { f.clone().lu().try_inverse().expect("regular").transpose() * f.lu().determinant() }
        => y {
            f: differential(df) (y * y.dot(df) - y.mul_tr(df) * y) * (1.0 / f.lu_determinant()),
        }
        says Term::call_as("cof", vec![f], Shape::Matrix);
}
