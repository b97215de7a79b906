//! Taylor coefficients: every value that varies becomes the array of its coefficients along a line.
//!
//! Statements between two branches or loops are one [`System`]: their values first, then one loop over the orders. Which
//! branch is taken, and how often a loop runs, is decided by the values, the coefficients of order 0.

use std::collections::HashMap;

use proc_macro2::{Ident, Span};

use crate::ir::{Block, Builder, Constant, Dim, Elem, Int, Kind, Name, Op, Program, Stmt, Value};
use crate::rules::array::{ELEMENT, PUSH, SET_ELEMENT};
use crate::rules::entry::{ENTRY, SET_ENTRY};
use crate::rules::integer::{CAST, INT_ADD, INT_CAST, INT_DIV, INT_GE, INT_MIN, INT_REM, INT_SUB};
use crate::rules::list::REPEAT;
use crate::rules::logic::{AND, EQ};
use crate::rules::scalar::arithmetic::MUL;
use crate::rules::scalar::power::POWI;
use crate::rules::tensor::access::{INDEX, LEN, NROWS};
use crate::rules::tensor::construct::{EMPTY, FROM_ELEMENT};
use crate::rules::zero_like;

use super::series::System;
use super::sum;

/// An operation that has no series here, and where it stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beyond {
    pub(crate) operation: &'static str,
    pub(crate) span: Span,
}

/// The Taylor coefficients of a Program's results along a line; `count` is the const parameter that says how many.
///
/// The parameters are those of the primal, then the directions; the results are arrays of coefficients.
pub(crate) fn taylor(mut program: Program, wrt: &[Value], count: &str) -> Result<Program, Beyond> {
    program.primal = program.values.len();
    let Block { params, stmts, results } = program.body.clone();
    let builder = Builder::over(program);
    let mut expander = Expander {
        builder: &builder,
        count: Dim::Named(count.into()),
        plain: HashMap::new(),
        series: HashMap::new(),
        beyond: None,
    };
    let directions = wrt.iter().map(|param| expander.line(*param)).collect::<Vec<_>>();
    expander.stmts(&stmts);
    let results = results.iter().map(|result| expander.lifted(*result)).collect();
    let beyond = expander.beyond;
    let program = builder.finish([params, directions].concat(), results);
    beyond.map_or(Ok(program), Err)
}

pub(super) struct Expander<'b> {
    pub(super) builder: &'b Builder,
    /// How many coefficients.
    count: Dim,
    /// Values that stand for others: the coefficient of order 0 of what has a series.
    plain: HashMap<Value, Value>,
    /// The coefficients of values, all orders of them.
    series: HashMap<Value, Value>,
    beyond: Option<Beyond>,
}

