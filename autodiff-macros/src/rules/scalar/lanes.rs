//! Operations that are done to several entries at once: no branch, no table, no call that stays a call.

use super::arithmetic::{ADD, DIV, MUL, NEG, RECIP, SCALED, SUB};
use super::exponential::{COSH, EXP, EXP_M1, EXP2, LN, LN_1P, LOG2, LOG10, SINH, TANH};
use super::is_dear;
use super::kinks::{ABS, MAX, MIN, SIGN_OR_ZERO};
use super::power::{POWF, POWI, SQRT};
use super::trigonometric::{COS, SIN, TAN};
use crate::ir::{Block, Op, Rule};
use crate::rules::logic::{AND, BOOL_EQ, BOOL_NE, EQ, GE, GT, LE, LT, NE, NOT, OR};

/// How an operation is written in a loop over lanes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Lanes {
    /// As anywhere.
    AsItIs,
    /// By the function of this name in the runtime's `lanes::math`.
    Function(&'static str),
    /// The same, which also says whether the angle is too far out for it.
    Angle(&'static str),
}

const AS_THEY_ARE: [&Rule; 22] = [
    &ADD,
    &SUB,
    &MUL,
    &DIV,
    &NEG,
    &RECIP,
    &ABS,
    &MAX,
    &MIN,
    &SIGN_OR_ZERO,
    &SQRT,
    &LT,
    &LE,
    &GT,
    &GE,
    &EQ,
    &NE,
    &AND,
    &OR,
    &NOT,
    &BOOL_EQ,
    &BOOL_NE,
];

const FUNCTIONS: [&Rule; 13] =
    [&EXP, &EXP_M1, &EXP2, &LN, &LN_1P, &LOG2, &LOG10, &SINH, &COSH, &TANH, &POWF, &SCALED, &POWI];

/// How an operation is written in a loop over lanes, if it can stand there. The exponent of a power has to be a number.
pub(crate) fn lanes(rule: &Rule) -> Option<Lanes> {
    if AS_THEY_ARE.iter().any(|known| rule.is(known)) {
        return Some(Lanes::AsItIs);
    }
    if rule.is(&SIN) {
        return Some(Lanes::Angle("sin_or_far"));
    }
    if rule.is(&TAN) {
        return Some(Lanes::Angle("tan_or_far"));
    }
    if rule.is(&COS) {
        return Some(Lanes::Angle("cos_or_far"));
    }
    FUNCTIONS.iter().any(|known| rule.is(known)).then_some(Lanes::Function(rule.name))
}

/// Larger powers are left to the standard library.
const LARGEST_POWER: u128 = 64;

/// Whether an operation can stand in a loop over lanes, where `power` says which number an exponent is.
pub(crate) fn has_lanes(rule: &Rule, power: impl FnOnce() -> Option<i128>) -> bool {
    let is_small = || power().is_some_and(|power| power.unsigned_abs() <= LARGEST_POWER);
    lanes(rule).is_some() && (!rule.is(&POWI) || is_small())
}

/// Whether a loop over lanes has angles.
pub(crate) fn has_angles(block: &Block) -> bool {
    let is_angle = |op: &Op| matches!(op, Op::Apply(rule) if matches!(lanes(rule), Some(Lanes::Angle(_))));
    block.stmts.iter().any(|stmt| is_angle(&stmt.op) || stmt.blocks.iter().any(has_angles))
}

/// Loops over fewer entries than this, where that is known, are left to the compiler.
const FEWEST: i128 = 4;

/// Whether a loop over so many entries is worth lanes, where its length is known: the compiler does the rest as well.
pub(crate) fn is_worth(block: &Block, len: i128) -> bool {
    len >= FEWEST && has_functions(block)
}

/// Whether something in a block takes longer than a few sums and products.
pub(crate) fn has_functions(block: &Block) -> bool {
    let takes_long = |op: &Op| matches!(op, Op::Apply(rule) if is_dear(rule));
    block.stmts.iter().any(|stmt| takes_long(&stmt.op) || stmt.blocks.iter().any(has_functions))
}
