//! Entries that are known from how a vector or array was made: what was written to a place is what is read there.
//!
//! `x[i] = s` and then `x[i]` is `s`, where nothing that may be another place of `x` stands between them; an entry of a list, of a unit
//! vector and of a structural zero is known too. These hold for every value, as no number is computed anew, but for `x[i] += s` and
//! then `x[i]`, where the entry was known before: that is the sum which the entry becomes.

use crate::ir::{Constant, Kind, Op, Program, Rule, Value};
use crate::rules::array::{ADD_ELEMENT, ARRAY_ZEROS_LIKE, ELEMENT, SET_ELEMENT};
use crate::rules::list::{LIST, REPEAT};
use crate::rules::scalar::arithmetic::ADD;
use crate::rules::stack::UNIT;
use crate::rules::tensor::access::{ADD_AT, INDEX, SET_AT};
use crate::rules::tensor::construct::ENTRIES;

use super::rewrite::{Context, Rewrite, rewrite};

/// In the function itself.
pub(super) fn run(program: Program) -> Program {
    rewrite(program, |context, stmt| match &stmt.op {
        Op::Apply(rule) => selected(context, rule, &stmt.args).unwrap_or(Rewrite::Keep),
        Op::Constant(_)
        | Op::Fragment(_)
        | Op::If
        | Op::For { .. }
        | Op::While
        | Op::Call(..)
        | Op::Custom(_)
        | Op::Map { .. }
        | Op::Generate
        | Op::Pullback
        | Op::Assert(_) => Rewrite::Keep,
    })
}

/// What an entry is.
enum Entry {
    Zero,
    One,
    Known(Value),
    /// The sum of what it was, and of what was added.
    Sum(Vec<Value>),
}

/// The most updates that are looked through.
const FARTHEST: usize = 64;

/// A number that is read of a vector or array.
pub(super) fn selected(context: &mut Context<'_>, rule: &Rule, args: &[Value]) -> Option<Rewrite> {
    if !rule.is(&INDEX) && !rule.is(&ELEMENT) {
        return None;
    }
    let constant = |constant| Some(Rewrite::Become(Op::Constant(constant), Vec::new()));
    match entry(context, rule.is(&ELEMENT), args[0], args[1])? {
        Entry::Zero => constant(Constant::Zero),
        Entry::One => constant(Constant::Real(1.0, None)),
        Entry::Known(value) => Some(Rewrite::Alias(value)),
        Entry::Sum(terms) => {
            let [first, middle @ .., last] = &terms[..] else { return None };
            let sum = middle.iter().fold(*first, |sum, term| context.apply(&ADD, &[sum, *term]));
            Some(Rewrite::Become(Op::Apply(&ADD), vec![sum, *last]))
        }
    }
}

fn entry(context: &Context<'_>, is_array: bool, whole: Value, place: Value) -> Option<Entry> {
    let (set, add) = if is_array { (&SET_ELEMENT, &ADD_ELEMENT) } else { (&SET_AT, &ADD_AT) };
    let number = context.integer(place);
    let is_real = |value: Value| matches!(context.builder.kind(value), Kind::Real(_));
    let mut added = Vec::new();
    let mut whole = whole;
    for _ in 0..FARTHEST {
        let stmt = context.definition(whole)?;
        let Op::Apply(rule) = &stmt.op else { return None };
        if !rule.is(set) && !rule.is(add) {
            break;
        }
        let [before, at, value] = stmt.args[..] else { return None };
        if !is_real(value) {
            return None;
        }
        let is_elsewhere = || number.zip(context.integer(at)).is_some_and(|(one, two)| one != two);
        if at == place || number.is_some() && number == context.integer(at) {
            added.push(value);
            if rule.is(set) {
                return total(context, None, added);
            }
        } else if !is_elsewhere() {
            return None;
        }
        whole = before;
    }
    let start = made(context, is_array, whole, number?)?;
    total(context, Some(start), added)
}

/// An entry that was `start`, or is only what was added to nothing: the last first.
fn total(context: &Context<'_>, start: Option<Entry>, mut added: Vec<Value>) -> Option<Entry> {
    added.reverse();
    added.retain(|value| !context.is_zero(*value));
    match (start.unwrap_or(Entry::Zero), &added[..]) {
        (start, []) => Some(start),
        (Entry::Zero, [only]) => Some(Entry::Known(*only)),
        (Entry::Zero, _) => Some(Entry::Sum(added)),
        (Entry::Known(start), _) => Some(Entry::Sum(std::iter::once(start).chain(added).collect())),
        (Entry::One | Entry::Sum(_), _) => None,
    }
}

/// An entry of what is no update.
fn made(context: &Context<'_>, is_array: bool, whole: Value, place: i128) -> Option<Entry> {
    let is_real = |value: &Value| matches!(context.builder.kind(*value), Kind::Real(_));
    if let Some(&[like, one]) = context.args_of(whole, &UNIT) {
        let kind = context.builder.kind(like);
        let is_flat = kind.tensor().is_some() || matches!(kind, Kind::Array(element, _) if element.is_real());
        let is_one = context.integer(one)? == place;
        return is_flat.then_some(if is_one { Entry::One } else { Entry::Zero });
    }
    let index = usize::try_from(place).ok()?;
    if is_array {
        let of_zero = || context.args_of(whole, &ARRAY_ZEROS_LIKE).is_some();
        let is_flat = matches!(context.builder.kind(whole), Kind::Array(element, _) if element.is_real());
        if is_flat && of_zero() {
            return Some(Entry::Zero);
        }
        if let Some(&[element, count]) = context.args_of(whole, &REPEAT) {
            let is_inside = context.integer(count).is_some_and(|count| place < count);
            let entry = if context.is_zero(element) { Entry::Zero } else { Entry::Known(element) };
            return (is_inside && is_real(&element)).then_some(entry);
        }
        let element = context.args_of(whole, &LIST)?.get(index).filter(|element| is_real(element))?;
        return Some(Entry::Known(*element));
    }
    if context.is_zero(whole) {
        return Some(Entry::Zero);
    }
    let [rows, columns, entries @ ..] = context.args_of(whole, &ENTRIES)? else { return None };
    let is_vector = [rows, columns].into_iter().any(|size| context.integer(*size) == Some(1));
    // Entries stand row by row.
    let entry = entries.get(index)?;
    is_vector.then_some(Entry::Known(*entry))
}