impl Expander<'_> {
    /// The coefficient of order 0.
    pub(super) fn plain(&self, value: Value) -> Value {
        self.plain.get(&value).copied().unwrap_or(value)
    }

    /// The coefficients of a value of order 0, if it varies.
    pub(super) fn series(&self, plain: Value) -> Option<Value> {
        self.series.get(&plain).copied()
    }

    pub(super) fn set_series(&mut self, plain: Value, series: Value) {
        self.series.insert(plain, series);
    }

    pub(super) fn refuse(&mut self, operation: &'static str, span: Span) {
        self.beyond.get_or_insert(Beyond { operation, span });
    }

    /// How many coefficients, as a value.
    pub(super) fn count(&self) -> Value {
        self.builder.size(&self.count)
    }

    /// The kind of the coefficients of a value: an array of reals, a `Vec` of all else.
    pub(super) fn kind(&self, of: &Kind) -> Kind {
        let length = if of.is_real() { self.count.clone() } else { Dim::Dyn };
        Kind::Array(Box::new(of.clone()), length)
    }

    /// The coefficients before any is known.
    pub(super) fn unknown(&self, of: &Kind) -> Value {
        let builder = self.builder;
        if of.is_real() {
            return builder.apply_as(&REPEAT, &[builder.zero(of.clone()), self.count()], self.kind(of));
        }
        let none = builder.int(0);
        builder.apply_as(&EMPTY, &[none, none], self.kind(of))
    }

    /// Coefficients with the next one known.
    pub(super) fn with(&self, series: Value, order: Value, coefficient: Value) -> Value {
        if self.builder.kind(coefficient).is_real() {
            self.builder.apply(&SET_ELEMENT, &[series, order, coefficient])
        } else {
            self.builder.apply(&PUSH, &[series, coefficient])
        }
    }

    /// Coefficients of which that of order 0 is known. Those of a factored matrix are matrices, and of order 0 the
    /// factors stand for it.
    pub(super) fn start(&self, plain: Value) -> Value {
        let builder = self.builder;
        let kind = builder.kind(plain).tangent();
        let first = if builder.kind(plain) == kind { plain } else { zero_like(builder, plain) };
        let series = self.with(self.unknown(&kind), builder.int(0), first);
        if let Some(name) = builder.name_of(plain) {
            builder.name(series, name.with("_series"));
        }
        series
    }

    /// The coefficients of a constant.
    fn constant(&self, plain: Value) -> Value {
        let builder = self.builder;
        let start = self.start(plain);
        if builder.kind(plain).is_real() {
            return start;
        }
        let zero = zero_like(builder, plain);
        self.orders(builder.int(1), vec![start], |_, so_far| vec![builder.apply(&PUSH, &[so_far[0], zero])])[0]
    }

    /// The coefficients of a value, of constants too.
    fn lifted(&self, value: Value) -> Value {
        let plain = self.plain(value);
        self.series(plain).unwrap_or_else(|| self.constant(plain))
    }

    /// `x + s t`, for a parameter that is differentiated by; gives its direction.
    fn line(&mut self, param: Value) -> Value {
        let builder = self.builder;
        let direction = builder.like(param);
        let two = builder.int(2);
        let known = builder.apply(&INT_MIN, &[self.count(), two]);
        let start = vec![self.start(param)];
        let mut series = counted(builder, "k", [builder.int(1), known], start, |order, so_far| {
            vec![self.with(so_far[0], order, direction)]
        });
        if !builder.kind(param).is_real() {
            let zero = zero_like(builder, direction);
            series = self.orders(two, series, |_, so_far| vec![builder.apply(&PUSH, &[so_far[0], zero])]);
        }
        self.set_series(param, series[0]);
        direction
    }

    /// An integer as a real, of the type of another value's.
    pub(super) fn real(&self, number: Value, like: Value) -> Value {
        let elem = self.builder.kind(like).elem().cloned().unwrap_or(Elem::Any);
        self.builder.apply_as(&CAST, &[number], Kind::Real(elem))
    }

    /// A loop over the orders from some on, which carries values.
    pub(super) fn orders(
        &self,
        from: Value,
        start: Vec<Value>,
        body: impl FnOnce(Value, &[Value]) -> Vec<Value>,
    ) -> Vec<Value> {
        counted(self.builder, "k", [from, self.count()], start, body)
    }
}

/// A loop over a range, which carries values.
pub(super) fn counted(
    builder: &Builder,
    index: &str,
    range: [Value; 2],
    start: Vec<Value>,
    body: impl FnOnce(Value, &[Value]) -> Vec<Value>,
) -> Vec<Value> {
    let like = |value: &Value| {
        let carried = builder.fresh(builder.kind(*value), true);
        if let Some(name) = builder.name_of(*value) {
            builder.name(carried, name);
        }
        carried
    };
    let number = builder.fresh(Kind::Int(Int::Named("usize")), false);
    builder.name(number, Name::of(&Ident::new(index, Span::mixed_site())));
    let carried = start.iter().map(like).collect::<Vec<_>>();
    let params = std::iter::once(number).chain(carried.iter().copied()).collect();
    let block = builder.block(params, || body(number, &carried));
    let results = start.iter().map(like).collect::<Vec<_>>();
    let args = range.into_iter().chain(start).collect();
    let op = Op::For { reversed: false };
    builder.push(Stmt { results: results.clone(), op, args, blocks: vec![block], span: builder.span() });
    results
}

