//! Matrix products, with transposes as flags, and inner products.

use crate::ir::{Assertion, Demand, Dim, Node, Op, Stmt, Values};

tensor_rules! {
    /// Matrix times matrix or vector; column times row is the outer product.
    MATMUL matmul(a: [r, k], b: [k, c]) -> [r, c] = { a * b }
        => y { a: linear(t) t.mul_tr(b), b: linear(t) a.tr_mul(t) };
    /// `aᵀ b`
    TR_MUL tr_mul(a: [k, r], b: [k, c]) -> [r, c] = { a.tr_mul(&b) }
        => y { a: linear(t) b.mul_tr(t), b: linear(t) a.matmul(t) }
        also [{ a.ad_mul(&b) } [0, 1]]
        says a.transposed() * b;
    /// `a bᵀ`
    MUL_TR mul_tr(a: [r, k], b: [c, k]) -> [r, c] = { a * b.transpose() }
        => y { a: linear(t) t.matmul(b), b: linear(t) t.tr_mul(a) }
        says a * b.transposed();

    /// `acc + a b`: in place where `acc` is not needed any more, like the next two.
    ADD_MATMUL add_mul(acc: [r, c], a: [r, k], b: [k, c]) -> [r, c] = { runtime::add_mul(&mut acc, &a, &b) }
        eval { acc + a * b }
        => y { acc: differential(t) t, a: differential(t) t.matmul(b), b: differential(t) a.matmul(t) }
        says acc + a * b;
    ADD_TR_MUL add_tr_mul(acc: [r, c], a: [k, r], b: [k, c]) -> [r, c] = { runtime::add_tr_mul(&mut acc, &a, &b) }
        eval { acc + a.transpose() * b }
        => y { acc: differential(t) t, a: differential(t) t.tr_mul(b), b: differential(t) a.tr_mul(t) }
        says acc + a.transposed() * b;
    ADD_MUL_TR add_mul_tr(acc: [r, c], a: [r, k], b: [c, k]) -> [r, c] = { runtime::add_mul_tr(&mut acc, &a, &b) }
        eval { acc + a * b.transpose() }
        => y { acc: differential(t) t, a: differential(t) t.mul_tr(b), b: differential(t) a.mul_tr(t) }
        says acc + a * b.transposed();

    TRANSPOSE transpose(a: [r, c]) -> [c, r] = { a.transpose() } => y { a: linear(t) t.transpose() }
        also [{ a.adjoint() } [0], { a.conjugate_transpose() } [0]]
        says a.transposed();

    /// `Σ aᵢⱼ bᵢⱼ`
    DOT dot(a: [r, c], b: [r, c]) -> real = { a.dot(&b) } => y { a: linear(t) b * t, b: linear(t) a * t }
        also [{ a.dotc(&b) } [0, 1]]
        says a.inner(b);
    /// `Σ aᵢⱼ bⱼᵢ`, the trace of `a b`.
    TR_DOT tr_dot(a: [r, c], b: [c, r]) -> real = { a.tr_dot(&b) }
        => y { a: linear(t) b.transpose() * t, b: linear(t) a.transpose() * t }
        says a.trace_of(b);

    /// Of vectors of three entries; any other shape panics as nalgebra does.
    CROSS cross(a: [(dyn 3), 1], b: [(dyn 3), 1]) -> [(dyn 3), 1] = { a.cross(&b) }
        => y { a: linear(t) b.cross(t), b: linear(t) t.cross(a) };
    CROSS_ROWS cross_rows(a: [1, (dyn 3)], b: [1, (dyn 3)]) -> [1, (dyn 3)] = { a.cross(&b) }
        => y { a: linear(t) b.cross_rows(t), b: linear(t) t.cross_rows(a) };
    /// `a₀ b₁ - a₁ b₀`, of vectors of two entries; any other shape panics as nalgebra does.
    PERP perp(a: [(dyn 2), 1], b: [(dyn 2), 1]) -> real = { a.perp(&b) }
        => defined {
            [a, b].into_iter().for_each(has_two_entries);
            let [first, second] = [0, 1].map(|place| a.builder.node(a.builder.int(place)));
            a.index(first) * b.index(second) - a.index(second) * b.index(first)
        };
    /// `a (1 - t) + b t`, of vectors.
    LERP lerp(a: [n, 1], b: [n, 1], t: real) -> [n, 1] = { a.lerp(&b, t) }
        eval { a * (1.0 - t) + b * t }
        => defined { a * (1.0 - t) + b * t };
}

/// Asks of a vector whose length is known at run time alone that it has two entries.
fn has_two_entries(v: Node<'_>) {
    let is_known = v.kind().tensor().is_some_and(|tensor| matches!(tensor.rows, Dim::Known(_)));
    if is_known {
        return;
    }
    let builder = v.builder;
    let op = Op::Assert(Assertion::Demand(Demand::SameSize("perp")));
    let args = vec![v.nrows().value(), builder.int(2)];
    builder.push(Stmt { results: Values::default(), op, args: args.into(), blocks: Vec::new(), span: builder.span() });
}
