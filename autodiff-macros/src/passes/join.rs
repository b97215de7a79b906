//! Branches on one condition become one, where the later one needs nothing of the earlier.
//!
//! A Jacobian by rows sweeps back over a branch once for each row. What the rows have in common is computed once in a joined branch,
//! and what they have not is computed side by side. What the later branch needs is computed before the earlier one, so it moves only
//! if it has no effect, and takes no storage that is read in between. No value changes.

use crate::ir::hash::HashSet;
use crate::ir::{Block, Dim, Form, Kind, Op, Program, Stmt, Value, effects, free_values};

/// Copies of so many numbers cost nothing that counts.
const SMALL: usize = 16;

pub(super) fn run(mut program: Program) -> Program {
    let mut body = std::mem::take(&mut program.body);
    join(&program, &mut body);
    program.body = body;
    program
}

fn join(program: &Program, block: &mut Block) {
    block.stmts.iter_mut().flat_map(|stmt| &mut stmt.blocks).for_each(|block| join(program, block));
    let mut place = 0;
    while place < block.stmts.len() {
        let is_joined = is_branch(&block.stmts[place]) && with_later(program, &mut block.stmts, place);
        place += usize::from(!is_joined);
    }
}

fn is_branch(stmt: &Stmt) -> bool {
    matches!(stmt.op, Op::If)
}

/// Takes the next branch on the same condition into an earlier one; the place of that is the place of what stands before it then.
fn with_later(program: &Program, stmts: &mut Vec<Stmt>, place: usize) -> bool {
    let earlier = &stmts[place];
    let is_same = |stmt: &Stmt| is_branch(stmt) && stmt.args == earlier.args;
    let Some(later) = (place + 1..stmts.len()).find(|later| is_same(&stmts[*later])) else { return false };
    let Some(needed) = needed(stmts, place, later) else { return false };
    let between = stmts[place + 1..later].iter();
    let (mut moved, mut stay): (Vec<_>, Vec<_>) = between.partition(|stmt| needs(stmt, &needed));
    moved.push(&stmts[later]);
    stay.push(&stmts[place]);
    if takes_storage(program, &moved, &stay) {
        return false;
    }
    let mut between = stmts.drain(place..=later).collect::<Vec<_>>();
    let (Some(later), earlier) = (between.pop(), between.remove(0)) else { return false };
    let joined = joined(earlier, later);
    let (before, after): (Vec<_>, Vec<_>) = between.into_iter().partition(|stmt| needs(stmt, &needed));
    let written = before.into_iter().chain([joined]).chain(after);
    stmts.splice(place..place, written.collect::<Vec<_>>());
    true
}

fn needs(stmt: &Stmt, needed: &HashSet<Value>) -> bool {
    stmt.results.iter().any(|result| needed.contains(result))
}

/// What the later branch needs of the statements between, if they may stand before the earlier one.
fn needed(stmts: &[Stmt], earlier: usize, later: usize) -> Option<HashSet<Value>> {
    if stmts[earlier..=later].iter().any(has_effect) {
        return None;
    }
    let mut needed = free_values(&stmts[later].blocks).into_iter().collect::<HashSet<_>>();
    for stmt in stmts[earlier + 1..later].iter().rev() {
        if needs(stmt, &needed) {
            stmt.for_each_use(&mut |value| {
                needed.insert(value);
            });
        }
    }
    (!needs(&stmts[earlier], &needed)).then_some(needed)
}

/// Whether statements change a large vector or array in place that others read, which would be copied if these came later.
fn takes_storage(program: &Program, moved: &[&Stmt], stay: &[&Stmt]) -> bool {
    let mut changed = HashSet::default();
    moved.iter().for_each(|stmt| changes(stmt, &mut changed));
    let is_large = |value: Value| {
        let kind = program.kind(value);
        kind.tensor().is_some() && !matches!(kind.stacked(), Dim::Known(count) if count <= SMALL)
            || matches!(kind, Kind::Array(..) | Kind::Record(_))
    };
    let mut is_read = false;
    for stmt in stay {
        stmt.for_each_use(&mut |value| is_read |= changed.contains(&value) && is_large(value));
    }
    is_read
}

/// The values whose storage a statement may take over.
fn changes(stmt: &Stmt, into: &mut HashSet<Value>) {
    let is_update = matches!(&stmt.op, Op::Apply(rule) if matches!(rule.form, Form::Update(_)));
    if is_update {
        into.extend(stmt.args.first());
    }
    if stmt.op.carries().is_some() {
        into.extend(&stmt.args);
    }
    stmt.blocks.iter().flat_map(|block| &block.stmts).for_each(|stmt| changes(stmt, into));
}

/// Whether it matters when a statement runs: calls may panic.
fn has_effect(stmt: &Stmt) -> bool {
    fn has(stmts: &[Stmt]) -> bool {
        stmts.iter().any(|stmt| is_fixed(stmt) || stmt.blocks.iter().any(|block| has(&block.stmts)))
    }
    fn is_fixed(stmt: &Stmt) -> bool {
        match &stmt.op {
            Op::Assert(_) | Op::Call(..) | Op::Custom(_) | Op::Pullback | Op::Fragment(_) => true,
            Op::Constant(_) | Op::Apply(_) | Op::If | Op::For { .. } | Op::While | Op::Map { .. } | Op::Generate => {
                !effects(std::slice::from_ref(stmt)).is_empty()
            }
        }
    }
    has(std::slice::from_ref(stmt))
}

fn joined(mut earlier: Stmt, later: Stmt) -> Stmt {
    earlier.results.extend(later.results);
    for (block, more) in earlier.blocks.iter_mut().zip(later.blocks) {
        block.stmts.extend(more.stmts);
        block.results.extend(more.results);
    }
    earlier
}
