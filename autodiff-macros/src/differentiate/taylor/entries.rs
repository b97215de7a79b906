//! Functions of entries: the coefficients of one entry after another.

use crate::ir::{Stmt, Value};
use crate::rules::array::{ELEMENT, PUSH};
use crate::rules::entry::{ENTRY, SET_ENTRY};
use crate::rules::integer::{INT_DIV, INT_REM};
use crate::rules::tensor::access::{INDEX, LEN, NROWS};
use crate::rules::tensor::construct::FROM_ELEMENT;
use crate::rules::zero_like;

use super::{Expander, counted};

impl Expander<'_> {
    /// A function of entries: the coefficients of one entry after another.
    pub(super) fn map(&mut self, stmt: &Stmt, located: bool) {
        let builder = self.builder;
        let args = stmt.args.iter().map(|arg| self.plain(*arg)).collect::<Vec<_>>();
        let kind = builder.kind(stmt.results[0]);
        let like = args.iter().copied().find(|arg| builder.kind(*arg) == kind).unwrap_or(args[0]);
        let zero = zero_like(builder, like);
        let zeros = self.orders(builder.int(0), vec![self.unknown(&kind)], |_, so_far| {
            vec![builder.apply(&PUSH, &[so_far[0], zero])]
        });
        let block = &stmt.blocks[0];
        let range = [builder.int(0), builder.apply(&LEN, &[args[0]])];
        let filled = counted(builder, "entry", range, zeros, |place, so_far| {
            for (arg, entry) in args.iter().zip(&block.params) {
                self.entry(*arg, *entry, place);
            }
            if located {
                let rows = builder.apply(&NROWS, &[args[0]]);
                for (rule, param) in [(&INT_REM, block.params[args.len()]), (&INT_DIV, block.params[args.len() + 1])] {
                    let location = builder.apply_as(rule, &[place, rows], builder.kind(param));
                    self.plain.insert(param, location);
                }
            }
            self.stmts(&block.stmts);
            self.store(block.results[0], so_far, &[place])
        });
        self.define(stmt.results[0], filled[0]);
    }

    /// Entries of a new matrix, one after another.
    pub(super) fn generate(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let kind = builder.kind(stmt.results[0]);
        let [rows, cols] = [self.plain(stmt.args[0]), self.plain(stmt.args[1])];
        let zero = builder.apply_as(&FROM_ELEMENT, &[rows, cols, builder.real(0.0)], kind.clone());
        let zeros = self.orders(builder.int(0), vec![self.unknown(&kind)], |_, so_far| {
            vec![builder.apply(&PUSH, &[so_far[0], zero])]
        });
        let block = &stmt.blocks[0];
        let filled = counted(builder, "column", [builder.int(0), cols], zeros, |column, so_far| {
            counted(builder, "row", [builder.int(0), rows], so_far.to_vec(), |row, so_far| {
                self.plain.insert(block.params[0], row);
                self.plain.insert(block.params[1], column);
                self.stmts(&block.stmts);
                self.store(block.results[0], so_far, &[row, column])
            })
        });
        self.define(stmt.results[0], filled[0]);
    }

    /// What a block sees of an entry.
    pub(super) fn entry(&mut self, arg: Value, entry: Value, place: Value) {
        let builder = self.builder;
        let Some(series) = self.series(arg) else {
            let value = builder.apply(&INDEX, &[arg, place]);
            self.plain.insert(entry, value);
            return;
        };
        let unknown = self.unknown(&builder.kind(entry));
        let known = self.orders(builder.int(0), vec![unknown], |order, so_far| {
            let coefficient = builder.apply(&ENTRY, &[series, order, place]);
            vec![self.with(so_far[0], order, coefficient)]
        });
        self.define(entry, known[0]);
    }

    /// Writes the coefficients of an entry.
    pub(super) fn store(&self, entry: Value, into: &[Value], path: &[Value]) -> Vec<Value> {
        let builder = self.builder;
        let series = self.lifted(entry);
        self.orders(builder.int(0), into.to_vec(), |order, so_far| {
            let coefficient = builder.apply(&ELEMENT, &[series, order]);
            let args = [&[so_far[0], coefficient, order], path].concat();
            vec![builder.apply(&SET_ENTRY, &args)]
        })
    }
}
