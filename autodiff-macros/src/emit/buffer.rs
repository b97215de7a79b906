//! Gradients that are made in the caller's buffers: where nothing but additions and assignments to entries makes them, and where a
//! product starts them.

use proc_macro2::Ident;

use crate::ir::hash::HashMap;
use crate::ir::{Block, Form, Kind, Op, Program, Stmt, Update, Value};
use crate::rules::array::ARRAY_ZEROS_LIKE;
use crate::rules::tensor::arithmetic::ZEROS_LIKE;
use crate::rules::tensor::product::{MATMUL, MUL_TR, TR_MUL};

use super::storage;

/// For products that become a result by changes in place, or are one: the buffer that they are written into.
pub(super) fn products(program: &Program, wanted: &[(Value, Value, Ident)]) -> HashMap<Value, Ident> {
    let body = &program.body;
    let uses = crate::ir::uses(body);
    let heirs = storage::heirs(body);
    let find = |(result, parameter, buffer): &(Value, Value, Ident)| {
        let mut at = *result;
        while let Some(stmt) = definition(body, at).filter(|stmt| storage::is_update(stmt)) {
            if uses.get(&at) != Some(&1) || heirs.get(&stmt.args[0]) != Some(&at) {
                return None;
            }
            at = stmt.args[0];
        }
        let Op::Apply(rule) = &definition(body, at)?.op else { return None };
        let is_product = [&MATMUL, &TR_MUL, &MUL_TR].into_iter().any(|product| rule.is(product));
        let has_shape = program.kind(at) == program.kind(*parameter);
        (is_product && has_shape).then(|| (at, buffer.clone()))
    };
    wanted.iter().filter_map(find).collect()
}

/// For zeros that a loop starts from: the buffer that stands for them, where `wanted` says which results of the Program
/// have which buffer, of the shape of which parameter.
pub(super) fn starts(program: &Program, wanted: &[(Value, Value, Ident)]) -> HashMap<Value, Ident> {
    let body = &program.body;
    let uses = crate::ir::uses(body);
    let find = |(result, parameter, buffer): &(Value, Value, Ident)| {
        let start = origin(program, body, *result, &uses)?;
        let zeros = definition(body, start)?;
        let Op::Apply(rule) = &zeros.op else { return None };
        let is_zeros = rule.is(&ARRAY_ZEROS_LIKE) || rule.is(&ZEROS_LIKE);
        let has_numbers = !matches!(program.kind(start), Kind::Array(element, _) if !element.is_real());
        let is_own = is_zeros
            && has_numbers
            && zeros.args[..] == [*parameter]
            && program.kind(start) == program.kind(*parameter);
        (is_own && uses.get(&start) == Some(&1)).then(|| (start, buffer.clone()))
    };
    wanted.iter().filter_map(find).collect()
}

/// What a result was before the loops that changed it.
fn origin(program: &Program, body: &Block, result: Value, uses: &HashMap<Value, usize>) -> Option<Value> {
    let mut at = result;
    let mut is_changed = false;
    while let Some(stmt) = definition(body, at)
        && let Op::For { .. } = stmt.op
    {
        if uses.get(&at) != Some(&1) {
            return None;
        }
        let place = stmt.results.iter().position(|found| *found == at)?;
        let inner = &stmt.blocks[0];
        if !is_changed_by_entries(program, inner, inner.params[place + 1], inner.results[place]) {
            return None;
        }
        at = stmt.args[place + 2];
        is_changed = true;
    }
    is_changed.then_some(at)
}

/// Whether a variable becomes its next value by nothing but changes of entries.
fn is_changed_by_entries(program: &Program, body: &Block, param: Value, next: Value) -> bool {
    let mut at = next;
    while at != param {
        let Some(stmt) = definition(body, at) else { return false };
        match &stmt.op {
            Op::Apply(rule) => {
                let is_update =
                    matches!(rule.form, Form::Update(Update::Add | Update::Set | Update::AddPath | Update::SetPath));
                let is_entry =
                    stmt.args[1..].iter().all(|arg| matches!(program.kind(*arg), Kind::Real(_) | Kind::Int(_)));
                if !(is_update && is_entry) && rule.form != Form::Update(Update::AddRange) {
                    return false;
                }
                at = stmt.args[0];
            }
            Op::For { .. } => {
                let Some(place) = stmt.results.iter().position(|found| *found == at) else { return false };
                let inner = &stmt.blocks[0];
                if !is_changed_by_entries(program, inner, inner.params[place + 1], inner.results[place]) {
                    return false;
                }
                at = stmt.args[place + 2];
            }
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::If
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => return false,
        }
    }
    true
}

fn definition(block: &Block, value: Value) -> Option<&Stmt> {
    block.stmts.iter().find(|stmt| stmt.results.contains(&value))
}
