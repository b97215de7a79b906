//! What defines the values of a Program, without its blocks.

use crate::ir::{Stmt, Table, Value};

#[derive(Default)]
pub(super) struct Definitions {
    stmts: Vec<Stmt>,
    places: Table<usize>,
}

impl Definitions {
    pub(super) fn get(&self, value: &Value) -> Option<&Stmt> {
        self.places.get(value).map(|place| &self.stmts[*place])
    }

    /// Notes what gives a value.
    pub(super) fn insert(&mut self, value: Value, stmt: Stmt) {
        self.places.insert(value, self.stmts.len());
        self.stmts.push(stmt);
    }
}
