//! Ranges of an array that have no place in common, as far as the integers which they start at say so.
//!
//! What a loop over `len` numbers reads and writes from `k * len` on and from `(k + 1) * len` on are different entries. That both ranges are
//! in the array is found where it is read, so products can't wrap around: an array has fewer than `usize::MAX / 8` numbers.

use crate::ir::{Constant, Op, Rule, Stmt, Value};

use super::integer::{INT_ADD, INT_MUL};

/// How many lengths two ranges may be apart.
const FARTHEST: i128 = 8;

/// So many lengths after a multiple of them that is not known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Multiple {
    base: Option<Value>,
    more: i128,
}

/// Whether ranges of `len` entries that start at two places are apart; `None` is the start of the array. `definition` gives the statement
/// that computes an integer.
pub(crate) fn are_apart<'s>(
    definition: &dyn Fn(Value) -> Option<&'s Stmt>,
    [one, two]: [Option<Value>; 2],
    len: Value,
) -> bool {
    let multiple = |start: Option<Value>| match start {
        Some(start) => multiple(definition, start, len),
        None => Some(Multiple { base: None, more: 0 }),
    };
    let (Some(one), Some(two)) = (multiple(one), multiple(two)) else { return false };
    let between = (one.more - two.more).abs();
    one.base == two.base && (1..=FARTHEST).contains(&between)
}

/// `k * len`, `(k + 1) * len`, `2 * len`, `len`
fn multiple<'s>(definition: &dyn Fn(Value) -> Option<&'s Stmt>, start: Value, len: Value) -> Option<Multiple> {
    if start == len {
        return Some(Multiple { base: None, more: 1 });
    }
    let [one, two] = *args_of(definition(start)?, &INT_MUL)? else { return None };
    let count = if one == len { two } else { one };
    (one == len || two == len).then(|| counted(definition, count))
}

/// `k + 1` is one more than `k`; a number is so many more than nothing.
fn counted<'s>(definition: &dyn Fn(Value) -> Option<&'s Stmt>, count: Value) -> Multiple {
    let number = |value: Value| match definition(value).map(|stmt| &stmt.op) {
        Some(Op::Constant(Constant::Int(number, _))) => Some(*number),
        Some(_) | None => None,
    };
    if let Some(more) = number(count) {
        return Multiple { base: None, more };
    }
    let sum = definition(count).and_then(|stmt| args_of(stmt, &INT_ADD)).unwrap_or_default();
    match *sum {
        [base, more] if number(more).is_some() => Multiple { base: Some(base), more: number(more).unwrap_or(0) },
        [more, base] if number(more).is_some() => Multiple { base: Some(base), more: number(more).unwrap_or(0) },
        _ => Multiple { base: Some(count), more: 0 },
    }
}

fn args_of<'s>(stmt: &'s Stmt, rule: &Rule) -> Option<&'s [Value]> {
    matches!(&stmt.op, Op::Apply(applied) if applied.is(rule)).then_some(&stmt.args[..])
}
