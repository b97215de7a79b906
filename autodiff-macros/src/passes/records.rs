//! Structs by their fields: what is only made to be read field by field goes away.
//!
//! A zero struct to which fields are added one by one becomes one literal of the fields.

use crate::ir::{Kind, Op, Program, Rule, Stmt, Value};
use crate::rules::array::{ADD_ARRAYS, ARRAY_ZEROS_LIKE};
use crate::rules::record::{ADD_FIELD, ADD_RECORDS, CONSTANT_FIELD, FIELD, RECORD, RECORD_ZEROS};
use crate::rules::scalar::arithmetic::ADD;
use crate::rules::tensor::arithmetic as tensor;

use super::rewrite::{Context, Rewrite, apply, rewrite};

/// For a function's own Program: a struct that is taken apart and put together again is itself.
pub(super) fn run(program: Program) -> Program {
    rewrite(program, |context, stmt| match &stmt.op {
        Op::Apply(rule) => fields(context, rule, stmt).unwrap_or(Rewrite::Keep),
        Op::Constant(_)
        | Op::Fragment(_)
        | Op::If
        | Op::For { .. }
        | Op::While
        | Op::Map { .. }
        | Op::Generate
        | Op::Call(..)
        | Op::Custom(_)
        | Op::Pullback
        | Op::Assert(_) => Rewrite::Keep,
    })
}

pub(super) fn fields(context: &mut Context<'_>, rule: &Rule, stmt: &Stmt) -> Option<Rewrite> {
    let args = &stmt.args;
    if rule.is(&FIELD) || rule.is(&CONSTANT_FIELD) {
        read(context, rule, args)
    } else if rule.is(&ADD_FIELD) {
        added(context, args)
    } else if rule.is(&ADD_RECORDS) {
        summed(context, args)
    } else if rule.is(&RECORD) {
        rebuilt(context, stmt)
    } else {
        None
    }
}

/// `S { a, b }.a = a`, `(x.a += s).b = x.b`
fn read(context: &mut Context<'_>, rule: &Rule, args: &[Value]) -> Option<Rewrite> {
    let [whole, index] = args else { return None };
    let place = usize::try_from(context.integer(*index)?).ok()?;
    if let Some(parts) = context.args_of(*whole, &RECORD) {
        return Some(Rewrite::Alias(*parts.get(place)?));
    }
    let [before, changed, _] = *context.args_of(*whole, &ADD_FIELD)? else { return None };
    let is_other = context.integer(changed)? != context.integer(*index)?;
    let rule = if rule.is(&FIELD) { &FIELD } else { &CONSTANT_FIELD };
    if is_other { apply(rule, &[before, *index]) } else { None }
}

/// `S { a, b }.a += s` is `S { a: a + s, b }`; where `a` is a structural zero, `S { a: s, b }`.
fn added(context: &mut Context<'_>, args: &[Value]) -> Option<Rewrite> {
    let [whole, index, part] = args else { return None };
    let place = usize::try_from(context.integer(*index)?).ok()?;
    let mut parts = context.args_of(*whole, &RECORD)?.to_vec();
    let before = *parts.get(place)?;
    parts[place] = plus(context, before, *part)?;
    apply(&RECORD, &parts)
}

/// `S { a, b } + S { c, d } = S { a: a + c, b: b + d }`, `x + 0 = x` for structural zeros.
fn summed(context: &mut Context<'_>, args: &[Value]) -> Option<Rewrite> {
    let [one, two] = args else { return None };
    if is_zero(context, *two) {
        return Some(Rewrite::Alias(*one));
    }
    if is_zero(context, *one) {
        return Some(Rewrite::Alias(*two));
    }
    let ones = context.args_of(*one, &RECORD)?.to_vec();
    let twos = context.args_of(*two, &RECORD)?.to_vec();
    let Kind::Record(record) = context.builder.kind(*one) else { return None };
    let fields = record.fields.iter().zip(ones.into_iter().zip(twos));
    let sums = fields.map(|(field, (a, b))| if field.is_differentiable() { plus(context, a, b) } else { Some(a) });
    let sums = sums.collect::<Option<Vec<_>>>()?;
    apply(&RECORD, &sums)
}

/// `S { a: x.a, b: x.b } = x`
fn rebuilt(context: &mut Context<'_>, stmt: &Stmt) -> Option<Rewrite> {
    let whole = |(place, part): (usize, &Value)| {
        let [whole, index] = *context.args_of(*part, &FIELD).or_else(|| context.args_of(*part, &CONSTANT_FIELD))?
        else {
            return None;
        };
        (context.integer(index)? == place as i128).then_some(whole)
    };
    let mut wholes = stmt.args.iter().enumerate().map(whole);
    let first = wholes.next()??;
    let is_same = match (context.builder.kind(first), context.builder.kind(stmt.results[0])) {
        (Kind::Record(one), Kind::Record(two)) => one == two && one.ty.to_string() == two.ty.to_string(),
        (_, _) => false,
    };
    (is_same && wholes.all(|whole| whole == Some(first))).then_some(Rewrite::Alias(first))
}

/// The sum of two values of one kind, the first of which may be a structural zero.
fn plus(context: &mut Context<'_>, one: Value, two: Value) -> Option<Value> {
    let (kind, other) = (context.builder.kind(one), context.builder.kind(two));
    if kind.is_of_other_sizes(&other) {
        return None;
    }
    if context.is_zero(one) || context.args_of(one, &ARRAY_ZEROS_LIKE).is_some() {
        return Some(two);
    }
    let rule = match kind {
        Kind::Real(_) => &ADD,
        Kind::Tensor(_) => &tensor::ADD,
        Kind::Array(..) => &ADD_ARRAYS,
        Kind::Record(_) => &ADD_RECORDS,
        Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => return None,
    };
    Some(context.apply(rule, &[one, two]))
}

/// Whether a struct is a zero that never was a number.
pub(super) fn is_zero(context: &Context<'_>, value: Value) -> bool {
    let Some(stmt) = context.definition(value) else { return false };
    match (&stmt.op, context.builder.kind(value)) {
        (Op::Apply(rule), _) if rule.is(&RECORD_ZEROS) => true,
        (Op::Apply(rule), Kind::Record(record)) if rule.is(&RECORD) => {
            let mut fields = record.fields.iter().zip(&stmt.args);
            fields.all(|(field, part)| !field.is_differentiable() || context.is_zero(*part))
        }
        (_, _) => false,
    }
}
