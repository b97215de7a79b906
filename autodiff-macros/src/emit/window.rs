//! Cotangents of slices that are accumulated where they belong: in the array that they would be added to.
//!
//! Zeros of a slice's length, additions to their entries, and at the end `x_bar[from..] += part_bar`: nothing but rounding changes where
//! `part_bar` is `&mut x_bar[from..to]` from the start, and nothing is allocated. What a loop over entries makes to be added to a
//! column is added there, too.

use proc_macro2::{Ident, TokenStream};
use quote::quote_spanned;

use crate::ir::hash::HashMap;
use crate::ir::{Block, Kind, Op, Program, Rule, Stmt, Table, Value};
use crate::rules::array::{ADD_ELEMENT, ADD_RANGE, ARRAY_ZEROS_LIKE, SLICE};
use crate::rules::tensor::access::SET_AT;
use crate::rules::tensor::arithmetic::ZEROS_LIKE;
use crate::rules::tensor::part::ADD_COLUMN;

use super::hygienic;
use super::writer::Writer;

/// What zeros are a part of.
#[derive(Clone, Copy, Debug)]
pub(super) struct Window {
    /// The array, as it is before.
    target: Value,
    /// The array with what was added.
    end: Value,
    from: Value,
    /// The slice whose cotangent it is.
    part: Value,
}

/// What a vector is added to, column by column.
#[derive(Clone, Copy, Debug)]
pub(super) struct Column {
    /// The matrix, as it is before.
    target: Value,
    /// The matrix with what was added.
    end: Value,
    index: Value,
    /// What has the shape of the zeros.
    shape: Value,
}

/// The zeros in a Program whose entries are set, one by one, to be added to a column.
pub(super) fn columns(body: &Block, uses: &Table<usize>) -> HashMap<Value, Column> {
    fn in_block(block: &Block, uses: &Table<usize>, found: &mut HashMap<Value, Column>) {
        for (place, stmt) in block.stmts.iter().enumerate() {
            stmt.blocks.iter().for_each(|inner| in_block(inner, uses, found));
            found.extend(column(&block.stmts[..place], stmt, uses));
        }
    }
    let mut found = HashMap::default();
    in_block(body, uses, &mut found);
    found
}

fn column(before: &[Stmt], stmt: &Stmt, uses: &Table<usize>) -> Option<(Value, Column)> {
    let [target, index, added] = *args_of(stmt, &ADD_COLUMN)? else { return None };
    let is_once = |value: Value| uses.get(&value) == Some(&1);
    let first = before.iter().position(|stmt| stmt.results.contains(&added))?;
    let Op::For { .. } = before[first].op else { return None };
    let place = before[first].results.iter().position(|result| *result == added)?;
    let (zeros, body) = (before[first].args[place + 2], &before[first].blocks[0]);
    let set = body.stmts.iter().find(|stmt| stmt.results.contains(&body.results[place]))?;
    let is_set = args_of(set, &SET_AT)?[..2] == [body.params[place + 1], body.params[0]];
    let start = before[..first].iter().find(|stmt| stmt.results.contains(&zeros))?;
    let [shape] = *args_of(start, &ZEROS_LIKE)? else { return None };
    let is_later = before[first..].iter().any(|stmt| stmt.results.contains(&target));
    let fits = is_set && !is_later && [target, added, zeros].into_iter().all(is_once);
    fits.then_some((zeros, Column { target, end: stmt.results[0], index, shape }))
}

/// The zeros in a Program that may be parts of an array.
pub(super) fn windows(program: &Program, uses: &Table<usize>) -> HashMap<Value, Window> {
    let mut found = HashMap::default();
    in_block(program, &program.body, uses, &mut found);
    found
}

fn in_block(program: &Program, block: &Block, uses: &Table<usize>, found: &mut HashMap<Value, Window>) {
    for (place, stmt) in block.stmts.iter().enumerate() {
        stmt.blocks.iter().for_each(|inner| in_block(program, inner, uses, found));
        found.extend(window(program, &block.stmts[..place], stmt, uses));
    }
}

/// The zeros that an addition of a range ends with, if it does.
fn window(program: &Program, before: &[Stmt], stmt: &Stmt, uses: &Table<usize>) -> Option<(Value, Window)> {
    let [target, from, sum] = *args_of(stmt, &ADD_RANGE)? else { return None };
    if !matches!(program.kind(sum), Kind::Array(element, _) if element.is_real()) {
        return None;
    }
    let zeros = start(before, sum, None, uses)?;
    let first = before.iter().position(|stmt| stmt.results.contains(&zeros))?;
    let [part] = *args_of(&before[first], &ARRAY_ZEROS_LIKE)? else { return None };
    let slice = before[..first].iter().find(|stmt| stmt.results.contains(&part))?;
    let [_, start, _] = *args_of(slice, &SLICE)? else { return None };
    let is_later = before[first..].iter().any(|stmt| stmt.results.contains(&target));
    let is_once = |value: &Value| uses.get(value) == Some(&1);
    let fits = start == from && !is_later && is_once(&target);
    fits.then_some((zeros, Window { target, end: stmt.results[0], from, part }))
}

