//! What a loop carries but never changes is what it was before the loop, and so is all that a loop over no numbers carries;
//! what both branches give is no choice.

use crate::ir::{Block, Constant, Marks, Op, Program, Stmt, Table, Value};

pub(super) fn run(mut program: Program) -> Program {
    block(&mut program.body, &mut Table::default(), &mut Table::default());
    program
}

fn block(block: &mut Block, aliases: &mut Table<Value>, numbers: &mut Table<i128>) {
    for stmt in &mut block.stmts {
        stmt.args.iter_mut().for_each(|arg| *arg = resolve(*arg, aliases));
        if is_never_run(stmt, numbers) {
            aliases.extend(std::mem::take(&mut stmt.results).into_iter().zip(stmt.args[2..].iter().copied()));
            stmt.args.truncate(2);
            stmt.blocks = vec![Block { params: vec![stmt.blocks[0].params[0]], ..Block::default() }];
        }
        stmt.blocks.iter_mut().for_each(|inner| self::block(inner, aliases, numbers));
        match &stmt.op {
            Op::If => drop_equal(stmt, aliases),
            Op::For { .. } | Op::While => {
                while drop_unchanged(stmt, aliases) {
                    stmt.blocks.iter_mut().for_each(|inner| self::block(inner, aliases, numbers));
                }
            }
            Op::Constant(Constant::Int(number, _)) => {
                numbers.insert(stmt.results[0], *number);
            }
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::Apply(_)
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => {}
        }
    }
    block.results.iter_mut().for_each(|result| *result = resolve(*result, aliases));
}

fn resolve(value: Value, aliases: &Table<Value>) -> Value {
    aliases.get(&value).map_or(value, |alias| resolve(*alias, aliases))
}

/// Whether a loop has no iterations. Its body would not compile everywhere: the last number of none is below zero.
fn is_never_run(stmt: &Stmt, numbers: &Table<i128>) -> bool {
    let number = |place: usize| numbers.get(&stmt.args[place]);
    matches!(stmt.op, Op::For { .. }) && number(0).zip(number(1)).is_some_and(|(start, end)| start >= end)
}

/// Drops the results of a branch that are one value from outside, whichever way it goes.
fn drop_equal(stmt: &mut Stmt, aliases: &mut Table<Value>) {
    let inside = stmt.blocks.iter().flat_map(|block| &block.stmts).flat_map(|stmt| &stmt.results);
    let inside = inside.copied().collect::<Marks>();
    for place in (0..stmt.results.len()).rev() {
        let (one, two) = (stmt.blocks[0].results[place], stmt.blocks[1].results[place]);
        if one == two && !inside.contains(&one) {
            stmt.blocks.iter_mut().for_each(|block| {
                block.results.remove(place);
            });
            aliases.insert(stmt.results.remove(place), one);
        }
    }
}

/// Drops what is carried unchanged; says whether there was something.
fn drop_unchanged(stmt: &mut Stmt, aliases: &mut Table<Value>) -> bool {
    let before = stmt.results.len();
    let at = stmt.op.carries().expect("a loop");
    for place in (0..stmt.results.len() - at.results).rev() {
        let body = &mut stmt.blocks[0];
        if body.results[place] == body.params[place + 1] {
            body.results.remove(place);
            let init = stmt.args.remove(place + at.args);
            for block in &mut stmt.blocks {
                aliases.insert(block.params.remove(place + 1), init);
            }
            aliases.insert(stmt.results.remove(place + at.results), init);
        }
    }
    stmt.results.len() < before
}
