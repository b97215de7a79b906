//! Taylor coefficients: every value that varies becomes the array of its coefficients along a line.
//!
//! Statements between two branches or loops are one [`System`]: their values first, then one loop over the orders. Which
//! branch is taken, and how often a loop runs, is decided by the values, the coefficients of order 0.

mod blocks;
mod entries;
mod power;
mod series;

use proc_macro2::{Ident, Span};

use crate::ir::hash::HashMap;
use crate::ir::{Block, Builder, Dim, Elem, Int, Kind, Name, Op, Program, Stmt, Value};
use crate::rules::array::{PUSH, SET_ELEMENT};
use crate::rules::integer::{CAST, INT_MIN};
use crate::rules::list::REPEAT;
use crate::rules::tensor::construct::EMPTY;
use crate::rules::zero_like;

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
        plain: HashMap::default(),
        series: HashMap::default(),
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
pub(in crate::differentiate) fn counted(
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
    builder.push(Stmt { results: results.clone().into(), op, args, blocks: vec![block], span: builder.span() });
    results
}
