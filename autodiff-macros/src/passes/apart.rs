//! Small vectors and matrices that come of unit directions, taken apart into their entries.
//!
//! A Jacobian of few rows or columns is swept for one unit direction after another. Most entries of such a direction, and of what
//! comes of it, are structural zeros, and what they are multiplied by need not be computed. What does not depend on a direction
//! stays as it is: the function's own values, and copies of them. Everything that is taken apart is linear in a direction, and sums
//! go over entries in the order in which vectors have them.

mod linear;

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Builder, Constant, Dim, Elem, Kind, Op, Program, Renaming, Rule, Stmt, Value, free_values};
use crate::rules::scalar::arithmetic::{ADD, DIV, MUL, NEG, SCALED, SUB};
use crate::rules::stack::UNIT;
use crate::rules::tensor::access::{INDEX, INDEX_PAIR};
use crate::rules::tensor::construct::ENTRIES;

/// Nothing larger is taken apart.
const MOST_ENTRIES: usize = 16;
/// A Program that would get more statements stays as it is.
const MOST_STATEMENTS: usize = 1500;

pub(super) fn run(program: Program) -> Program {
    if !has_unit(&program, &program.body.stmts) {
        return program;
    }
    let before = program.clone();
    let Block { params, stmts, results } = program.body.clone();
    let builder = Builder::over(program);
    let mut apart = Apart::over(&builder);
    apart.stmts(&stmts);
    let results = results.iter().map(|result| apart.whole(*result)).collect();
    let is_small = apart.made <= MOST_STATEMENTS;
    drop(apart);
    if is_small { builder.finish(params, results) } else { before }
}

/// Whether a small direction stands in the Program, outside of loops.
fn has_unit(program: &Program, stmts: &[Stmt]) -> bool {
    let is_small = |stmt: &Stmt| shape(program.kind(stmt.results[0])).is_some();
    let is_unit = |stmt: &Stmt| matches!(&stmt.op, Op::Apply(rule) if rule.is(&UNIT)) && is_small(stmt);
    stmts.iter().any(is_unit)
}

/// Rows and columns, if they are known and few.
fn shape(kind: &Kind) -> Option<(usize, usize)> {
    let tensor = kind.tensor()?;
    let (Dim::Known(rows), Dim::Known(cols)) = (&tensor.rows, &tensor.cols) else { return None };
    (rows * cols <= MOST_ENTRIES).then_some((*rows, *cols))
}

struct Apart<'b> {
    builder: &'b Builder,
    /// What depends on a direction, and the zeros beside it.
    seeded: HashSet<Value>,
    /// Vectors and matrices that have been taken apart, column by column.
    entries: HashMap<Value, Vec<Value>>,
    /// Those that were put together again, and the entries that were read of others: as far as blocks are open.
    wholes: HashMap<Value, Value>,
    read: HashMap<Value, Vec<Value>>,
    /// What stands for a real.
    aliases: HashMap<Value, Value>,
    zeros: HashSet<Value>,
    ones: HashSet<Value>,
    ints: HashMap<Value, usize>,
    made: usize,
}

