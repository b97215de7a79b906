//! `A = Q R` of a square matrix, to solve linear systems.

tensor_rules! {
    QR qr(a: [n, n]) -> (Qr n) = { take a.qr() } eval { a } => y { a: differential(da) da };

    /// `d(A⁻¹ B) = A⁻¹ (dB - dA A⁻¹ B)`
    QR_SOLVE qr_solve(f: (Qr n), b: [n, c]) -> [n, c] = { f.solve(&b)? }
        eval { f.qr().solve(&b).expect("regular") }
        => y { f: differential(df) -f.qr_solve(df * y), b: linear(t) f.qr_tr_solve(t) }
        says f.inverse() * b;
    /// `A⁻ᵀ B` with the factors of `A`.
    QR_TR_SOLVE qr_tr_solve(f: (Qr n), b: [n, c]) -> [n, c] = { runtime::qr_tr_solve(&f, &b) }
        eval { f.transpose().lu().solve(&b).expect("regular") }
        => y { f: differential(df) -f.qr_tr_solve(df.tr_mul(y)), b: linear(t) f.qr_solve(t) }
        says f.inverse().transposed() * b;
    /// `d(A⁻¹) = -A⁻¹ dA A⁻¹`
    QR_INVERSE qr_inverse(f: (Qr n)) -> [n, n] = { f.try_inverse()? }
        eval { f.qr().try_inverse().expect("regular") }
        => y { f: differential(df) -(y * df * y) }
        says f.inverse();
}
