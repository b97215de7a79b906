//! What a number that is not finite goes through, and stays so.

use crate::ir::hash::HashSet;
use crate::ir::{Op, Rule, Stmt, Value};
use crate::rules::scalar::arithmetic as scalar;
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR, INDEX, INDEX_PAIR, SET_AT, SET_AT_PAIR};
use crate::rules::tensor::arithmetic::{ADD, ADD_SCALAR, COMPONENT_MUL, FILLED_LIKE, NEG, SCALE, SUB, UNSCALE};
use crate::rules::tensor::construct::ENTRIES;
use crate::rules::tensor::product::{CROSS, DOT, MATMUL, MUL_TR, TR_MUL, TRANSPOSE};
use crate::rules::tensor::reduce::SUM;

/// Operations of which a result is not finite where an argument is not, if that argument is read.
const STRICT: [&Rule; 25] = [
    &scalar::ADD,
    &scalar::SUB,
    &scalar::MUL,
    &scalar::NEG,
    &ADD,
    &SUB,
    &NEG,
    &SCALE,
    &ADD_SCALAR,
    &COMPONENT_MUL,
    &FILLED_LIKE,
    &ENTRIES,
    &INDEX,
    &INDEX_PAIR,
    &ADD_AT,
    &ADD_AT_PAIR,
    &SET_AT,
    &SET_AT_PAIR,
    &SUM,
    &DOT,
    &CROSS,
    &MATMUL,
    &TR_MUL,
    &MUL_TR,
    &TRANSPOSE,
];

/// The same for the first argument: infinitely many times a number, but no part of infinitely many.
const STRICT_IN_FIRST: [&Rule; 2] = [&scalar::DIV, &UNSCALE];

/// What depends on some values, if nothing on the way makes a finite number of one that is not.
pub(super) fn touched(stmts: &[Stmt], sources: &HashSet<Value>) -> Option<HashSet<Value>> {
    let mut walk = Walk { sources, touched: HashSet::default() };
    walk.stmts(stmts)?;
    Some(walk.touched)
}

struct Walk<'s> {
    sources: &'s HashSet<Value>,
    touched: HashSet<Value>,
}

impl Walk<'_> {
    fn stmts(&mut self, stmts: &[Stmt]) -> Option<()> {
        stmts.iter().try_for_each(|stmt| self.stmt(stmt))
    }

    fn is_read(&self, stmt: &Stmt) -> bool {
        let mut found = false;
        stmt.for_each_use(&mut |value| found |= self.touched.contains(&value));
        found
    }

    fn stmt(&mut self, stmt: &Stmt) -> Option<()> {
        let is_touched = |place: usize| self.touched.contains(&stmt.args[place]);
        match &stmt.op {
            Op::Apply(rule) => {
                let is_source = stmt.results.iter().any(|result| self.sources.contains(result));
                let is_read = (0..stmt.args.len()).any(is_touched);
                let by_rest = (1..stmt.args.len()).any(is_touched);
                // Of what is guarded here, the plain product stands there.
                let is_product = rule.is(&scalar::SCALED) && is_source;
                let is_strict = is_product || STRICT.into_iter().any(|strict| rule.is(strict));
                let in_first = STRICT_IN_FIRST.into_iter().any(|strict| rule.is(strict)) && !by_rest;
                if is_read && !is_strict && !in_first {
                    return None;
                }
                if is_source || is_read {
                    self.touched.extend(&stmt.results);
                }
                Some(())
            }
            Op::If => {
                if is_touched(0) {
                    return None;
                }
                stmt.blocks.iter().try_for_each(|block| self.stmts(&block.stmts))?;
                for (place, result) in stmt.results.iter().enumerate() {
                    if stmt.blocks.iter().any(|block| self.touched.contains(&block.results[place])) {
                        self.touched.insert(*result);
                    }
                }
                Some(())
            }
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => (!self.is_read(stmt) && !self.has_source(stmt)).then_some(()),
        }
    }

    /// Whether a block of a statement has one of the values.
    fn has_source(&self, stmt: &Stmt) -> bool {
        let mut found = false;
        stmt.for_each_definition(&mut |value| found |= self.sources.contains(&value));
        found
    }
}
