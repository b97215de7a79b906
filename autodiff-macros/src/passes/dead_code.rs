//! Drops what nobody reads.

use std::collections::HashSet;

use crate::ir::{Block, Op, Program, Stmt, Value};

pub(super) fn run(mut program: Program) -> Program {
    let mut live = HashSet::new();
    sweep(&mut program.body, &mut live);
    program
}

fn sweep(block: &mut Block, live: &mut HashSet<Value>) {
    live.extend(&block.results);
    let stmts = std::mem::take(&mut block.stmts);
    let mut kept = stmts.into_iter().rev().filter_map(|stmt| prune(stmt, live)).collect::<Vec<_>>();
    kept.reverse();
    block.stmts = kept;
}

/// A statement without its dead results, or nothing. Marks what it reads as live.
fn prune(mut stmt: Stmt, live: &mut HashSet<Value>) -> Option<Stmt> {
    let effects = stmt.op.has_effect() || stmt.blocks.iter().any(has_effect);
    if !effects && !stmt.results.iter().any(|result| live.contains(result)) {
        return None;
    }
    if matches!(stmt.op, Op::If) {
        let keep = stmt.results.iter().map(|result| live.contains(result)).collect::<Vec<_>>();
        retain(&mut stmt.results, &keep);
        stmt.blocks.iter_mut().for_each(|block| retain(&mut block.results, &keep));
    }
    for block in &mut stmt.blocks {
        sweep(block, live);
    }
    if let Op::Map { located } = stmt.op {
        drop_entries(&mut stmt, located, live);
    }
    live.extend(&stmt.args);
    Some(stmt)
}

/// Drops the arguments of a map whose entries nobody reads; one stays, for the shape.
fn drop_entries(stmt: &mut Stmt, located: bool, live: &HashSet<Value>) {
    let params = &stmt.blocks[0].params;
    let mut keep = params[..stmt.args.len()].iter().map(|entry| live.contains(entry)).collect::<Vec<_>>();
    if !keep.contains(&true) {
        keep[0] = true;
    }
    retain(&mut stmt.args, &keep);
    if located {
        keep.extend([true, true]);
    }
    retain(&mut stmt.blocks[0].params, &keep);
}

fn retain(values: &mut Vec<Value>, keep: &[bool]) {
    let mut keep = keep.iter();
    values.retain(|_| *keep.next().expect("a verdict a value"));
}

fn has_effect(block: &Block) -> bool {
    block.stmts.iter().any(|stmt| stmt.op.has_effect() || stmt.blocks.iter().any(has_effect))
}
