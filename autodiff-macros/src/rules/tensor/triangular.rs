//! Triangular systems. The other triangle is not read, so its derivative is zero.

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
}
