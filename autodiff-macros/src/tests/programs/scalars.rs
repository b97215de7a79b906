//! Operations on scalars, kept away from poles and of moderate size.

use crate::ir::Node;

/// A scalar from two.
pub(super) type Scalar = for<'b> fn(Node<'b>, Node<'b>) -> Node<'b>;

pub(super) const SCALARS: &[Scalar] = &[
    |x, y| x + y,
    |x, y| x - y,
    |x, y| x * y,
    |x, _| x * x,
    |x, _| -x,
    |x, _| 2.0 * x,
    |x, _| x * -1.0,
    |x, y| x / positive(y),
    |x, y| x / positive(y).sqrt(),
    |x, _| 1.0 / positive(x),
    |x, _| x.sin(),
    |x, _| x.cos(),
    |x, _| x.tanh(),
    |x, _| x.atan(),
    |x, _| x.sin().exp(),
    |x, _| positive(x).ln(),
    |x, y| x.abs() * y,
    |x, y| x.max(y),
    |x, y| x.min(y),
    |x, _| x.max(x.builder.number(0.0)),
    |x, _| x.clamp(x.builder.number(-1.0), x.builder.number(1.0)),
    |x, y| x.hypot(positive(y)),
    |x, y| x.atan2(positive(y)),
    |x, y| positive(x).powf(y.sin()),
    |x, _| x.powi(x.builder.node(x.builder.int(3))),
    |x, y| x.sin().mul_add(y, x),
    |x, y| (2.0 * x.tanh()).floor() + y,
    // Passes may change the sign of a zero.
    |x, y| x.copysign(y + 0.1),
];

/// At least 1/2.
pub(super) fn positive(x: Node<'_>) -> Node<'_> {
    x * x + 0.5
}
