//! Operations on scalars, kept away from poles and of moderate size.

use crate::ir::{Node, Pattern, Rule};
use crate::rules::table;

use super::generator::{Generator, Size};

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

/// How far arguments are from the points at which an operation of the table is tested: all of them are smooth there.
const NEAR: f64 = 0.05;

impl Generator<'_> {
    /// Any operation on reals that the table has, at arguments that are near to one of its points.
    pub(super) fn of_the_table(&mut self) {
        let rules = table().filter(|rule| is_of_reals(rule)).collect::<Vec<_>>();
        let rule = self.random.pick(&rules);
        let point = self.random.pick(rule.points);
        let builder = self.builder;
        let args = rule.signature.args.iter().zip(point).map(|(pattern, number)| {
            if *pattern == Pattern::Int {
                return builder.int(*number as i128);
            }
            if self.random.once_in(6) {
                return builder.real(*number);
            }
            let scalar = self.any_scalar();
            (builder.node(scalar).tanh() * NEAR + *number).value()
        });
        let args = args.collect::<Vec<_>>();
        let value = builder.apply(rule, &args);
        self.define(builder.node(value).sin().value(), Size::Scalar);
    }
}

/// Whether an operation takes reals and numbers, and gives a real.
fn is_of_reals(rule: &Rule) -> bool {
    let takes = |pattern: &Pattern| matches!(pattern, Pattern::Real | Pattern::Int);
    rule.signature.result == Pattern::Real
        && rule.signature.args.contains(&Pattern::Real)
        && rule.signature.args.iter().all(takes)
        && !rule.points.is_empty()
}
