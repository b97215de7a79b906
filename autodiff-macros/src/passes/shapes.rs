//! Shapes without the values that have them: what is read for its shape alone is read where the shape comes from.

use crate::ir::{Constant, Dim, Kind, Op, Rule, Value};
use crate::rules::array::{ADD_ARRAYS, ADD_ELEMENT, ARRAY_LEN, ARRAY_ZEROS_LIKE, SET_ELEMENT};
use crate::rules::tensor::access::{LEN, NCOLS, NROWS};
use crate::rules::tensor::arithmetic::{
    ADD, ADD_SCALAR, COMPONENT_DIV, COMPONENT_MUL, FILLED_LIKE, NEG, SCALE, SUB, UNSCALE, ZEROS_LIKE,
};
use crate::rules::tensor::construct::FROM_ELEMENT;
use crate::rules::tensor::product::{MATMUL, MUL_TR, TR_MUL};

use super::rewrite::{Context, FromSlice, Rewrite, apply};

/// What is read for its shape alone is read where the shape comes from, so that it need not be computed.
pub(super) fn of_values(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    if ![&ZEROS_LIKE, &FILLED_LIKE].into_iter().any(|reader| rule.is(reader)) {
        return None;
    }
    let first = same_shape(context, args[0])?;
    // A sum of a dynamic and a static vector has the static type: the first operand need not.
    let same_kind = context.builder.kind(first) == context.builder.kind(args[0]);
    same_kind.then(|| {
        let args = std::iter::once(first).chain(args[1..].iter().copied()).collect();
        Rewrite::Become(Op::Apply(rule), args)
    })
}

/// One number in the shape of a product, by the sizes of its factors, so that it need not be computed.
pub(super) fn of_products(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    if !rule.is(&FILLED_LIKE) {
        return None;
    }
    let [left, right] = factor_sizes(context, args[0])?;
    let builder = context.builder;
    let Kind::Tensor(tensor) = builder.kind(args[0]) else { return None };
    let sizes = [(left, tensor.rows), (right, tensor.cols)].map(|((factor, size), dim)| match dim {
        Dim::Known(_) | Dim::Named(_) => builder.size(&dim),
        Dim::Generic(_) | Dim::Dyn => builder.apply(size, &[factor]),
    });
    apply(&FROM_ELEMENT, &[sizes[0], sizes[1], args[1]])
}

/// Where the numbers of rows and columns of a product come from.
fn factor_sizes(context: &Context<'_>, product: Value) -> Option<[(Value, &'static Rule); 2]> {
    let flags = [(&MATMUL, false, false), (&TR_MUL, true, false), (&MUL_TR, false, true)];
    flags.into_iter().find_map(|(rule, left, right)| {
        let [a, b] = <&[Value; 2]>::from_slice(context.args_of(product, rule)?)?;
        let rows: (Value, &'static Rule) = if left { (a, &NCOLS) } else { (a, &NROWS) };
        Some([rows, if right { (b, &NROWS) } else { (b, &NCOLS) }])
    })
}

/// A size is read where it comes from, so that what has it need not be computed.
pub(super) fn sizes(context: &mut Context<'_>, rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    if rule.is(&ARRAY_LEN) {
        let kept = [&ARRAY_ZEROS_LIKE, &SET_ELEMENT, &ADD_ELEMENT, &ADD_ARRAYS];
        let of = kept.into_iter().find_map(|same| context.args_of(args[0], same).map(|args| args[0]))?;
        return apply(&ARRAY_LEN, &[of]);
    }
    if ![&LEN, &NROWS, &NCOLS].into_iter().any(|size| rule.is(size)) {
        return None;
    }
    let Kind::Tensor(tensor) = context.builder.kind(args[0]) else { return None };
    let known = match (&tensor.rows, &tensor.cols) {
        (Dim::Known(rows), _) if rule.is(&NROWS) => Some(*rows),
        (_, Dim::Known(cols)) if rule.is(&NCOLS) => Some(*cols),
        (Dim::Known(rows), Dim::Known(cols)) => Some(rows * cols),
        (Dim::Known(_) | Dim::Named(_) | Dim::Generic(_) | Dim::Dyn, _) => None,
    };
    if let Some(known) = known {
        let size = Constant::Int(i128::try_from(known).ok()?, None);
        return Some(Rewrite::Become(Op::Constant(size), Vec::new()));
    }
    if let Some(source) = same_shape(context, args[0]) {
        return apply(rule, &[source]);
    }
    let [rows, cols] = factor_sizes(context, args[0])?;
    let (factor, size) = match (rule.is(&NROWS), rule.is(&NCOLS)) {
        (true, _) => rows,
        (_, true) => cols,
        (false, false) if tensor.cols.is_one() => rows,
        (false, false) if tensor.rows.is_one() => cols,
        (false, false) => return None,
    };
    apply(size, &[factor])
}

/// What a value has its shape from.
fn same_shape(context: &Context<'_>, value: Value) -> Option<Value> {
    let source = context.definition(value)?;
    let keeps_shape = match &source.op {
        Op::Map { .. } => true,
        Op::Apply(rule) => SHAPED.iter().chain(&ENTRYWISE).any(|entrywise| rule.is(entrywise)),
        Op::If
        | Op::For { .. }
        | Op::While
        | Op::Call(..)
        | Op::Custom(_)
        | Op::Constant(_)
        | Op::Fragment(_)
        | Op::Generate
        | Op::Pullback
        | Op::Assert(_) => false,
    };
    if keeps_shape { source.args.first().copied() } else { None }
}

/// Operations that take their shape from their first argument, and nothing else.
const SHAPED: [&Rule; 2] = [&ZEROS_LIKE, &FILLED_LIKE];

/// Operations whose result has the shape of their first argument.
const ENTRYWISE: [&Rule; 8] = [&ADD, &SUB, &NEG, &SCALE, &UNSCALE, &ADD_SCALAR, &COMPONENT_MUL, &COMPONENT_DIV];
