//! Linear operations on entries.

use crate::ir::{Kind, Rule, Stmt, Value};
use crate::rules::scalar::arithmetic as scalar;
use crate::rules::stack::UNIT;
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR, INDEX, INDEX_PAIR, SET_AT, SET_AT_PAIR};
use crate::rules::tensor::arithmetic::{
    ADD, ADD_SCALAR, COMPONENT_DIV, COMPONENT_MUL, FILLED_LIKE, NEG, SCALE, SUB, UNSCALE, ZEROS_LIKE,
};
use crate::rules::tensor::construct::ENTRIES;
use crate::rules::tensor::part::COPY;
use crate::rules::tensor::product::{CROSS, DOT, MATMUL, MUL_TR, TR_MUL, TRANSPOSE};
use crate::rules::tensor::reduce::SUM;
use crate::rules::tensor::view::{ADD_PART, PART, SET_PART};

use super::{Apart, shape};

/// A product of two matrices that takes more multiplications stays one.
const MOST_PRODUCTS: usize = 36;

/// What a pair of entries becomes.
type Pair<'b> = fn(&mut Apart<'b>, Value, Value) -> Value;

impl<'b> Apart<'b> {
    /// The entries of what an operation gives, if it depends on a direction and has entries of its own here.
    pub(super) fn linear(&mut self, rule: &Rule, stmt: &Stmt, kind: &Kind) -> Option<Vec<Value>> {
        if rule.is(&UNIT) {
            return self.unit(stmt.args[1], kind);
        }
        if rule.is(&ZEROS_LIKE) {
            let (rows, cols) = shape(kind)?;
            return Some((0..rows * cols).map(|_| self.zero(kind)).collect());
        }
        if !self.is_seeded(stmt) {
            return None;
        }
        let args = &stmt.args;
        self.scalar(rule, args)
            .or_else(|| self.entrywise(rule, args, kind))
            .or_else(|| self.reduced(rule, args, kind))
            .or_else(|| self.product_of(rule, args, kind))
            .or_else(|| self.entry(rule, args))
            .or_else(|| self.part(rule, args))
            .or_else(|| self.listed(rule, args, kind))
    }

    fn unit(&mut self, place: Value, kind: &Kind) -> Option<Vec<Value>> {
        let (rows, cols) = shape(kind)?;
        let place = self.place(place)?;
        Some((0..rows * cols).map(|entry| if entry == place { self.one(kind) } else { self.zero(kind) }).collect())
    }

    /// A number that is known.
    fn place(&self, value: Value) -> Option<usize> {
        self.ints.get(&value).copied()
    }

