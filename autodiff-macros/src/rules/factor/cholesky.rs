//! `A = L Lᵀ` of a symmetric, positive definite matrix.

use crate::ir::{Shape, Term};

tensor_rules! {
    /// Both triangles share the derivative equally, though the lower one alone is read.
    CHOLESKY cholesky(a: [n, n]) -> (Cholesky n) = { take a.cholesky()? }
        eval { (&a + a.transpose()) * 0.5 }
        => y { a: differential(da) da.symmetric_part() };

    /// `d(A⁻¹ B) = A⁻¹ (dB - dA A⁻¹ B)`
    CHOLESKY_SOLVE cholesky_solve(f: (Cholesky n), b: [n, c]) -> [n, c] = { f.solve(&b) }
        eval { factored(f).solve(&b) }
        => y { f: differential(df) -f.cholesky_solve(df * y), b: linear(t) f.cholesky_solve(t) }
        says f.inverse() * b;
    /// `d(A⁻¹) = -A⁻¹ dA A⁻¹`
    CHOLESKY_INVERSE cholesky_inverse(f: (Cholesky n)) -> [n, n] = { f.inverse() }
        eval { factored(f).inverse() }
        => y { f: differential(df) -(y * df * y) }
        says f.inverse();
    /// `d ln det A = tr(A⁻¹ dA)`
    CHOLESKY_LN_DETERMINANT cholesky_ln_determinant(f: (Cholesky n)) -> real = { f.ln_determinant() }
        eval { factored(f).ln_determinant() }
        => y { f: differential(df) f.cholesky_inverse().dot(df) }
        says Term::call("ln", vec![Term::call_as("det", vec![f], Shape::Scalar)]);
    /// `d det A = det A · tr(A⁻¹ dA)`
    CHOLESKY_DETERMINANT cholesky_determinant(f: (Cholesky n)) -> real = { f.determinant() }
        eval { factored(f).determinant() }
        => y { f: differential(df) f.cholesky_inverse().dot(df) * y }
        says Term::call_as("det", vec![f], Shape::Scalar);
    /// `dL = L Φ(L⁻¹ dA L⁻ᵀ)`, where `Φ` takes the lower triangle and half of the diagonal.
    CHOLESKY_L cholesky_l(f: (Cholesky n)) -> [n, n] = { f.l() }
        eval { factored(f).l() }
        => y {
            f: differential(df) {
                let half = y.solve_lower_triangular(df).transpose();
                y * y.solve_lower_triangular(half).half_lower_triangle()
            },
        }
        also [{ f.unpack() } [0]];
}

#[cfg(test)]
fn factored(matrix: nalgebra::DMatrix<f64>) -> nalgebra::Cholesky<f64, nalgebra::Dyn> {
    matrix.cholesky().expect("positive definite")
}
