//! Drops what nobody reads.

use crate::ir::{Block, Carries, Marks, Op, Program, Stmt, Value, Values};

pub(super) fn run(mut program: Program) -> Program {
    let mut live = Marks::default();
    sweep(&mut program.body, &mut live);
    program
}

fn sweep(block: &mut Block, live: &mut Marks) {
    live.extend(&block.results);
    // From the last to the first: what reads a value stands behind it.
    let mut is_kept = block.stmts.iter_mut().rev().map(|stmt| prune(stmt, live)).collect::<Vec<_>>();
    block.stmts.retain(|_| is_kept.pop().expect("a verdict a statement"));
}

/// Takes the dead results of a statement away; says whether it is needed at all. Marks what it reads as live.
fn prune(stmt: &mut Stmt, live: &mut Marks) -> bool {
    if is_dead(stmt, live) {
        return false;
    }
    if matches!(stmt.op, Op::If) {
        let keep = kept(&stmt.results, live);
        keep_some(&mut stmt.results, &keep);
        stmt.blocks.iter_mut().for_each(|block| block.results.retain(verdicts(&keep)));
    }
    if let Some(at) = stmt.op.carries() {
        drop_carried(stmt, at, live);
    }
    stmt.blocks.iter_mut().for_each(|block| sweep(block, live));
    if let Op::Map { located } = stmt.op {
        let mut keep = kept_entries(stmt, live);
        keep_some(&mut stmt.args, &keep);
        keep.extend(if located { &[true, true][..] } else { &[] });
        stmt.blocks[0].params.retain(verdicts(&keep));
    }
    live.extend(&stmt.args);
    true
}

fn is_dead(stmt: &Stmt, live: &Marks) -> bool {
    !stmt.results.iter().any(|result| live.contains(result)) && !has_effect(stmt)
}

/// Whether a statement must stay though nobody uses its results.
pub(super) fn has_effect(stmt: &Stmt) -> bool {
    stmt.op.has_effect() || stmt.blocks.iter().flat_map(|block| &block.stmts).any(has_effect)
}

fn kept(values: &[Value], live: &Marks) -> Vec<bool> {
    values.iter().map(|value| live.contains(value)).collect()
}

/// Drops what a loop carries for nobody, and marks what its blocks read.
fn drop_carried(stmt: &mut Stmt, at: Carries, live: &mut Marks) {
    let keep = kept_carried(stmt, at, live);
    let with_more = |more: usize| std::iter::repeat_n(true, more).chain(keep.iter().copied()).collect::<Vec<_>>();
    keep_some(&mut stmt.results, &with_more(at.results));
    keep_some(&mut stmt.args, &with_more(at.args));
    stmt.blocks.iter_mut().for_each(|block| block.params.retain(verdicts(&with_more(1))));
    stmt.blocks[0].results.retain(verdicts(&keep));
}

/// What a loop carries for somebody: not a value that is dead after the loop, and that nothing in it reads but what
/// computes the value itself. Marks what the blocks of the loop read.
fn kept_carried(stmt: &Stmt, at: Carries, live: &mut Marks) -> Vec<bool> {
    let mut keep = kept(&stmt.results[at.results..], live);
    loop {
        for (place, block) in stmt.blocks.iter().enumerate() {
            mark(block, if place == 0 { &keep } else { &[] }, live);
        }
        let is_read = |place: usize| stmt.blocks.iter().any(|block| live.contains(&block.params[place + 1]));
        let found = (0..keep.len()).map(|place| keep[place] || is_read(place)).collect::<Vec<_>>();
        if found == keep {
            return keep;
        }
        keep = found;
    }
}

/// Marks what a block reads for those of its results that are kept; without a verdict, all are.
fn mark(block: &Block, keep: &[bool], live: &mut Marks) {
    let is_kept = |place: usize| keep.get(place).copied().unwrap_or(true);
    live.extend(block.results.iter().enumerate().filter(|(place, _)| is_kept(*place)).map(|(_, result)| *result));
    block.stmts.iter().rev().for_each(|stmt| mark_stmt(stmt, live));
}

/// Marks what a statement reads if it is needed.
fn mark_stmt(stmt: &Stmt, live: &mut Marks) {
    if is_dead(stmt, live) {
        return;
    }
    if let Some(at) = stmt.op.carries() {
        let keep = kept_carried(stmt, at, live);
        let is_kept = |place: usize| place < at.args || keep[place - at.args];
        live.extend(stmt.args.iter().enumerate().filter(|(place, _)| is_kept(*place)).map(|(_, arg)| *arg));
        return;
    }
    let keep = if matches!(stmt.op, Op::If) { kept(&stmt.results, live) } else { Vec::new() };
    stmt.blocks.iter().for_each(|block| mark(block, &keep, live));
    if matches!(stmt.op, Op::Map { .. }) {
        let keep = kept_entries(stmt, live);
        live.extend(stmt.args.iter().zip(keep).filter(|(_, is_kept)| *is_kept).map(|(arg, _)| *arg));
    } else {
        live.extend(&stmt.args);
    }
}

/// The arguments of a map whose entries somebody reads; one stays, for the shape.
fn kept_entries(stmt: &Stmt, live: &Marks) -> Vec<bool> {
    let mut keep = kept(&stmt.blocks[0].params[..stmt.args.len()], live);
    if !keep.contains(&true) {
        keep[0] = true;
    }
    keep
}

fn keep_some(values: &mut Values, keep: &[bool]) {
    let mut keep = verdicts(keep);
    values.retain(|value| keep(value));
}

/// For each value in turn, whether it is kept.
fn verdicts(keep: &[bool]) -> impl FnMut(&Value) -> bool {
    let mut keep = keep.iter();
    move |_| *keep.next().expect("a verdict a value")
}
