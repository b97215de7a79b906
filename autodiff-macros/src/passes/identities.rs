//! Identities that hold for every IEEE 754 value, NaN and signed zero included, and structural zeros.
//!
//! `x + 0.0` and `x * 0.0` are absent on purpose: the first changes `-0.0`, the second drops NaN. A structural zero
//! (`Constant::Zero`, `zeros_like`) stands for "no derivative" and never was a number, so it may vanish.

use crate::ir::{Constant, Op, Program, Rule, Stmt, Value};
use crate::rules::array::{ADD_ELEMENT, SET_ELEMENT};
use crate::rules::entry::{ADD_ENTRY, SET_ENTRY};
use crate::rules::scalar::arithmetic::{ADD, DIV, MUL, NEG, SCALED, SUB};
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR, SET_AT, SET_AT_PAIR};
use crate::rules::tensor::arithmetic as tensor;
use crate::rules::tensor::product::TRANSPOSE;

use super::bounds::is_bounded;
use super::dead_code::has_effect;
use super::rewrite::{Context, Rewrite, apply, rewrite};
use super::selected::selected;

pub(super) fn run(program: Program) -> Program {
    rewrite(program, simplify)
}

fn simplify(context: &mut Context<'_>, stmt: &Stmt) -> Rewrite {
    match &stmt.op {
        Op::Apply(rule) => {
            let rewrites = [sum, product, quotient, negation, scaling, involution, refilled, selected];
            let found = rewrites.iter().find_map(|rewrite| rewrite(context, rule, &stmt.args));
            let found = found.or_else(|| super::records::fields(context, rule, stmt));
            // The function's own sums stay as they are written.
            let is_primal = stmt.results.iter().all(|result| context.builder.is_primal(*result));
            let found = found.or_else(|| if is_primal { None } else { doubled(context, rule, &stmt.args) });
            found.unwrap_or(Rewrite::Keep)
        }
        Op::If => branch(context, stmt),
        Op::Constant(_)
        | Op::Fragment(_)
        | Op::For { .. }
        | Op::While
        | Op::Call(..)
        | Op::Custom(_)
        | Op::Map { .. }
        | Op::Generate
        | Op::Pullback
        | Op::Assert(_) => Rewrite::Keep,
    }
}

/// `x + 0 = x` for structural zeros, `x + (-y) = x - y`, `x - (-y) = x + y`, and the same for vectors.
fn sum(context: &mut Context<'_>, rule: &Rule, args: &[Value]) -> Option<Rewrite> {
    let (add, sub, neg) = if rule.is(&ADD) || rule.is(&SUB) {
        (&ADD, &SUB, &NEG)
    } else if rule.is(&tensor::ADD) || rule.is(&tensor::SUB) {
        (&tensor::ADD, &tensor::SUB, &tensor::NEG)
    } else {
        return None;
    };
    let [one, two] = args else { return None };
    if context.is_zero(*two) {
        return Some(Rewrite::Alias(*one));
    }
    if context.is_zero(*one) {
        return if rule.is(add) { Some(Rewrite::Alias(*two)) } else { apply(neg, &[*two]) };
    }
    if let Some([negated]) = context.args_of(*two, neg) {
        return apply(if rule.is(add) { sub } else { add }, &[*one, *negated]);
    }
    match context.args_of(*one, neg) {
        Some([negated]) if rule.is(add) => apply(sub, &[*two, *negated]),
        Some(_) | None => None,
    }
}

/// `x + x = x·2`
fn doubled(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    if (!rule.is(&ADD) && !rule.is(&tensor::ADD)) || args[0] != args[1] {
        return None;
    }
    let two = context.real(2.0);
    apply(if rule.is(&ADD) { &MUL } else { &tensor::SCALE }, &[args[0], two])
}

/// `1·x = x`, `-1·x = -x`, `0·x = 0` for structural zeros, `(-x)(-y) = x y`.
fn product(context: &mut Context<'_>, rule: &Rule, args: &[Value]) -> Option<Rewrite> {
    if !rule.is(&MUL) && !rule.is(&SCALED) {
        return None;
    }
    let [one, two] = args else { return None };
    if context.is_zero(*one) {
        return Some(Rewrite::Alias(*one));
    }
    // A factor that is a number other than zero needs no guard, and neither do two that are never infinite: what is NaN then is
    // made of a value that is NaN itself.
    if rule.is(&SCALED) {
        let nonzero = context.number(*one).is_some_and(|number| number != 0.0 && !number.is_nan());
        let is_plain = nonzero || [*one, *two].into_iter().all(|factor| is_bounded(context, factor));
        return if is_plain { apply(&MUL, args) } else { None };
    }
    if context.is_zero(*two) {
        return Some(Rewrite::Alias(*two));
    }
    for (factor, other) in [(*one, *two), (*two, *one)] {
        match context.number(factor) {
            Some(1.0) => return Some(Rewrite::Alias(other)),
            Some(-1.0) => return apply(&NEG, &[other]),
            Some(_) | None => {}
        }
    }
    match (context.args_of(*one, &NEG), context.args_of(*two, &NEG)) {
        (Some([one]), Some([two])) => apply(&MUL, &[*one, *two]),
        (Some(_) | None, _) => None,
    }
}