impl Expander<'_> {
    fn stmts(&mut self, stmts: &[Stmt]) {
        let mut run = Vec::new();
        for stmt in stmts {
            self.builder.at(stmt.span);
            self.forget(&stmt.results);
            match &stmt.op {
                Op::Apply(rule) if rule.is(&POWI) && self.is_varied(stmt.args[0]) => {
                    System::expand(self, &std::mem::take(&mut run));
                    self.power(&self.renamed(stmt));
                }
                Op::Constant(_) | Op::Fragment(_) | Op::Assert(_) | Op::Apply(_) => run.push(self.renamed(stmt)),
                Op::If | Op::For { .. } | Op::While | Op::Map { .. } | Op::Generate => {
                    System::expand(self, &std::mem::take(&mut run));
                    self.builder.at(stmt.span);
                    self.with_blocks(stmt);
                }
                Op::Call(_) => self.refuse("a call of the function by itself", stmt.span),
                Op::Pullback => unreachable!("pullbacks are made by reverse mode"),
            }
        }
        System::expand(self, &run);
    }

    /// Where a loop is read again, values have the coefficients of the last reading.
    fn forget(&mut self, values: &[Value]) {
        for value in values {
            self.plain.remove(value);
            self.series.remove(value);
        }
    }

    /// A statement on the coefficients of order 0.
    fn renamed(&self, stmt: &Stmt) -> Stmt {
        Stmt { args: stmt.args.iter().map(|arg| self.plain(*arg)).collect(), ..stmt.clone() }
    }

    fn with_blocks(&mut self, stmt: &Stmt) {
        match stmt.op {
            Op::If => self.branch(stmt),
            Op::For { .. } | Op::While => self.repeat(stmt),
            Op::Map { located } => self.map(stmt, located),
            Op::Generate => self.generate(stmt),
            Op::Constant(_) | Op::Fragment(_) | Op::Assert(_) | Op::Apply(_) | Op::Call(_) | Op::Pullback => {
                unreachable!("a statement without blocks")
            }
        }
    }

    /// Says that a value is known by its coefficients.
    fn define(&mut self, value: Value, series: Value) {
        let builder = self.builder;
        let plain = builder.apply(&ELEMENT, &[series, builder.int(0)]);
        if let Some(name) = builder.name_of(value) {
            builder.name(plain, name.clone());
            builder.name(series, name.with("_series"));
        }
        self.plain.insert(value, plain);
        self.set_series(plain, series);
    }

    fn is_varied(&self, value: Value) -> bool {
        self.series.contains_key(&self.plain(value))
    }

    /// What leaves a block: coefficients of what varies.
    fn leaving(&self, values: &[Value], varied: &[bool]) -> Vec<Value> {
        let pairs = values.iter().zip(varied);
        pairs.map(|(value, varied)| if *varied { self.lifted(*value) } else { self.plain(*value) }).collect()
    }

    /// Results of a statement: new ones for what varies, to be defined when the statement stands.
    fn arriving(&mut self, values: &[Value], varied: &[bool]) -> Vec<Value> {
        let builder = self.builder;
        let is_factor = |(value, varied): (&Value, &bool)| *varied && matches!(builder.kind(*value), Kind::Factor(..));
        if values.iter().zip(varied).any(is_factor) {
            self.refuse("a factorization that leaves a branch or a loop", builder.span());
        }
        let pairs = values.iter().zip(varied);
        let fresh = |value: Value| builder.fresh(self.kind(&builder.kind(value)), true);
        pairs.map(|(value, varied)| if *varied { fresh(*value) } else { *value }).collect()
    }

    fn define_all(&mut self, values: &[Value], arrived: &[Value], varied: &[bool]) {
        for ((value, series), varied) in values.iter().zip(arrived).zip(varied) {
            if *varied {
                self.define(*value, *series);
            }
        }
    }

    fn branch(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let blocks = stmt.blocks.iter().map(|block| {
            builder.block(block.params.clone(), || {
                self.stmts(&block.stmts);
                Vec::new()
            })
        });
        let blocks = blocks.collect::<Vec<_>>();
        let of = |place: usize| stmt.blocks.iter().any(|block| self.is_varied(block.results[place]));
        let varied = (0..stmt.results.len()).map(of).collect::<Vec<_>>();
        let blocks = blocks.into_iter().zip(&stmt.blocks);
        let blocks = blocks.map(|(block, primal)| builder.reopen(block, || self.leaving(&primal.results, &varied)));
        let blocks = blocks.collect();
        let results = self.arriving(&stmt.results, &varied);
        let args = vec![self.plain(stmt.args[0])];
        builder.push(Stmt { results: results.clone(), op: Op::If, args, blocks, span: stmt.span });
        self.define_all(&stmt.results, &results, &varied);
    }

    fn repeat(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let at = stmt.op.carries().expect("a loop");
        let inits = &stmt.args[at.args..];
        let mut varied = inits.iter().map(|init| self.is_varied(*init)).collect::<Vec<_>>();
        // A value may come to vary in the loop, and hand that on in the next iteration.
        let body = loop {
            let body = self.iteration(&stmt.blocks[0], &varied);
            let results = stmt.blocks[0].results.iter().zip(&varied);
            let found = results.map(|(result, varied)| *varied || self.is_varied(*result)).collect::<Vec<_>>();
            if found == varied {
                break builder.reopen(body, || self.leaving(&stmt.blocks[0].results, &varied));
            }
            varied = found;
        };
        let mut blocks = vec![body];
        if let Some(condition) = stmt.blocks.get(1) {
            let block = self.iteration(condition, &varied);
            blocks.push(builder.reopen(block, || vec![self.plain(condition.results[0])]));
        }
        let args = stmt.args[..at.args].iter().map(|arg| self.plain(*arg)).collect::<Vec<_>>();
        let args = [args, self.leaving(inits, &varied)].concat();
        let arrived = self.arriving(&stmt.results[at.results..], &varied);
        let results = [&stmt.results[..at.results], &arrived].concat();
        builder.push(Stmt { results, op: stmt.op.clone(), args, blocks, span: stmt.span });
        self.define_all(&stmt.results[at.results..], &arrived, &varied);
    }

    /// A block of a loop, without its results.
    fn iteration(&mut self, block: &Block, varied: &[bool]) -> Block {
        let builder = self.builder;
        let arrived = self.arriving(&block.params[1..], varied);
        let params = std::iter::once(block.params[0]).chain(arrived.iter().copied()).collect();
        builder.block(params, || {
            self.forget(&block.params[1..]);
            self.define_all(&block.params[1..], &arrived, varied);
            self.stmts(&block.stmts);
            Vec::new()
        })
    }
}