/// Where a chain of additions to entries starts, of which each is all that becomes of the one before: at `param`, or at what is none.
fn start(stmts: &[Stmt], end: Value, param: Option<Value>, uses: &Table<usize>) -> Option<Value> {
    let mut at = end;
    loop {
        if uses.get(&at) != Some(&1) {
            return None;
        }
        if param == Some(at) {
            return param;
        }
        let stmt = stmts.iter().find(|stmt| stmt.results.contains(&at))?;
        if args_of(stmt, &ARRAY_ZEROS_LIKE).is_some() {
            return param.is_none().then_some(at);
        }
        at = match &stmt.op {
            Op::Apply(rule) if rule.is(&ADD_ELEMENT) || rule.is(&ADD_RANGE) => stmt.args[0],
            Op::For { .. } => {
                let place = stmt.results.iter().position(|result| *result == at)?;
                let body = &stmt.blocks[0];
                start(&body.stmts, body.results[place], Some(body.params[place + 1]), uses)?;
                stmt.args[place + 2]
            }
            Op::Apply(_)
            | Op::Constant(_)
            | Op::Fragment(_)
            | Op::If
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => return None,
        };
    }
}

fn args_of<'s>(stmt: &'s Stmt, rule: &Rule) -> Option<&'s [Value]> {
    matches!(&stmt.op, Op::Apply(applied) if applied.is(rule)).then_some(&stmt.args[..])
}

impl Writer<'_> {
    /// What zeros that are still to be written are a part of.
    pub(super) fn window_of(&self, zeros: Value) -> Option<Window> {
        let window = *self.windows.get(&zeros).filter(|_| self.waiting.contains_key(&zeros))?;
        let Window { target, end, from, part } = window;
        let is_known = |value: Value| self.places.contains_key(&value) || self.number_at(value).is_some();
        let is_own = self.is_heir(target, end) && self.places.get(&target).is_some_and(|place| !place.is_reference);
        (is_own && is_known(from) && self.places.contains_key(&part)).then_some(window)
    }

    /// `&mut x_bar[from..][..part.len()]`
    pub(super) fn open_window(&mut self, zeros: Value) -> Option<TokenStream> {
        let Window { target, end, from, part } = self.window_of(zeros)?;
        self.read(zeros);
        self.closed.insert(end);
        let ident = self.places[&target].ident.clone();
        let from = self.seen(from);
        let part = self.receiver(part);
        Some(quote_spanned!(hygienic() => &mut #ident[#from..][..#part.len()]))
    }

    /// `let mut column = x_bar.column_mut(j);`, which takes the place of zeros that are still to be written.
    pub(super) fn open_column(&mut self, zeros: Value) -> Option<(TokenStream, Ident)> {
        let Column { target, end, index, shape } =
            *self.columns.get(&zeros).filter(|_| self.waiting.contains_key(&zeros))?;
        let is_known = self.places.contains_key(&index) || self.number_at(index).is_some();
        let is_own = self.is_heir(target, end) && self.places.get(&target).is_some_and(|place| !place.is_reference);
        if !is_known || !is_own || !self.places.contains_key(&shape) || !self.owns_entries(target) {
            return None;
        }
        self.read(zeros);
        self.closed.insert(end);
        let private = self.reals.private;
        let ident = self.places[&target].ident.clone();
        let index = self.seen(index);
        let shape = self.receiver(shape);
        let column = self.names.choose(None, "column");
        let opened = quote_spanned! { hygienic() =>
            let mut #column = #ident.column_mut(#index);
            #private::same_size(#column.nrows(), #shape.nrows(), "add_column");
        };
        Some((opened, column))
    }

    /// An index that is read once more when what it opens is closed.
    pub(super) fn seen(&mut self, index: Value) -> TokenStream {
        match self.places.get(&index) {
            Some(place) if place.is_reference => {
                let ident = &place.ident;
                quote_spanned!(hygienic() => *#ident)
            }
            Some(place) => {
                let ident = &place.ident;
                quote_spanned!(hygienic() => #ident)
            }
            None => self.value(index).tokens,
        }
    }

    /// Whether what an update adds is there already; then its result has the storage of what was added to.
    pub(super) fn is_closed(&mut self, stmt: &Stmt) -> bool {
        let end = stmt.results[0];
        let is_closed = self.closed.contains(&end);
        if is_closed {
            stmt.args.iter().for_each(|arg| self.read(*arg));
            let ident = self.places[&stmt.args[0]].ident.clone();
            self.place(end, ident, false, true);
        }
        is_closed
    }
}
