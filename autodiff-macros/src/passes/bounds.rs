//! Between which numbers a value lies, where its definition says so: `tanh` between -1 and 1, `exp(-x²)` between 0 and 1.

use crate::ir::{Op, Stmt, Value};
use crate::rules::scalar::arithmetic::{ADD, DIV, MUL, NEG, SUB};
use crate::rules::scalar::exponential::{EXP, TANH};
use crate::rules::scalar::kinks::ABS;
use crate::rules::scalar::power::POWI;
use crate::rules::scalar::trigonometric::{COS, SIN};

use super::rewrite::Context;

/// How many operations a definition is followed through.
const DEPTH: usize = 8;

/// A bound beyond this says nothing of shorter numbers, which may overflow before.
const LARGEST: f64 = 1e30;

/// The value is NaN, or no less than `low` and no more than `high`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Bounds {
    low: f64,
    high: f64,
}

const UNKNOWN: Bounds = Bounds { low: f64::NEG_INFINITY, high: f64::INFINITY };

/// Whether a value can't be infinite; it may be NaN.
pub(super) fn is_bounded(context: &Context<'_>, value: Value) -> bool {
    let Bounds { low, high } = bounds(context, value, DEPTH);
    -LARGEST < low && high < LARGEST
}

/// The bounds of a value, which are computed once.
fn bounds(context: &Context<'_>, value: Value, depth: usize) -> Bounds {
    if let Some(known) = context.bounds.borrow().get(&(value, depth)) {
        return *known;
    }
    let found = certain(found(context, value, depth));
    context.bounds.borrow_mut().insert((value, depth), found);
    found
}

/// What is beyond the largest bound may be infinite, whatever is made of it.
fn certain(Bounds { low, high }: Bounds) -> Bounds {
    Bounds {
        low: if low > -LARGEST { low } else { f64::NEG_INFINITY },
        high: if high < LARGEST { high } else { f64::INFINITY },
    }
}

fn found(context: &Context<'_>, value: Value, depth: usize) -> Bounds {
    if let Some(number) = context.number(value) {
        return Bounds { low: number, high: number };
    }
    let Some(Stmt { op: Op::Apply(rule), args, .. }) = context.definition(value).filter(|_| depth > 0) else {
        return UNKNOWN;
    };
    let of = |place: usize| bounds(context, args[place], depth - 1);
    if [&TANH, &SIN, &COS].into_iter().any(|bounded| rule.is(bounded)) {
        Bounds { low: -1.0, high: 1.0 }
    } else if rule.is(&EXP) {
        // With room for rounding, also of shorter numbers.
        Bounds { low: 0.0, high: of(0).high.exp() * 1.001 }
    } else if rule.is(&NEG) {
        negated(of(0))
    } else if rule.is(&ABS) {
        Bounds { low: 0.0, high: largest(of(0)) }
    } else if rule.is(&ADD) {
        sum(of(0), of(1))
    } else if rule.is(&SUB) {
        sum(of(0), negated(of(1)))
    } else if rule.is(&MUL) {
        product(context, args[0], args[1], depth - 1)
    } else if rule.is(&DIV) {
        quotient(of(0), of(1))
    } else if rule.is(&POWI) {
        let exponent = context.integer(args[1]).and_then(|exponent| i32::try_from(exponent).ok());
        exponent.filter(|exponent| *exponent >= 0).map_or(UNKNOWN, |exponent| power(of(0), exponent))
    } else {
        UNKNOWN
    }
}

fn negated(of: Bounds) -> Bounds {
    Bounds { low: -of.high, high: -of.low }
}

fn largest(of: Bounds) -> f64 {
    of.low.abs().max(of.high.abs())
}

fn sum(one: Bounds, two: Bounds) -> Bounds {
    Bounds { low: one.low + two.low, high: one.high + two.high }
}

/// Of a value and itself, or its negative, the sign is known.
fn product(context: &Context<'_>, one: Value, two: Value, depth: usize) -> Bounds {
    let (own, other) = (bounds(context, one, depth), bounds(context, two, depth));
    let is_negative_of = |one: Value, two: Value| context.args_of(one, &NEG).is_some_and(|args| args[0] == two);
    let square = largest(own) * largest(own);
    if one == two {
        return Bounds { low: 0.0, high: square };
    }
    if is_negative_of(one, two) || is_negative_of(two, one) {
        return Bounds { low: -square, high: 0.0 };
    }
    // Zero times infinity is NaN, which is no matter of bounds.
    let times = |a: f64, b: f64| if a == 0.0 || b == 0.0 { 0.0 } else { a * b };
    let corners = [(own.low, other.low), (own.low, other.high), (own.high, other.low), (own.high, other.high)];
    let corners = corners.map(|(a, b)| times(a, b));
    Bounds {
        low: corners.into_iter().fold(f64::INFINITY, f64::min),
        high: corners.into_iter().fold(f64::NEG_INFINITY, f64::max),
    }
}

fn quotient(one: Bounds, two: Bounds) -> Bounds {
    if two.low < 1.0 {
        return UNKNOWN;
    }
    Bounds { low: one.low.min(0.0), high: one.high.max(0.0) }
}

fn power(of: Bounds, exponent: i32) -> Bounds {
    let high = largest(of).powi(exponent);
    Bounds { low: if exponent % 2 == 0 { 0.0 } else { -high }, high }
}
