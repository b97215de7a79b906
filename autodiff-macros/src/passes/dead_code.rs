//! Drops what nobody reads.

use std::collections::HashSet;

use crate::ir::{Block, Carries, Op, Program, Stmt, Value};

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
    if let Some(at) = stmt.op.carries() {
        drop_carried(&mut stmt, at, live);
    } else {
        stmt.blocks.iter_mut().for_each(|block| sweep(block, live));
    }
    if let Op::Map { located } = stmt.op {
        drop_entries(&mut stmt, located, live);
    }
    live.extend(&stmt.args);
    Some(stmt)
}

/// Drops what a loop carries for nobody: a value that is dead after the loop, and that nothing in it reads but what
/// computes the value itself.
fn drop_carried(stmt: &mut Stmt, at: Carries, live: &mut HashSet<Value>) {
    let mut keep = stmt.results[at.results..].iter().map(|result| live.contains(result)).collect::<Vec<_>>();
    let (swept, inside) = loop {
        let mut swept = stmt.blocks.clone();
        retain(&mut swept[0].results, &keep);
        let mut inside = live.clone();
        swept.iter_mut().for_each(|block| sweep(block, &mut inside));
        let is_read = |place: usize| stmt.blocks.iter().any(|block| inside.contains(&block.params[place + 1]));
        let found = (0..keep.len()).map(|place| keep[place] || is_read(place)).collect::<Vec<_>>();
        if found == keep {
            break (swept, inside);
        }
        keep = found;
    };
    *live = inside;
    stmt.blocks = swept;
    let with_more = |more: usize| std::iter::repeat_n(true, more).chain(keep.iter().copied()).collect::<Vec<_>>();
    retain(&mut stmt.results, &with_more(at.results));
    retain(&mut stmt.args, &with_more(at.args));
    stmt.blocks.iter_mut().for_each(|block| retain(&mut block.params, &with_more(1)));
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
