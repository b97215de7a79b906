//! A loop that adds one row to each row of a matrix, or one column to each column, is one operation: `for mut row in a.row_iter_mut() {
//! row += b; }`. The entries are the same, and in derivatives a sum of rows stands for a loop.

use crate::ir::hash::HashSet;
use crate::ir::{Block, Builder, Op, Program, Rule, Stmt, Value};
use crate::rules::tensor::access::{NCOLS, NROWS};
use crate::rules::tensor::arithmetic::{ADD, NEG, SUB};
use crate::rules::tensor::part::{COLUMN, ROW, SET_COLUMN, SET_ROW};
use crate::rules::tensor::statistics::{ADD_TO_COLUMNS, ADD_TO_ROWS};

/// What counts, reads and replaces rows or columns, and what adds something to each.
struct Direction {
    count: &'static Rule,
    read: &'static Rule,
    replace: &'static Rule,
    add: &'static Rule,
}

const DIRECTIONS: [Direction; 2] = [
    Direction { count: &NROWS, read: &ROW, replace: &SET_ROW, add: &ADD_TO_ROWS },
    Direction { count: &NCOLS, read: &COLUMN, replace: &SET_COLUMN, add: &ADD_TO_COLUMNS },
];

pub(super) fn run(program: Program) -> Program {
    let (builder, body) = Builder::rewriting(program);
    let mut walk = Walk { builder: &builder, counts: HashSet::default() };
    walk.stmts(&body.stmts);
    builder.finish(body.params, body.results)
}

struct Walk<'b> {
    builder: &'b Builder,
    /// Numbers of rows and columns: the operation's name, the matrix, the number.
    counts: HashSet<(&'static str, Value, Value)>,
}

impl Walk<'_> {
    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            if let (Op::Apply(rule), [result], [matrix]) = (&stmt.op, &stmt.results[..], &stmt.args[..]) {
                self.counts.insert((rule.name, *matrix, *result));
            }
            self.builder.at(stmt.span);
            let found = DIRECTIONS.iter().find_map(|direction| Some((direction, self.added(stmt, direction)?)));
            if let Some((direction, (added, is_subtracted))) = found {
                self.at_once(stmt, direction, added, is_subtracted);
                continue;
            }
            let blocks = stmt.blocks.iter().map(|block| {
                self.builder.block(block.params.clone(), || {
                    self.stmts(&block.stmts);
                    block.results.clone()
                })
            });
            let stmt = stmt.with_blocks(blocks.collect());
            self.builder.push(stmt);
        }
    }

    fn at_once(&self, stmt: &Stmt, direction: &Direction, added: Value, is_subtracted: bool) {
        let added = if is_subtracted { self.builder.apply(&NEG, &[added]) } else { added };
        let (op, args) = (Op::Apply(direction.add), vec![stmt.args[2], added]);
        self.builder.push(Stmt { op, args: args.into(), ..stmt.with_blocks(Vec::new()) });
    }

    /// What a loop adds to each row, and whether it subtracts it.
    fn added(&self, stmt: &Stmt, direction: &Direction) -> Option<(Value, bool)> {
        let (Op::For { .. }, &[start, end, matrix]) = (&stmt.op, &stmt.args[..]) else { return None };
        let is_all =
            self.builder.known_int(start) == Some(0) && self.counts.contains(&(direction.count.name, matrix, end));
        let Block { params, stmts, results } = &stmt.blocks[0];
        let (&[index, before], [read, sum, replace], [result]) = (&params[..], &stmts[..], &results[..]) else {
            return None;
        };
        let is = |stmt: &Stmt, rule: &Rule| matches!(stmt.op, Op::Apply(own) if own.is(rule));
        let row = *read.results.first()?;
        let [one, two] = sum.args[..] else { return None };
        let (added, is_subtracted) = match (is(sum, &ADD), is(sum, &SUB)) {
            (true, _) if one == row => (two, false),
            (true, _) if two == row => (one, false),
            (_, true) if one == row => (two, true),
            (_, _) => return None,
        };
        let is_row = is(read, direction.read) && read.args[..] == [before, index];
        let is_replaced = is(replace, direction.replace) && replace.args[..] == [before, index, sum.results[0]];
        (is_all && is_row && is_replaced && replace.results[0] == *result && added != row && added != before)
            .then_some((added, is_subtracted))
    }
}
