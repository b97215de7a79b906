//! Matrix products, with transposes as flags, and inner products.

tensor_rules! {
    /// Matrix times matrix or vector; column times row is the outer product.
    MATMUL matmul(a: [r, k], b: [k, c]) -> [r, c] = { a * b }
        => y { a: linear(t) t.mul_tr(b), b: linear(t) a.tr_mul(t) };
    /// `aᵀ b`
    TR_MUL tr_mul(a: [k, r], b: [k, c]) -> [r, c] = { a.tr_mul(&b) }
        => y { a: linear(t) b.mul_tr(t), b: linear(t) a.matmul(t) };
    /// `a bᵀ`
    MUL_TR mul_tr(a: [r, k], b: [c, k]) -> [r, c] = { a * b.transpose() }
        => y { a: linear(t) t.matmul(b), b: linear(t) t.tr_mul(a) };

    TRANSPOSE transpose(a: [r, c]) -> [c, r] = { a.transpose() } => y { a: linear(t) t.transpose() };

    /// `Σ aᵢⱼ bᵢⱼ`
    DOT dot(a: [r, c], b: [r, c]) -> real = { a.dot(&b) } => y { a: linear(t) b * t, b: linear(t) a * t };
    /// `Σ aᵢⱼ bⱼᵢ`, the trace of `a b`.
    TR_DOT tr_dot(a: [r, c], b: [c, r]) -> real = { a.tr_dot(&b) }
        => y { a: linear(t) b.transpose() * t, b: linear(t) a.transpose() * t };
}
