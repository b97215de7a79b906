//! Exponentials, logarithms and hyperbolic functions.

use std::f64::consts::{LN_2, LN_10};

use crate::ir::Term;
use crate::rules::formula::steep;

scalar_rules! {
    /// Where it overflows the slope is infinite: a zero cotangent contributes zero.
    EXP exp(x) = { x.exp() } => y { x: steep(y) } at [(0.0), (1.5), (-2.0)];
    EXP2 exp2(x) = { x.exp2() } => y { x: steep(y * LN_2) } at [(0.0), (1.5)];
    /// The slope is `exp(x)`, not `y + 1`, which loses all digits where `y` is close to -1.
    EXP_M1 exp_m1(x) = { x.exp_m1() } => y { x: steep(x.exp()) } at [(1e-3), (-2.0)]
        says Term::call("exp", vec![x]) - Term::Number(1.0);

    /// At 0 the slope is infinite: a zero cotangent contributes zero.
    LN ln(x) = { x.ln() } => y { x: steep(1.0 / x) } at [(0.3), (2.5)];
    LN_1P ln_1p(x) = { x.ln_1p() } => y { x: steep(1.0 / (1.0 + x)) } at [(1e-3), (2.5)]
        says Term::call("ln", vec![1.0 + x]);
    LOG2 log2(x) = { x.log2() } => y { x: steep(1.0 / (x * LN_2)) } at [(0.3), (2.5)];
    LOG10 log10(x) = { x.log10() } => y { x: steep(1.0 / (x * LN_10)) } at [(0.3), (2.5)];
    LOG log(x, base) = { x.log(base) }
        => y { x: steep(1.0 / (x * base.ln())), base: steep(-(y / (base * base.ln()))) }
        at [(0.3, 2.0), (2.5, 3.0)];

    SINH sinh(x) = { x.sinh() } => y { x: steep(x.cosh()) } at [(-1.2), (0.4)];
    COSH cosh(x) = { x.cosh() } => y { x: steep(x.sinh()) } at [(-1.2), (0.4)];
    TANH tanh(x) = { x.tanh() } => y { x: 1.0 - y * y } at [(-1.2), (0.4)];
    /// The slope is `1 / hypot(x, 1)`, which does not overflow where `x²` would.
    ASINH asinh(x) = { x.asinh() } => y { x: 1.0 / x.hypot(x.builder.number(1.0)) } at [(-1.2), (0.4)];
    /// At 1 the slope is infinite: a zero cotangent contributes zero.
    ACOSH acosh(x) = { x.acosh() } => y { x: steep(1.0 / ((x - 1.0).sqrt() * (x + 1.0).sqrt())) } at [(1.3), (4.0)];
    /// At ±1 the slope is infinite: a zero cotangent contributes zero.
    ATANH atanh(x) = { x.atanh() } => y { x: steep(1.0 / ((1.0 - x) * (1.0 + x))) } at [(-0.4), (0.7)];
}
