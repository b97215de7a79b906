//! Powers and the exponential of square matrices.
//!
//! Their derivative along a matrix is an operation of its own, and *its* derivative is one of a matrix of blocks:
//! `f([A E; 0 A]) = [f(A) L(A, E); 0 f(A)]`, where `L(A, E)` is the derivative of `f` at `A` along `E`.

tensor_rules! {
    /// `d exp(A) = L(A, dA)`. nalgebra has it of what owns its entries alone, and so has it powers.
    EXP matrix_exp(a: [n, n]) -> [n, n] = { take a.exp() } eval { a.exp() } => y { a: differential(da) a.exp_along(da) };
    /// `L(A, E)`, whose transpose in `E` is `L(Aᵀ, ·)`.
    EXP_ALONG exp_along(a: [n, n], e: [n, n]) -> [n, n] = { runtime::exp_along(&a, &e) }
        => y {
            a: differential(da) a.upper_blocks(e).exp_along(da.twice()).upper_right(a),
            e: linear(t) a.transpose().exp_along(t),
        };
    /// `d Aᵏ = Σ Aⁱ dA Aᵏ⁻¹⁻ⁱ`
    POW matrix_pow(a: [n, n], k: usize) -> [n, n] = { take a.pow(k) }
        eval { a.pow(u32::try_from(k).expect("an exponent")) }
        => y { a: differential(da) a.pow_along(k, da), k: constant };
    POW_ALONG pow_along(a: [n, n], k: usize, e: [n, n]) -> [n, n] = { runtime::pow_along(&a, k, &e) }
        => y {
            a: differential(da) a.upper_blocks(e).pow_along(k, da.twice()).upper_right(a),
            k: constant,
            e: linear(t) a.transpose().pow_along(k, t),
        };

    /// `[A E; 0 A]`
    UPPER_BLOCKS upper_blocks(a: [n, n], e: [n, n]) -> [dyn, dyn] = { runtime::upper_blocks(&a, &e) }
        => y { a: linear(t) t.diagonal_blocks(a), e: linear(t) t.upper_right(e) } [joint];
    /// `[A 0; 0 A]`
    TWICE twice(a: [n, n]) -> [dyn, dyn] = { runtime::twice(&a) } => y { a: linear(t) t.diagonal_blocks(a) };
    /// `B` of `[A B; C D]`, in the shape of `like`.
    UPPER_RIGHT upper_right(m: [dyn, dyn], like: [n, n]) -> [n, n] = { runtime::upper_right(&m, &like) }
        => y { m: linear(t) t.in_upper_right(), like: constant };
    /// `[0 B; 0 0]`
    IN_UPPER_RIGHT in_upper_right(b: [n, n]) -> [dyn, dyn] = { runtime::in_upper_right(&b) }
        => y { b: linear(t) t.upper_right(b) };
    /// `A + D` of `[A B; C D]`, in the shape of `like`.
    DIAGONAL_BLOCKS diagonal_blocks(m: [dyn, dyn], like: [n, n]) -> [n, n] = { runtime::diagonal_blocks(&m, &like) }
        => y { m: linear(t) t.twice(), like: constant };
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    use nalgebra::DMatrix;

    pub(super) fn exp_along(a: &DMatrix<f64>, e: &DMatrix<f64>) -> DMatrix<f64> {
        // nalgebra has no exponential of an empty matrix.
        if a.is_empty() { e.clone() } else { upper_right(&upper_blocks(a, e).exp(), a) }
    }

    pub(super) fn pow_along(a: &DMatrix<f64>, k: usize, e: &DMatrix<f64>) -> DMatrix<f64> {
        let power = |k: usize| a.pow(u32::try_from(k).expect("an exponent"));
        (0..k).map(|i| power(i) * e * power(k - 1 - i)).fold(e * 0.0, |sum, term| sum + term)
    }

    pub(super) fn upper_blocks(a: &DMatrix<f64>, e: &DMatrix<f64>) -> DMatrix<f64> {
        twice(a) + in_upper_right(e)
    }

    pub(super) fn twice(a: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::identity(2, 2).kronecker(a)
    }

    pub(super) fn upper_right(m: &DMatrix<f64>, like: &DMatrix<f64>) -> DMatrix<f64> {
        let n = like.nrows();
        m.view((0, n), (n, n)).into_owned()
    }

    pub(super) fn in_upper_right(b: &DMatrix<f64>) -> DMatrix<f64> {
        DMatrix::from_row_slice(2, 2, &[0.0, 1.0, 0.0, 0.0]).kronecker(b)
    }

    pub(super) fn diagonal_blocks(m: &DMatrix<f64>, like: &DMatrix<f64>) -> DMatrix<f64> {
        let n = like.nrows();
        m.view((0, 0), (n, n)) + m.view((n, n), (n, n))
    }
}
