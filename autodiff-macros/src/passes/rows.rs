//! A loop over the rows of a matrix that multiplies each with one vector reads the entries of a product instead: the
//! product goes over the matrix in the order in which it is stored, and so do its derivatives.
//!
//! Only loops over all rows are changed, or over as many as something else has elements.

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Builder, Dim, Kind, Op, Program, Rule, Stmt, Tensor, Value, Values};
use crate::rules::array::ARRAY_LEN;
use crate::rules::integer::INT_MIN;
use crate::rules::tensor::access::{INDEX, LEN, NCOLS, NROWS};
use crate::rules::tensor::part::ROW;
use crate::rules::tensor::product::{DOT, MATMUL, TR_DOT, TRANSPOSE};
use crate::rules::tensor::view::PART;

pub(super) fn run(program: Program) -> Program {
    let (builder, body) = Builder::rewriting(program);
    let mut lifter = Lifter { builder: &builder, applied: HashMap::default() };
    lifter.stmts(&body.stmts);
    builder.finish(body.params, body.results)
}

/// Which rows of a matrix a loop goes over.
#[derive(Clone, Copy)]
enum Rows {
    All,
    /// So many, from the first one on.
    First(Value),
}

struct Lifter<'b> {
    builder: &'b Builder,
    /// Operations of the table so far, by their results.
    applied: HashMap<Value, (&'static Rule, Values)>,
}

impl Lifter<'_> {
    /// Writes statements again.
    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.note(stmt);
            self.builder.at(stmt.span);
            let mut stmt = stmt.clone();
            if let Op::For { .. } = stmt.op {
                self.lift(&mut stmt);
            }
            let blocks = stmt.blocks.iter().map(|block| {
                self.builder.block(block.params.clone(), || {
                    self.stmts(&block.stmts);
                    block.results.clone()
                })
            });
            stmt.blocks = blocks.collect();
            self.builder.push(stmt);
        }
    }

    fn note(&mut self, stmt: &Stmt) {
        if let (Op::Apply(rule), [result]) = (&stmt.op, &stmt.results[..]) {
            self.applied.insert(*result, (rule, stmt.args.clone()));
        }
    }

    fn args_of(&self, value: Value, rule: &Rule) -> Option<&[Value]> {
        let (found, args) = self.applied.get(&value)?;
        found.is(rule).then_some(&args[..])
    }

    /// Puts the products of a loop's rows before it.
    fn lift(&mut self, stmt: &mut Stmt) {
        if self.builder.known_int(stmt.args[0]) != Some(0) {
            return;
        }
        let body = &mut stmt.blocks[0];
        let mut inside = body.params.iter().copied().collect::<HashSet<_>>();
        body.stmts.iter().for_each(|stmt| {
            stmt.for_each_definition(&mut |value| {
                inside.insert(value);
            });
        });
        body.stmts.iter().for_each(|stmt| self.note(stmt));
        let index = body.params[0];
        let mut products = HashMap::default();
        for inner in &mut body.stmts {
            let Some((matrix, vector)) = self.product(inner, index) else { continue };
            let is_fixed = !inside.contains(&matrix) && !inside.contains(&vector);
            if is_fixed && let Some(rows) = self.rows(stmt.args[1], matrix) {
                let product = *products
                    .entry((matrix, vector))
                    .or_insert_with(|| self.builder.apply(&MATMUL, &[self.multiplied(matrix, rows), vector]));
                inner.op = Op::Apply(&INDEX);
                inner.args = smallvec::smallvec![product, index];
            }
        }
    }

    /// The matrix and the vector, where a statement multiplies a row with a vector.
    fn product(&self, stmt: &Stmt, index: Value) -> Option<(Value, Value)> {
        let Op::Apply(rule) = &stmt.op else { return None };
        let [left, right] = stmt.args[..] else { return None };
        let (row, vector) = if rule.is(&TR_DOT) {
            (left, right)
        } else if rule.is(&DOT) {
            (self.args_of(left, &TRANSPOSE)?[0], right)
        } else {
            return None;
        };
        let &[matrix, place] = self.args_of(row, &ROW)? else { return None };
        (place == index).then_some((matrix, vector))
    }

    /// The rows that a loop up to `end` goes over, if it is all of them, or as many as another thing has elements.
    fn rows(&self, end: Value, matrix: Value) -> Option<Rows> {
        let is_rows = |value: Value| self.args_of(value, &NROWS).is_some_and(|args| args[0] == matrix);
        let is_len = |value: Value| self.args_of(value, &LEN).or_else(|| self.args_of(value, &ARRAY_LEN)).is_some();
        if is_rows(end) {
            return Some(Rows::All);
        }
        let &[one, two] = self.args_of(end, &INT_MIN)? else { return None };
        (is_rows(one) && is_len(two) || is_len(one) && is_rows(two)).then_some(Rows::First(end))
    }

    /// The part of a matrix that a loop goes over: rows that it does not read have no part in derivatives, whatever they hold.
    fn multiplied(&self, matrix: Value, rows: Rows) -> Value {
        let builder = self.builder;
        match (rows, builder.kind(matrix).tensor().cloned()) {
            (Rows::First(count), Some(tensor)) => {
                let (row, column, columns) = (builder.int(0), builder.int(0), builder.apply(&NCOLS, &[matrix]));
                let part = Kind::Tensor(Tensor { rows: Dim::Dyn, ..tensor });
                builder.apply_as(&PART, &[matrix, row, column, count, columns], part)
            }
            (Rows::All, _) | (Rows::First(_), None) => matrix,
        }
    }
}