    fn scalar(&mut self, rule: &Rule, args: &[Value]) -> Option<Vec<Value>> {
        let args = args.iter().map(|arg| self.resolve(*arg)).collect::<Vec<_>>();
        if rule.is(&scalar::NEG) {
            return Some(vec![self.negative(args[0])]);
        }
        let pairs: [(&Rule, Pair<'b>); 5] = [
            (&scalar::ADD, Apart::sum),
            (&scalar::SUB, Apart::difference),
            (&scalar::MUL, Apart::product),
            (&scalar::DIV, Apart::quotient),
            (&scalar::SCALED, Apart::scaled),
        ];
        let (_, pair) = pairs.into_iter().find(|(known, _)| rule.is(known))?;
        Some(vec![pair(self, args[0], args[1])])
    }

    fn entrywise(&mut self, rule: &Rule, args: &[Value], kind: &Kind) -> Option<Vec<Value>> {
        if rule.is(&NEG) {
            let entries = self.entries_of(args[0])?;
            return Some(entries.into_iter().map(|entry| self.negative(entry)).collect());
        }
        if rule.is(&COPY) {
            return self.entries_of(args[1]);
        }
        if rule.is(&FILLED_LIKE) {
            let (rows, cols) = shape(kind)?;
            return Some(vec![self.resolve(args[1]); rows * cols]);
        }
        let pairs: [(&Rule, Pair<'b>); 7] = [
            (&ADD, Apart::sum),
            (&SUB, Apart::difference),
            (&COMPONENT_MUL, Apart::product),
            (&COMPONENT_DIV, Apart::quotient),
            (&SCALE, Apart::product),
            (&UNSCALE, Apart::quotient),
            (&ADD_SCALAR, Apart::sum),
        ];
        let (_, pair) = pairs.into_iter().find(|(known, _)| rule.is(known))?;
        let (one, two) = (self.entries_of(args[0])?, self.entries_of(args[1])?);
        let (rows, cols) = shape(kind)?;
        // A real meets each entry.
        let at = |entries: &[Value], place: usize| if entries.len() == 1 { entries[0] } else { entries[place] };
        Some((0..rows * cols).map(|place| pair(self, at(&one, place), at(&two, place))).collect())
    }

    fn reduced(&mut self, rule: &Rule, args: &[Value], kind: &Kind) -> Option<Vec<Value>> {
        if rule.is(&SUM) {
            let entries = self.entries_of(args[0])?;
            return Some(vec![self.total(entries, kind)]);
        }
        if rule.is(&DOT) {
            let pairs = self.entries_of(args[0])?.into_iter().zip(self.entries_of(args[1])?);
            let products = pairs.map(|(one, two)| self.product(one, two)).collect::<Vec<_>>();
            return Some(vec![self.total(products, kind)]);
        }
        if !rule.is(&CROSS) {
            return None;
        }
        let (a, b) = (self.entries_of(args[0])?, self.entries_of(args[1])?);
        let places = [(1, 2), (2, 0), (0, 1)];
        if [&a, &b].into_iter().any(|entries| entries.len() != 3) || shape(kind) != Some((3, 1)) {
            return None;
        }
        let entry = |(i, j): (usize, usize)| {
            let (one, two) = (self.product(a[i], b[j]), self.product(a[j], b[i]));
            self.difference(one, two)
        };
        Some(places.into_iter().map(entry).collect())
    }

    fn product_of(&mut self, rule: &Rule, args: &[Value], kind: &Kind) -> Option<Vec<Value>> {
        let (of_first, of_second) = (|| {
            if rule.is(&TRANSPOSE) {
                return Some((None, None));
            }
            [(&MATMUL, false, false), (&TR_MUL, true, false), (&MUL_TR, false, true)]
                .into_iter()
                .find(|(known, ..)| rule.is(known))
                .map(|(_, first, second)| (Some(first), Some(second)))
        })()?;
        let (rows, cols) = shape(kind)?;
        let first = self.builder.kind(args[0]);
        let (height, width) = shape(&first)?;
        let Some((of_first, of_second)) = of_first.zip(of_second) else {
            let entries = self.entries_of(args[0])?;
            let places = (0..cols).flat_map(|j| (0..rows).map(move |i| j + i * height));
            return Some(places.map(|place| entries[place]).collect());
        };
        let inner = if of_first { height } else { width };
        if rows * cols * inner > MOST_PRODUCTS {
            return None;
        }
        let (second_height, _) = shape(&self.builder.kind(args[1]))?;
        let (a, b) = (self.entries_of(args[0])?, self.entries_of(args[1])?);
        let places = (0..cols).flat_map(|j| (0..rows).map(move |i| (i, j)));
        let entry = |(i, j): (usize, usize)| {
            let products = (0..inner).map(|k| {
                let one = if of_first { a[k + i * height] } else { a[i + k * height] };
                let two = if of_second { b[j + k * second_height] } else { b[k + j * second_height] };
                self.product(one, two)
            });
            let products = products.collect::<Vec<_>>();
            self.total(products, kind)
        };
        Some(places.map(entry).collect())
    }

    /// One entry that is read, replaced or added to.
    fn entry(&mut self, rule: &Rule, args: &[Value]) -> Option<Vec<Value>> {
        let known = [&INDEX, &INDEX_PAIR, &ADD_AT, &SET_AT, &ADD_AT_PAIR, &SET_AT_PAIR];
        if !known.into_iter().any(|known| rule.is(known)) {
            return None;
        }
        let (rows, cols) = shape(&self.builder.kind(args[0]))?;
        let is_pair = [&INDEX_PAIR, &ADD_AT_PAIR, &SET_AT_PAIR].into_iter().any(|pair| rule.is(pair));
        let place = if is_pair {
            let (i, j) = (self.place(args[1])?, self.place(args[2])?);
            (i < rows && j < cols).then_some(i + j * rows)?
        } else {
            self.place(args[1]).filter(|place| *place < rows * cols)?
        };
        let mut entries = self.entries_of(args[0])?;
        if rule.is(&INDEX) || rule.is(&INDEX_PAIR) {
            return Some(vec![entries[place]]);
        }
        let entry = self.resolve(*args.last()?);
        let is_added = rule.is(&ADD_AT) || rule.is(&ADD_AT_PAIR);
        entries[place] = if is_added { self.sum(entries[place], entry) } else { entry };
        Some(entries)
    }

    /// A rectangle that is read, replaced or added to.
    fn part(&mut self, rule: &Rule, args: &[Value]) -> Option<Vec<Value>> {
        if ![&PART, &ADD_PART, &SET_PART].into_iter().any(|known| rule.is(known)) {
            return None;
        }
        let (rows, cols) = shape(&self.builder.kind(args[0]))?;
        let [i, j, height, width] = [1, 2, 3, 4].map(|place: usize| self.place(args[place]));
        let (i, j, height, width) = (i?, j?, height?, width?);
        if i + height > rows || j + width > cols {
            return None;
        }
        let mut entries = self.entries_of(args[0])?;
        let places = (0..width).flat_map(|w| (0..height).map(move |h| i + h + (j + w) * rows));
        let places = places.collect::<Vec<_>>();
        if rule.is(&PART) {
            return Some(places.into_iter().map(|place| entries[place]).collect());
        }
        let part = self.entries_of(args[5]).filter(|part| part.len() == places.len())?;
        for (place, entry) in places.into_iter().zip(part) {
            entries[place] = if rule.is(&ADD_PART) { self.sum(entries[place], entry) } else { entry };
        }
        Some(entries)
    }

    /// Entries that are written row by row.
    pub(super) fn listed(&mut self, rule: &Rule, args: &[Value], kind: &Kind) -> Option<Vec<Value>> {
        let (rows, cols) = shape(kind).filter(|_| rule.is(&ENTRIES))?;
        let by_rows = args[2..].iter().map(|arg| self.resolve(*arg)).collect::<Vec<_>>();
        Some((0..cols).flat_map(|j| (0..rows).map(move |i| j + i * cols)).map(|place| by_rows[place]).collect())
    }
}
