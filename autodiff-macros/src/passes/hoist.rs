//! Reads fields of structs where the struct is first known: what branches and loops accumulate is then the cotangent of
//! a field, and the struct of cotangents is put together once.
//!
//! Reading a field changes nothing and never fails, so it may be done earlier, and where it was not done.

use crate::ir::hash::HashSet;
use crate::ir::{Block, Op, Program, Stmt, Value};
use crate::rules::record::{CONSTANT_FIELD, FIELD};

pub(super) fn run(mut program: Program) -> Program {
    let left = hoisted(&mut program.body);
    program.body.stmts.splice(0..0, left);
    program
}

/// Takes out of a block what reads nothing that the block defines.
fn hoisted(block: &mut Block) -> Vec<Stmt> {
    let mut own = block.params.iter().copied().collect::<HashSet<_>>();
    let mut outer = Vec::new();
    let mut stmts = Vec::new();
    for mut stmt in std::mem::take(&mut block.stmts) {
        let inner = stmt.blocks.iter_mut().flat_map(hoisted).collect::<Vec<_>>();
        for stmt in inner.into_iter().chain([stmt]) {
            if is_movable(&stmt) && !stmt.args.iter().any(|arg| own.contains(arg)) {
                outer.push(stmt);
            } else {
                own.extend(&stmt.results);
                stmts.push(stmt);
            }
        }
    }
    let needed = outer.iter().flat_map(|stmt| stmt.args.clone()).collect::<HashSet<Value>>();
    let is_taken = |stmt: &Stmt| matches!(stmt.op, Op::Apply(_)) || stmt.results.iter().any(|it| needed.contains(it));
    // A number that no field is told by stays where it is.
    let (outer, kept): (Vec<_>, Vec<_>) = outer.into_iter().partition(is_taken);
    block.stmts = kept.into_iter().chain(stmts).collect();
    outer
}

/// Whether a statement reads a field, or is the number that tells which.
fn is_movable(stmt: &Stmt) -> bool {
    match &stmt.op {
        Op::Apply(rule) => rule.is(&FIELD) || rule.is(&CONSTANT_FIELD),
        Op::Constant(crate::ir::Constant::Int(..)) => true,
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
        | Op::Assert(_) => false,
    }
}
