//! Powers and roots.

use crate::ir::{Elem, Kind, Node, Slope, Term};
use crate::rules::formula::{steep, when};
use crate::rules::integer::{CAST, INT_SUB};

scalar_rules! {
    /// At 0 the slope is infinite: a zero cotangent contributes zero.
    SQRT sqrt(x) = { x.sqrt() } => y { x: steep(0.5 / y) } at [(0.3), (2.0)] says Term::call("√", vec![x]);
    /// At 0 the slope is infinite: a zero cotangent contributes zero.
    CBRT cbrt(x) = { x.cbrt() } => y { x: steep(1.0 / (3.0 * (y * y))) } at [(0.3), (-2.0)];

    /// `x⁰` has slope 0 everywhere, at 0 too; a negative power at 0 has an infinite slope.
    POWI powi(x, n: i32) = { x.powi(n) } => y { x: powi_slope(x, n), n: 0.0 }
        at [(1.3, 0), (1.3, 1), (1.3, 2), (-0.7, 3), (0.7, -2)]
        says x.power(n);

    /// With respect to `x`: `x⁰` has slope 0 everywhere. With respect to `p`: 0 at `x = 0` for `p >= 0`.
    POWF powf(x, p) = { x.powf(p) }
        => y {
            x: powf_slope(x, p),
            p: when(x.ne_zero().or(p.ge(p.builder.number(0.0)).not()), steep(y * x.ln())),
        }
        at [(1.3, 2.5), (0.4, -1.5), (2.0, 3.0)]
        says x.power(p);

    /// At the origin both slopes are 0.
    HYPOT hypot(a, b) = { a.hypot(b) } => y { a: when(y.ne_zero(), a / y), b: when(y.ne_zero(), b / y) }
        at [(0.3, -0.4), (5.0, 0.1)];
}

fn powi_slope<'b>(x: Node<'b>, n: Node<'b>) -> Slope<'b> {
    let builder = x.builder;
    let lower = |exponent: Node<'b>| x.powi(exponent);
    match n.known_int() {
        Some(0) => Slope::Number(0.0),
        Some(1) => Slope::Number(1.0),
        Some(2) => Slope::Node(2.0 * x),
        Some(known) if known > 2 => Slope::Node(known as f64 * lower(builder.node(builder.int(known - 1)))),
        Some(_) | None => {
            let zero = builder.node(builder.int(0));
            let one = builder.node(builder.int(1));
            let elem = x.kind().elem().cloned().unwrap_or(Elem::Any);
            let real = builder.node(builder.apply_as(&CAST, &[n.value()], Kind::Real(elem)));
            when(n.int_ne(zero), steep(real * lower(n.apply(&INT_SUB, &[one]))))
        }
    }
}

fn powf_slope<'b>(x: Node<'b>, p: Node<'b>) -> Slope<'b> {
    let builder = x.builder;
    match p.known_real() {
        Some(0.0) => Slope::Number(0.0),
        Some(1.0) => Slope::Number(1.0),
        Some(2.0) => Slope::Node(2.0 * x),
        Some(known) if known > 1.0 => Slope::Node(known * x.powf(builder.number(known - 1.0))),
        Some(known) => steep(known * x.powf(builder.number(known - 1.0))),
        None => when(p.ne_zero(), steep(p * x.powf(p - 1.0))),
    }
}