/// `x / 1 = x`, `0 / x = 0` for structural zeros.
fn quotient(context: &mut Context<'_>, rule: &Rule, args: &[Value]) -> Option<Rewrite> {
    if !rule.is(&DIV) && !rule.is(&tensor::UNSCALE) {
        return None;
    }
    let unchanged = context.number(args[1]) == Some(1.0) || context.is_zero(args[0]);
    unchanged.then_some(Rewrite::Alias(args[0]))
}

/// `-(-x) = x`, `-(x·2) = x·(-2)`, `-0 = 0` for structural zeros.
fn negation(context: &mut Context<'_>, rule: &Rule, args: &[Value]) -> Option<Rewrite> {
    if !rule.is(&NEG) && !rule.is(&tensor::NEG) {
        return None;
    }
    if context.is_zero(args[0]) {
        return Some(Rewrite::Alias(args[0]));
    }
    let neg = if rule.is(&NEG) { &NEG } else { &tensor::NEG };
    if let Some([negated]) = context.args_of(args[0], neg) {
        return Some(Rewrite::Alias(*negated));
    }
    if let Some(Constant::Real(number, written)) = context.constant(args[0]) {
        let written = written.as_ref().map(|written| format!("-{written}").parse().unwrap_or_default());
        return Some(Rewrite::Become(Op::Constant(Constant::Real(-number, written)), Vec::new()));
    }
    let product = if rule.is(&NEG) { &MUL } else { &tensor::SCALE };
    let [factor, number] = *context.args_of(args[0], product)? else { return None };
    let number = context.number(number)?;
    let negated = context.real(-number);
    apply(product, &[factor, negated])
}

/// Scalings by 1 and -1, and what structural zeros make of them.
fn scaling(context: &mut Context<'_>, rule: &Rule, args: &[Value]) -> Option<Rewrite> {
    if rule.is(&tensor::SCALE) {
        return match context.number(args[1]) {
            Some(1.0) => Some(Rewrite::Alias(args[0])),
            Some(-1.0) => apply(&tensor::NEG, &[args[0]]),
            Some(_) | None if context.is_zero(args[1]) => apply(&tensor::ZEROS_LIKE, &[args[0]]),
            Some(_) | None if context.is_zero(args[0]) => Some(Rewrite::Alias(args[0])),
            Some(_) | None => None,
        };
    }
    if rule.is(&tensor::ADD_SCALAR) && context.is_zero(args[1]) {
        return Some(Rewrite::Alias(args[0]));
    }
    if rule.is(&tensor::ADD_SCALAR) && context.is_zero(args[0]) {
        let [shape] = *context.args_of(args[0], &tensor::ZEROS_LIKE)? else { return None };
        return apply(&tensor::FILLED_LIKE, &[shape, args[1]]);
    }
    (rule.is(&tensor::FILLED_LIKE) && context.is_zero(args[1]))
        .then(|| Rewrite::Become(Op::Apply(&tensor::ZEROS_LIKE), vec![args[0]]))
}

/// `x[i] = 0; x[i] += s` is `x[i] = s`, and `x[i] += 0` nothing, for structural zeros.
fn refilled(context: &mut Context<'_>, rule: &Rule, args: &[Value]) -> Option<Rewrite> {
    let pairs =
        [(&ADD_ELEMENT, &SET_ELEMENT), (&ADD_AT, &SET_AT), (&ADD_AT_PAIR, &SET_AT_PAIR), (&ADD_ENTRY, &SET_ENTRY)];
    let (_, set) = pairs.into_iter().find(|(add, _)| rule.is(add))?;
    // Where the entry stands among the arguments.
    let place = if set.is(&SET_ENTRY) { 1 } else { args.len() - 1 };
    if matches!(context.constant(args[place]), Some(Constant::Zero)) {
        return Some(Rewrite::Alias(args[0]));
    }
    let cleared = context.args_of(args[0], set)?;
    let is_same = |at: usize| at == 0 || at == place || cleared[at] == args[at];
    let is_here = cleared.len() == args.len() && (0..args.len()).all(is_same);
    if !is_here || !context.is_zero(cleared[place]) || !context.is_read_once(args[0]) {
        return None;
    }
    let mut written = args.to_vec();
    written[0] = cleared[0];
    apply(set, &written)
}

/// `(Aᵀ)ᵀ = A`
fn involution(context: &mut Context<'_>, rule: &Rule, args: &[Value]) -> Option<Rewrite> {
    if !rule.is(&TRANSPOSE) {
        return None;
    }
    let [transposed] = context.args_of(args[0], &TRANSPOSE)? else { return None };
    Some(Rewrite::Alias(*transposed))
}

/// A branch whose blocks give the same value, or nothing but structural zeros.
fn branch(context: &mut Context<'_>, stmt: &Stmt) -> Rewrite {
    let ([_], [then, otherwise]) = (&stmt.results[..], &stmt.blocks[..]) else { return Rewrite::Keep };
    if stmt.blocks.iter().flat_map(|block| &block.stmts).any(has_effect) {
        return Rewrite::Keep;
    }
    let (one, two) = (then.results[0], otherwise.results[0]);
    if one == two {
        return Rewrite::Alias(one);
    }
    if let (Some(Constant::Zero), Some(Constant::Zero)) = (context.constant(one), context.constant(two)) {
        return Rewrite::Become(Op::Constant(Constant::Zero), Vec::new());
    }
    Rewrite::Keep
}
