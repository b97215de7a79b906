//! Functions with a kink: the derivative there is the one that the field uses.

use crate::ir::{Node, Slope, Term};
use crate::rules::formula::when;

scalar_rules! {
    // Zero at the kink: the subgradient of least norm. `signum(0.0)` is 1, so it can't be used.
    ABS abs(x) = { x.abs() } => y { x: x.sign_or_zero() } at [(0.3), (-4.0)] says x.absolute();

    SIGNUM signum(x) = { x.signum() } => zero {} at [(0.3), (-4.0)];
    /// -1, 0 or 1; of NaN, NaN.
    SIGN_OR_ZERO sign_or_zero(x) = { runtime::sign_or_zero(x) } => zero {} at [(0.3), (-4.0)]
        says Term::call("sign", vec![x]);
    COPYSIGN copysign(x, sign) = { x.copysign(sign) }
        => y { x: x.sign_or_zero() * sign.signum(), sign: 0.0 }
        at [(0.3, -2.0), (-4.0, -1.0)];

    /// A tie goes to the constant operand; with two variable ones, to the first. NaN loses, as it does in the value.
    MAX max(a, b) = { a.max(b) }
        => y {
            a: when((if b.varied { a.ge(b) } else { a.gt(b) }).or_nan(b), 1.0),
            b: when(b.gt(a).or_nan(a), 1.0),
        }
        at [(0.3, 0.7), (1.5, -2.0)];
    /// A tie goes to the constant operand; with two variable ones, to the first. NaN loses, as it does in the value.
    MIN min(a, b) = { a.min(b) }
        => y {
            a: when((if b.varied { a.le(b) } else { a.lt(b) }).or_nan(b), 1.0),
            b: when(b.lt(a).or_nan(a), 1.0),
        }
        at [(0.3, 0.7), (1.5, -2.0)];
    /// Slope 1 strictly inside, 0 outside and at the bounds, which get the rest.
    CLAMP clamp(x, low, high) = { x.clamp(low, high) }
        => y {
            x: when(x.le(low).or(x.ge(high)).not(), 1.0),
            low: bound(x.le(low)),
            high: bound(x.ge(high).and(x.le(low).not())),
        }
        at [(0.3, 0.0, 1.0), (-0.3, 0.0, 1.0), (1.3, 0.0, 1.0)];
}

fn bound(reached: Node<'_>) -> Slope<'_> {
    when(reached, 1.0)
}

impl<'b> Node<'b> {
    /// The condition, or that an operand is NaN, which `max` and `min` pass over.
    fn or_nan(self, operand: Node<'b>) -> Node<'b> {
        match operand.known_real() {
            Some(number) if !number.is_nan() => self,
            // NaN is what differs from itself; type parameters have no `is_nan`.
            Some(_) | None => self.or(operand.ne(operand)),
        }
    }
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    pub(super) fn sign_or_zero(x: f64) -> f64 {
        if x == 0.0 { 0.0 } else { x.signum() }
    }
}