impl Expander<'_> {
    /// A power with an exponent that is an integer: at zero a product, as it has all coefficients there.
    fn power(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let [x, exponent] = [stmt.args[0], stmt.args[1]];
        if builder.known_int(exponent).is_some() {
            return System::expand(self, std::slice::from_ref(stmt));
        }
        let Some(series) = self.series(x) else { return builder.push(stmt.clone()) };
        let zero = builder.number(0.0).value();
        let is_zero = builder.apply(&EQ, &[x, zero]);
        let is_power = builder.apply(&INT_GE, &[exponent, builder.int(0)]);
        let condition = builder.apply(&AND, &[is_zero, is_power]);
        let product = builder.block(Vec::new(), || {
            let one = builder.constant(Constant::Real(1.0, None), builder.kind(x));
            let times = builder.apply_as(&INT_CAST, &[exponent], Kind::Int(Int::Named("usize")));
            let start = vec![self.start(one)];
            counted(builder, "factor", [builder.int(0), times], start, |_, so_far| {
                vec![self.product(&builder.kind(x), so_far[0], series)]
            })
        });
        let power = builder.block(Vec::new(), || {
            System::expand(self, std::slice::from_ref(stmt));
            vec![self.lifted(stmt.results[0])]
        });
        let coefficients = builder.branch(condition, product, power)[0];
        self.define(stmt.results[0], coefficients);
    }

    /// All coefficients of a product of reals.
    fn product(&self, real: &Kind, a: Value, b: Value) -> Value {
        let builder = self.builder;
        let unknown = self.unknown(real);
        self.orders(builder.int(0), vec![unknown], |k, so_far| {
            let end = builder.apply(&INT_ADD, &[k, builder.int(1)]);
            let zero = builder.zero(real.clone());
            let total = counted(builder, "j", [builder.int(0), end], vec![zero], |j, so_far| {
                let rest = builder.apply(&INT_SUB, &[k, j]);
                let product =
                    builder.apply(&MUL, &[builder.apply(&ELEMENT, &[a, j]), builder.apply(&ELEMENT, &[b, rest])]);
                vec![sum(builder, so_far[0], product)]
            });
            vec![self.with(so_far[0], k, total[0])]
        })[0]
    }

    /// A function of entries: the coefficients of one entry after another.
    fn map(&mut self, stmt: &Stmt, located: bool) {
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
    fn generate(&mut self, stmt: &Stmt) {
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
    fn entry(&mut self, arg: Value, entry: Value, place: Value) {
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
    fn store(&self, entry: Value, into: &[Value], path: &[Value]) -> Vec<Value> {
        let builder = self.builder;
        let series = self.lifted(entry);
        self.orders(builder.int(0), into.to_vec(), |order, so_far| {
            let coefficient = builder.apply(&ELEMENT, &[series, order]);
            let args = [&[so_far[0], coefficient, order], path].concat();
            vec![builder.apply(&SET_ENTRY, &args)]
        })
    }
}
