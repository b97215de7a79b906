//! Trigonometric functions and their inverses.

use crate::rules::formula::{steep, when};

scalar_rules! {
    SIN sin(x) = { x.sin() } => y { x: x.cos() } at [(0.0), (1.2), (-2.0)];
    COS cos(x) = { x.cos() } => y { x: -(x.sin()) } at [(0.1), (1.2), (-2.0)];
    TAN tan(x) = { x.tan() } => y { x: 1.0 + y * y } at [(0.1), (1.2)];
    /// At ±1 the slope is infinite: a zero cotangent contributes zero.
    ASIN asin(x) = { x.asin() } => y { x: steep(1.0 / ((1.0 - x) * (1.0 + x)).sqrt()) } at [(0.1), (-0.7)];
    /// At ±1 the slope is infinite: a zero cotangent contributes zero.
    ACOS acos(x) = { x.acos() } => y { x: steep(-(1.0 / ((1.0 - x) * (1.0 + x)).sqrt())) } at [(0.1), (-0.7)];
    ATAN atan(x) = { x.atan() } => y { x: 1.0 / (1.0 + x * x) } at [(0.1), (-1.7)];

    /// `self` is the ordinate. At the origin, where there is no derivative, both slopes are 0.
    ATAN2 atan2(b, a) = { b.atan2(a) }
        => y {
            b: { let h = a.hypot(b); when(h.ne_zero(), a / h / h) },
            a: { let h = a.hypot(b); when(h.ne_zero(), -(b / h / h)) },
        }
        at [(0.5, 1.5), (-0.5, -1.5), (2.0, -0.1)];
}
