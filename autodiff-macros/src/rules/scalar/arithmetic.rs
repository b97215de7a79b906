//! Sums, products, quotients and remainders of scalars.

use crate::ir::{Slope, Term};
use crate::rules::formula::{steep, when};

scalar_rules! {
    ADD add(a, b) = { a + b } => y { a: 1.0, b: 1.0 } linear [0, 1] at [(0.5, -2.0)];
    SUB sub(a, b) = { a - b } => y { a: 1.0, b: -1.0 } linear [0, 1] at [(0.5, -2.0)];
    MUL mul(a, b) = { a * b } => y { a: b, b: a } linear [0, 1] at [(0.5, -2.0), (3.0, 0.25)];
    NEG neg(a) = { -a } => y { a: -1.0 } linear [0] at [(0.5)];

    /// At `b = 0` the slopes are infinite: a zero cotangent contributes zero.
    DIV div(a, b) = { a / b }
        => y {
            a: if b.varied { steep(1.0 / b) } else { Slope::from(1.0 / b) },
            b: steep(-(y / b)),
        }
        linear [0]
        at [(0.5, -2.0), (3.0, 0.25)];

    /// `a - b·trunc(a / b)`; at the jumps, the slope to the right of them.
    REM rem(a, b) = { a % b } => y { a: 1.0, b: -((a / b).trunc()) } at [(7.5, 2.0), (-7.5, 2.0)];

    /// `a - b·floor(a / |b|)·sign(b)`; at the jumps, the slope to the right of them.
    REM_EUCLID rem_euclid(a, b) = { a.rem_euclid(b) } => y { a: 1.0, b: -((a - y) / b) }
        at [(7.5, 2.0), (-7.5, 2.0)];

    /// At 0 the slope is infinite: a zero cotangent contributes zero.
    RECIP recip(x) = { x.recip() } => y { x: steep(-(y * y)) } at [(0.4), (-3.0)]
        says Term::Number(1.0) / x;

    MUL_ADD mul_add(x, a, b) = { x.mul_add(a, b) } => y { x: a, a: x, b: 1.0 } at [(0.5, -2.0, 3.0)]
        says x.entrywise(a) + b;

    TO_RADIANS to_radians(x) = { x.to_radians() } => y { x: std::f64::consts::PI / 180.0 } at [(30.0)];
    TO_DEGREES to_degrees(x) = { x.to_degrees() } => y { x: 180.0 / std::f64::consts::PI } at [(0.3)];

    /// `t · slope`, but exactly zero where `t` is zero, though the slope be infinite, and where the slope is zero, though `t`
    /// be infinite.
    SCALED scaled(t, slope) = { runtime::scaled(t, slope) }
        => y { t: steep(slope), slope: when(t.ne_zero(), t) }
        linear [0]
        at [(0.5, -2.0)]
        says t.entrywise(slope);
}

/// What the runtime's functions mean, for the interpreter.
#[cfg(test)]
mod runtime {
    pub(super) fn scaled(t: f64, slope: f64) -> f64 {
        let is_nothing = t == 0.0 || (slope == 0.0 && t.is_infinite());
        if is_nothing { 0.0 } else { t * slope }
    }
}
