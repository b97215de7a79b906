//! Entries of nested arrays are read and changed where they are: `x[i][j]`, and not an entry of a copy of `x[i]`.
//!
//! A row that is read for one of its entries, or taken out, changed and put back, would cost its length each time, and
//! its cotangent too. So this pass runs before differentiation.

use crate::ir::{Op, Program, Rule, Stmt, Value};
use crate::rules::array::{ADD_ELEMENT, ELEMENT, SET_ELEMENT};
use crate::rules::entry::{ADD_ENTRY, ENTRY, SET_ENTRY};
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR, INDEX, INDEX_PAIR, SET_AT, SET_AT_PAIR};

use super::rewrite::{Context, Rewrite, rewrite};

pub(super) fn run(program: Program) -> Program {
    rewrite(program, composed)
}

fn composed(context: &mut Context<'_>, stmt: &Stmt) -> Rewrite {
    let Op::Apply(rule) = &stmt.op else { return Rewrite::Keep };
    // x[i][j] = (x[i])[j]
    if let Some((whole, path)) = read(rule, &stmt.args)
        && let Some(inner) = context.definition(whole)
        && let Op::Apply(outer) = &inner.op
        && (outer.is(&ELEMENT) || outer.is(&ENTRY))
    {
        return Rewrite::Become(Op::Apply(&ENTRY), [&inner.args, path].concat());
    }
    // x[i] = r, where r is x[i] with r[j] = s
    if (rule.is(&SET_ELEMENT) || rule.is(&SET_ENTRY))
        && let Some((whole, new, path)) = update(rule, &stmt.args)
        && context.is_read_once(new)
        && let Some(changed) = context.definition(new)
        && let Op::Apply(change) = &changed.op
        && let Some((row, entry, rest)) = update(change, &changed.args)
        && let Some(taken) = context.definition(row)
        && let Op::Apply(taking) = &taken.op
        && (taking.is(&ELEMENT) || taking.is(&ENTRY))
        && taken.args[0] == whole
        && taken.args[1..] == path
    {
        let becomes = if is_addition(change) { &ADD_ENTRY } else { &SET_ENTRY };
        return Rewrite::Become(Op::Apply(becomes), [vec![whole, entry], path, rest].concat());
    }
    Rewrite::Keep
}

/// What an operation reads an entry of, and the indices.
fn read<'a>(rule: &Rule, args: &'a [Value]) -> Option<(Value, &'a [Value])> {
    [&ELEMENT, &INDEX, &INDEX_PAIR, &ENTRY].iter().any(|known| rule.is(known)).then(|| (args[0], &args[1..]))
}

/// What an operation changes, the new entry or what is added to it, and the indices.
fn update(rule: &Rule, args: &[Value]) -> Option<(Value, Value, Vec<Value>)> {
    if rule.is(&SET_ENTRY) || rule.is(&ADD_ENTRY) {
        return Some((args[0], args[1], args[2..].to_vec()));
    }
    let known = [&ADD_ELEMENT, &SET_ELEMENT, &ADD_AT, &ADD_AT_PAIR, &SET_AT, &SET_AT_PAIR];
    let is_known = known.iter().any(|known| rule.is(known));
    let (last, before) = args.split_last()?;
    is_known.then(|| (before[0], *last, before[1..].to_vec()))
}

fn is_addition(rule: &Rule) -> bool {
    [&ADD_ELEMENT, &ADD_AT, &ADD_AT_PAIR, &ADD_ENTRY].iter().any(|known| rule.is(known))
}
