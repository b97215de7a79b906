//! Norms, distances and angles. The derivative of a norm at the zero vector is the zero vector, the subgradient of least
//! norm, for every norm.

use crate::ir::{Node, Term};
use crate::rules::formula::{choose, entrywise};

tensor_rules! {
    NORM_SQUARED norm_squared(a: [r, c]) -> real = { a.norm_squared() } => y { a: differential(da) a.dot(da) * 2.0 }
        also [{ a.magnitude_squared() } [0]]
        says a.norm().power(Term::Number(2.0));
    NORM norm(a: [r, c]) -> real = { a.norm() }
        => y { a: differential(da) choose(y.ne_zero(), || a.dot(da) / y, || none(y)) }
        also [{ a.magnitude() } [0]]
        says a.norm();
    /// `(Σ |aᵢ|ᵖ)^(1/p)`, with slopes `sign(aᵢ) (|aᵢ| / y)^(p - 1)`: the ratio does not overflow. A zero entry has slope
    /// 0. Where the norm is 0, so is the derivative: at the zero vector, for negative `p` where an entry is 0. `p = 0`
    /// is no norm, and has no derivative: NaN.
    LP_NORM lp_norm(a: [r, c], p: i32) -> real = { a.lp_norm(p) }
        => y {
            a: differential(da) choose(
                y.ne_zero(),
                || entrywise(&[a], |a| a[0].sign_or_zero() * (a[0].abs() / y).powi(p.minus_one())).dot(da),
                || none(y),
            ),
            p: constant,
        };
    /// The largest sum of absolute values of a column; a tie goes to the first, and a zero entry has slope 0.
    ONE_NORM one_norm(a: [r, c]) -> real = { a.one_norm() } => defined { a.abs_entries().row_sum().max_entry() };

    METRIC_DISTANCE metric_distance(a: [r, c], b: [r, c]) -> real = { a.metric_distance(&b) }
        => defined { (a - b).norm() };
    /// The zero vector is NaN, as in nalgebra.
    NORMALIZE normalize(a: [r, c]) -> [r, c] = { a.normalize() } => defined { a / a.norm() };
    /// `a` itself where its norm is no larger than `max`, else `a` scaled to that; at the bound `a` itself.
    CAP_MAGNITUDE cap_magnitude(a: [r, c], max: real) -> [r, c] = { a.cap_magnitude(max) }
        => defined {
            let norm = a.norm();
            choose(norm.le(max), || a, || a * (max / norm))
        };
    /// 0 where `a` or `b` is zero, with derivative 0. Where they are parallel, the slope is that of `acos` clamped: 0.
    ANGLE angle(a: [r, c], b: [r, c]) -> real = { a.angle(&b) }
        => defined {
            let (first, second) = (a.norm(), b.norm());
            let builder = a.builder;
            let cosine = || (a.dot(b) / (first * second)).clamp(builder.number(-1.0), builder.number(1.0));
            choose(first.ne_zero().and(second.ne_zero()), || cosine().acos(), || builder.number(0.0) * first)
        };
}

/// A derivative of zero.
fn none(y: Node<'_>) -> Node<'_> {
    y.builder.node(y.builder.zero(y.kind()))
}
