//! Triangular systems, and triangles of matrices. The other triangle is not read, so its derivative is zero.

tensor_rules! {
    /// `d(L⁻¹ B) = L⁻¹ (dB - dL L⁻¹ B)`; panics where the diagonal has a zero, as `unwrap` does.
    SOLVE_LOWER solve_lower_triangular(l: [n, n], b: [n, c]) -> [n, c] = { l.solve_lower_triangular(&b)? }
        eval { l.solve_lower_triangular(&b).expect("regular") }
        => y {
            l: differential(dl) -l.solve_lower_triangular(dl.lower_triangle() * y),
            b: linear(t) l.tr_solve_lower_triangular(t),
        };
    SOLVE_UPPER solve_upper_triangular(u: [n, n], b: [n, c]) -> [n, c] = { u.solve_upper_triangular(&b)? }
        eval { u.solve_upper_triangular(&b).expect("regular") }
        => y {
            u: differential(du) -u.solve_upper_triangular(du.upper_triangle() * y),
            b: linear(t) u.tr_solve_upper_triangular(t),
        };
    /// `d(L⁻ᵀ B) = L⁻ᵀ (dB - dLᵀ L⁻ᵀ B)`
    TR_SOLVE_LOWER tr_solve_lower_triangular(l: [n, n], b: [n, c]) -> [n, c] = { l.tr_solve_lower_triangular(&b)? }
        eval { l.tr_solve_lower_triangular(&b).expect("regular") }
        => y {
            l: differential(dl) -l.tr_solve_lower_triangular(dl.lower_triangle().tr_mul(y)),
            b: linear(t) l.solve_lower_triangular(t),
        }
        also [{ l.ad_solve_lower_triangular(&b)? } [0, 1]];
    TR_SOLVE_UPPER tr_solve_upper_triangular(u: [n, n], b: [n, c]) -> [n, c] = { u.tr_solve_upper_triangular(&b)? }
        eval { u.tr_solve_upper_triangular(&b).expect("regular") }
        => y {
            u: differential(du) -u.tr_solve_upper_triangular(du.upper_triangle().tr_mul(y)),
            b: linear(t) u.solve_upper_triangular(t),
        }
        also [{ u.ad_solve_upper_triangular(&b)? } [0, 1]];

    LOWER_TRIANGLE lower_triangle(a: [r, c]) -> [r, c] = { a.lower_triangle() } => y { a: linear(t) t.lower_triangle() };
    UPPER_TRIANGLE upper_triangle(a: [r, c]) -> [r, c] = { a.upper_triangle() } => y { a: linear(t) t.upper_triangle() };
    /// The lower triangle, with half of the diagonal.
    HALF_LOWER half_lower_triangle(a: [n, n]) -> [n, n] = { runtime::half_lower_triangle(&a) }
        => y { a: linear(t) t.half_lower_triangle() };
    /// `(a + aᵀ) / 2`
    SYMMETRIC_PART symmetric_part(a: [n, n]) -> [n, n] = { runtime::symmetric_part(&a) }
        => y { a: linear(t) t.symmetric_part() };
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    pub(super) fn half_lower_triangle(a: &DMatrix<f64>) -> DMatrix<f64> {
        a.lower_triangle() - DMatrix::from_diagonal(&(a.diagonal() * 0.5))
    }

    pub(super) fn symmetric_part(a: &DMatrix<f64>) -> DMatrix<f64> {
        (a + a.transpose()) * 0.5
    }
}