impl<'b> Apart<'b> {
    fn over(builder: &'b Builder) -> Apart<'b> {
        Apart {
            builder,
            seeded: HashSet::default(),
            entries: HashMap::default(),
            wholes: HashMap::default(),
            read: HashMap::default(),
            aliases: HashMap::default(),
            zeros: HashSet::default(),
            ones: HashSet::default(),
            ints: HashMap::default(),
            made: 0,
        }
    }

    fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.builder.at(stmt.span);
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::Constant(constant) => self.constant(constant, stmt),
            Op::Apply(rule) => self.apply(rule, stmt),
            Op::If => self.branch(stmt),
            Op::Map { located: false } if self.is_seeded(stmt) => self.map(stmt),
            Op::Map { .. }
            | Op::Fragment(_)
            | Op::For { .. }
            | Op::While
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => self.keep(stmt),
        }
    }

    fn constant(&mut self, constant: &Constant, stmt: &Stmt) {
        let [result] = stmt.results[..] else { return self.keep(stmt) };
        match constant {
            Constant::Int(number, _) => {
                self.ints.extend(usize::try_from(*number).ok().map(|number| (result, number)));
            }
            Constant::Zero => self.zeros.extend(self.builder.kind(result).is_real().then_some(result)),
            Constant::Real(..) | Constant::Bool(_) => {}
        }
        self.builder.push(stmt.clone());
    }

    /// Whether a statement, or a block in it, reads what depends on a direction.
    fn is_seeded(&self, stmt: &Stmt) -> bool {
        let mut found = false;
        stmt.for_each_use(&mut |value| found |= self.seeded.contains(&value));
        found
    }

    fn resolve(&self, value: Value) -> Value {
        self.aliases.get(&value).copied().unwrap_or(value)
    }

    /// A statement that stays, and reads what it reads as a whole.
    fn keep(&mut self, stmt: &Stmt) {
        let is_seeded = self.is_seeded(stmt);
        let args = stmt.args.iter().map(|arg| self.whole(*arg)).collect();
        let outside = free_values(&stmt.blocks);
        let wholes = outside.into_iter().map(|value| (value, self.whole(value))).collect::<HashMap<_, _>>();
        let mut kept = stmt.clone();
        kept.args = args;
        for block in &mut kept.blocks {
            block.map_uses(&|value| wholes.get(&value).copied().unwrap_or(value));
        }
        self.builder.push(kept);
        if is_seeded {
            self.seeded.extend(&stmt.results);
        }
    }

    fn apply(&mut self, rule: &'static Rule, stmt: &Stmt) {
        let [result] = stmt.results[..] else { return self.keep(stmt) };
        let kind = self.builder.kind(result);
        if !kind.is_real() && shape(&kind).is_none() {
            return self.keep(stmt);
        }
        match self.linear(rule, stmt, &kind) {
            Some(entries) => self.define(result, entries),
            None => {
                self.keep(stmt);
                let listed = self.listed(rule, &stmt.args, &kind);
                self.read.extend(listed.map(|entries| (result, entries)));
            }
        }
    }

    /// These entries are a value.
    fn define(&mut self, result: Value, entries: Vec<Value>) {
        if let Some(name) = self.builder.name_of(result) {
            let unnamed = entries.iter().filter(|entry| !self.zeros.contains(entry) && !self.ones.contains(entry));
            unnamed.for_each(|entry| self.builder.name(*entry, name.clone()));
        }
        self.seeded.insert(result);
        self.seeded.extend(&entries);
        if let (true, [only]) = (self.builder.kind(result).is_real(), &entries[..]) {
            self.aliases.insert(result, *only);
        } else {
            self.entries.insert(result, entries);
        }
    }

    /// The entries of a vector or matrix that is small, column by column; of a real, itself.
    fn entries_of(&mut self, value: Value) -> Option<Vec<Value>> {
        let kind = self.builder.kind(value);
        if kind.is_real() {
            return Some(vec![self.resolve(value)]);
        }
        if let Some(entries) = self.entries.get(&value).or_else(|| self.read.get(&value)) {
            return Some(entries.clone());
        }
        // Constant Rust may have its type from what it meets as a whole: an entry of `Vector2::x()` has none.
        let has_type = kind.elem().is_some_and(|elem| *elem != Elem::Any);
        let entries = self.reads(value, shape(&kind).filter(|_| has_type)?);
        self.read.insert(value, entries.clone());
        Some(entries)
    }

    fn reads(&mut self, value: Value, (rows, cols): (usize, usize)) -> Vec<Value> {
        let builder = self.builder;
        let places = (0..cols).flat_map(|j| (0..rows).map(move |i| (i, j)));
        let read = |(i, j): (usize, usize)| {
            let [row, column] = [i, j].map(|place| place as i128);
            if rows == 1 || cols == 1 {
                return builder.apply(&INDEX, &[value, builder.int(row + column)]);
            }
            builder.apply(&INDEX_PAIR, &[value, builder.int(row), builder.int(column)])
        };
        let entries = places.map(read).collect::<Vec<_>>();
        self.made += entries.len();
        if self.seeded.contains(&value) {
            self.seeded.extend(&entries);
        }
        entries
    }

    /// A value put together from its entries, if it was taken apart.
    fn whole(&mut self, value: Value) -> Value {
        let Some(entries) = self.entries.get(&value).cloned() else { return self.resolve(value) };
        if let Some(whole) = self.wholes.get(&value) {
            return *whole;
        }
        let builder = self.builder;
        let kind = builder.kind(value);
        let (rows, cols) = shape(&kind).unwrap_or((entries.len(), 1));
        let sizes = [rows, cols].map(|size| builder.int(size as i128));
        let by_rows = (0..rows).flat_map(|i| (0..cols).map(move |j| i + j * rows)).map(|place| entries[place]);
        let args = sizes.into_iter().chain(by_rows).collect::<Vec<_>>();
        let whole = builder.apply_as(&ENTRIES, &args, kind);
        self.made += 1;
        self.seeded.insert(whole);
        self.wholes.insert(value, whole);
        whole
    }

    /// Statements of a block of a branch, in which values of the outside may be read and put together.
    fn block(&mut self, block: &Block) -> Block {
        let outside = (self.wholes.clone(), self.read.clone());
        let builder = self.builder;
        let written = builder.block(block.params.clone(), || {
            self.stmts(&block.stmts);
            Vec::new()
        });
        (self.wholes, self.read) = outside;
        written
    }

    /// A branch gives entries of what either of its blocks has taken apart.
    fn branch(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let args = stmt.args.iter().map(|arg| self.whole(*arg)).collect();
        let written = stmt.blocks.iter().map(|block| self.block(block)).collect::<Vec<_>>();
        let places = 0..stmt.results.len();
        let at = |place: usize| stmt.blocks.iter().map(move |block| block.results[place]);
        // Of sizes that are known in one block alone, the other one's has no entries.
        let shapes = |place: usize| at(place).map(|value| shape(&builder.kind(value))).collect::<Vec<_>>();
        let is_apart = places.clone().map(|place| {
            let is_known = shapes(place).iter().all(|shape| shape.is_some() && *shape == shapes(place)[0]);
            is_known && at(place).any(|value| self.entries.contains_key(&value))
        });
        let is_apart = is_apart.collect::<Vec<_>>();
        let mut given: Vec<Vec<Vec<Value>>> = Vec::new();
        let blocks = written.into_iter().zip(&stmt.blocks).map(|(written, block)| {
            let outside = (self.wholes.clone(), self.read.clone());
            let written = builder.reopen(written, || {
                let results = block.results.iter().zip(&is_apart).map(|(result, is_apart)| {
                    let entries = if *is_apart { self.entries_of(*result) } else { None };
                    entries.unwrap_or_else(|| vec![self.whole(*result)])
                });
                given.push(results.collect());
                Vec::new()
            });
            (self.wholes, self.read) = outside;
            written
        });
        let mut blocks = blocks.collect::<Vec<_>>();
        let mut results = Vec::new();
        for place in places {
            let result = stmt.results[place];
            let seeded = is_apart[place] || at(place).any(|value| self.seeded.contains(&value));
            let parts = (0..given[0][place].len()).map(|part| {
                let values = given.iter().map(|block| block[place][part]).collect::<Vec<_>>();
                if values.iter().all(|value| self.zeros.contains(value)) {
                    return None;
                }
                let is_entry = is_apart[place];
                let elem = || builder.kind(result).elem().cloned().unwrap_or(Elem::Any);
                results.push(if is_entry { builder.fresh(Kind::Real(elem()), true) } else { result });
                blocks.iter_mut().zip(values).for_each(|(block, value)| block.results.push(value));
                results.last().copied()
            });
            let parts = parts.collect::<Vec<_>>();
            if is_apart[place] || parts == [None] {
                let parts = parts.into_iter().map(|part| part.unwrap_or_else(|| self.zero(&builder.kind(result))));
                let parts = parts.collect();
                self.define(result, parts);
            } else if seeded {
                self.seeded.insert(result);
            }
        }
        builder.push(Stmt { results: results.into(), op: Op::If, args, blocks, span: stmt.span });
    }

    /// An entrywise function, once for each entry.
    fn map(&mut self, stmt: &Stmt) {
        let args = stmt.args.iter().map(|arg| self.entries_of(*arg)).collect::<Option<Vec<_>>>();
        let (Some(args), true) = (args, shape(&self.builder.kind(stmt.results[0])).is_some()) else {
            return self.keep(stmt);
        };
        let block = &stmt.blocks[0];
        let entries = (0..args[0].len()).map(|place| {
            let mut renaming = Renaming::default();
            for (param, arg) in block.params.iter().zip(&args) {
                renaming.insert(*param, arg[place]);
            }
            for stmt in &block.stmts {
                let copy = renaming.stmt(self.builder, stmt);
                self.made += 1;
                self.stmt(&copy);
            }
            self.resolve(renaming.get(block.results[0]))
        });
        let entries = entries.collect();
        self.define(stmt.results[0], entries);
    }

    /// A zero that never was a number, of the elements of this kind.
    fn zero(&mut self, kind: &Kind) -> Value {
        let zero = self.builder.zero(Kind::Real(kind.elem().cloned().unwrap_or(Elem::Any)));
        self.zeros.insert(zero);
        self.seeded.insert(zero);
        zero
    }

    fn one(&mut self, kind: &Kind) -> Value {
        let kind = Kind::Real(kind.elem().cloned().unwrap_or(Elem::Any));
        let one = self.builder.constant(Constant::Real(1.0, None), kind);
        self.ones.insert(one);
        self.seeded.insert(one);
        one
    }

    fn real(&mut self, rule: &'static Rule, args: &[Value]) -> Value {
        self.made += 1;
        let value = self.builder.apply(rule, args);
        self.seeded.insert(value);
        value
    }

    fn sum(&mut self, one: Value, two: Value) -> Value {
        match (self.zeros.contains(&one), self.zeros.contains(&two)) {
            (_, true) => one,
            (true, false) => two,
            (false, false) => self.real(&ADD, &[one, two]),
        }
    }

    fn difference(&mut self, one: Value, two: Value) -> Value {
        match (self.zeros.contains(&one), self.zeros.contains(&two)) {
            (_, true) => one,
            (true, false) => self.negative(two),
            (false, false) => self.real(&SUB, &[one, two]),
        }
    }

    fn negative(&mut self, value: Value) -> Value {
        if self.zeros.contains(&value) { value } else { self.real(&NEG, &[value]) }
    }

    /// `0·x = 0` for structural zeros, `1·x = x`.
    fn product(&mut self, one: Value, two: Value) -> Value {
        let is_zero = |value: &Value| self.zeros.contains(value);
        match [one, two].into_iter().find(is_zero) {
            Some(zero) => zero,
            None if self.ones.contains(&one) => two,
            None if self.ones.contains(&two) => one,
            None => self.real(&MUL, &[one, two]),
        }
    }

    fn quotient(&mut self, one: Value, two: Value) -> Value {
        if self.zeros.contains(&one) { one } else { self.real(&DIV, &[one, two]) }
    }

    /// The cotangent comes first.
    fn scaled(&mut self, one: Value, two: Value) -> Value {
        if self.zeros.contains(&one) { one } else { self.real(&SCALED, &[one, two]) }
    }

    fn total(&mut self, terms: impl IntoIterator<Item = Value>, kind: &Kind) -> Value {
        let total = terms.into_iter().reduce(|one, two| self.sum(one, two));
        total.unwrap_or_else(|| self.zero(kind))
    }
}
