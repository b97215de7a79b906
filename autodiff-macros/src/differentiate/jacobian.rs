//! Jacobians: the derivative along one direction after another, each a column, or for one result after another, each a
//! row.

use proc_macro2::{Ident, Span};

use crate::ir::{Block, Builder, Dim, Elem, Int, Kind, Name, Op, Program, Renaming, Stmt, Tensor, Value};
use crate::rules::array::{ARRAY_LEN, ELEMENT};
use crate::rules::scalar::cast::REAL_CAST;
use crate::rules::stack::{COUNT, SET_STACKED_COLUMN, UNIT};
use crate::rules::tensor::access::{INDEX, LEN, SET_AT_PAIR};
use crate::rules::tensor::construct::{ENTRIES, FROM_ELEMENT};
use crate::rules::tensor::part::{COPY, SET_COLUMN, SET_ROW};
use crate::rules::tensor::product::TRANSPOSE;
use crate::rules::zero_like;

use super::linearize::{Calls, Linearized, linearize};
use super::structure::Structure;
use super::sweep;
use super::transpose::Transposer;

/// What a Jacobian is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sweep {
    /// Columns, each a sweep in forward mode, of a gradient: the result is as large as the parameter.
    Hessian,
    /// Rows, each a sweep in reverse mode.
    Reverse,
    /// Columns, each a sweep in forward mode.
    Forward,
    /// Whatever is fewer, as far as their number is known.
    Fewest,
}

/// The Jacobians of a Program: for each parameter in `wrt` one of each result, in numerator layout.
///
/// Rows are the reals of the result, columns those of the parameter, in the order of the runtime's `Tangent::for_each`.
pub(crate) fn jacobian(mut program: Program, wrt: &[Value], sweep: Sweep) -> Program {
    if program.primal == 0 {
        program.primal = program.values.len();
    }
    // A sweep in forward mode pushes tangents through calls, one in reverse needs what it can transpose.
    let calls = if sweep == Sweep::Hessian { Calls::Pushed } else { Calls::Recorded };
    let Linearized { program, tangents, results, primal_of } = linearize(program, wrt, calls);
    let Block { params, stmts, results: values } = program.body.clone();
    let builder = Builder::over(program);
    let mut transposer = Transposer::new(&builder, primal_of, &tangents, &stmts);
    transposer.primal(&stmts);
    let directions = Directions { builder: &builder, stmts, values, results, wrt: wrt.to_vec(), tangents, sweep };
    let jacobians = match directions.structured(&transposer) {
        Some(jacobians) => jacobians,
        None if directions.by_rows() => directions.rows(&mut transposer),
        None => directions.columns(&mut transposer),
    };
    drop(transposer);
    builder.finish(params, jacobians)
}

/// A linearized Program whose values have been computed.
struct Directions<'b> {
    builder: &'b Builder,
    stmts: Vec<Stmt>,
    values: Vec<Value>,
    /// The tangents of the results.
    results: Vec<Option<Value>>,
    wrt: Vec<Value>,
    tangents: Vec<Value>,
    sweep: Sweep,
}

impl Directions<'_> {
    fn by_rows(&self) -> bool {
        let known = |values: &[Value]| {
            let counts = values.iter().map(|value| match self.builder.kind(*value).stacked() {
                Dim::Known(count) => Some(count),
                Dim::Named(_) | Dim::Generic(_) | Dim::Dyn => None,
            });
            counts.sum::<Option<usize>>()
        };
        match (self.sweep, known(&self.values), known(&self.wrt)) {
            (Sweep::Hessian | Sweep::Forward, ..) => false,
            (Sweep::Reverse, ..) => true,
            (Sweep::Fewest, ..) if self.is_mixed() => true,
            (Sweep::Fewest, Some(rows), Some(columns)) => {
                // Of a real by a real, the gradient.
                rows < columns || rows == 1
            }
            (Sweep::Fewest, Some(_), None) => true,
            (Sweep::Fewest, None, _) => false,
        }
    }

    /// Whether results are of other scalars than parameters: entries are of the parameter's, as cotangents are.
    fn is_mixed(&self) -> bool {
        let elem = |value: &Value| self.builder.kind(*value).elem().filter(|elem| **elem != Elem::Any).cloned();
        let differ = |(one, two): (Elem, Elem)| one != two;
        self.values.iter().any(|value| self.wrt.iter().any(|param| elem(value).zip(elem(param)).is_some_and(differ)))
    }

    /// All Jacobians by their structure, where they have one. That of a real is its gradient, which is cheaper.
    fn structured(&self, transposer: &Transposer<'_>) -> Option<Vec<Value>> {
        let is_vector = |value: &Value| is_vector(&self.builder.kind(*value));
        if !self.values.iter().chain(&self.wrt).all(is_vector) || self.is_mixed() {
            return None;
        }
        let mut found = None;
        let block = self.builder.block(Vec::new(), || {
            let places = 0..self.wrt.len();
            found = places.map(|place| self.structured_by(transposer, place)).collect::<Option<Vec<_>>>();
            Vec::new()
        });
        let found = found?;
        block.stmts.into_iter().for_each(|stmt| self.builder.push(stmt));
        Some(found.concat())
    }

    /// The Jacobians of all results by one parameter.
    fn structured_by(&self, transposer: &Transposer<'_>, place: usize) -> Option<Vec<Value>> {
        let param = self.wrt[place];
        let is_linear = |stmt: &&Stmt| stmt.results.iter().any(|result| transposer.is_linear(*result));
        let linear = self.stmts.iter().filter(is_linear).cloned().collect::<Vec<_>>();
        let mut structure = Structure::new(self.builder, transposer, param, self.tangents[place], self.name());
        structure.through(&linear)?;
        let of_results = self.values.iter().zip(&self.results);
        let jacobians = of_results.map(|(value, tangent)| {
            let matrix = tangent.and_then(|tangent| structure.matrix(structure.of(tangent)));
            let Some(matrix) = matrix else { return self.zeros(*value, param) };
            // Of a product of dynamic and static sizes more is known than its factors say.
            let kind = self.kind(*value, param);
            if !self.builder.kind(matrix).is_of_other_sizes(&kind) {
                return matrix;
            }
            self.builder.apply_as(&COPY, &[self.zeros(*value, param), matrix], kind)
        });
        Some(jacobians.collect())
    }

    fn columns(&self, transposer: &mut Transposer<'_>) -> Vec<Value> {
        let places = 0..self.wrt.len();
        places.flat_map(|place| self.columns_of(transposer, place)).collect()
    }

    /// The Jacobians of all results by one parameter.
    fn columns_of(&self, transposer: &mut Transposer<'_>, place: usize) -> Vec<Value> {
        let (builder, param) = (self.builder, self.wrt[place]);
        if builder.kind(param).is_real() {
            let along = self.along(transposer, place, builder.real(1.0));
            let pairs = along.into_iter().zip(&self.values);
            return pairs.map(|(tangent, value)| self.single_column(tangent, *value, param)).collect();
        }
        if let Some(count) = self.few(param)
            && self.values.iter().all(|value| self.is_small(*value, count))
        {
            return self.entries(transposer, place, count);
        }
        let start = self.values.iter().map(|value| self.zeros(*value, param)).collect::<Vec<_>>();
        self.one_by_one("column", param, start, |column, so_far| {
            let unit = self.unit(param, column);
            let along = self.along(transposer, place, unit);
            let parts = along.into_iter().zip(so_far);
            parts.map(|(tangent, so_far)| tangent.map_or(*so_far, |t| self.set_column(*so_far, column, t))).collect()
        })
    }

    /// How many reals a value is made of, if they are few and known.
    fn few(&self, value: Value) -> Option<usize> {
        match self.builder.kind(value).stacked() {
            Dim::Known(count) if count <= MOST_UNROLLED && count * self.stmts.len() <= MOST_STATEMENTS => Some(count),
            Dim::Known(_) | Dim::Named(_) | Dim::Generic(_) | Dim::Dyn => None,
        }
    }

    /// Whether a Jacobian with so many columns is written entry by entry.
    fn is_small(&self, value: Value, columns: usize) -> bool {
        let kind = self.builder.kind(value);
        matches!(kind.stacked(), Dim::Known(rows) if is_column(&kind) && rows * columns <= MOST_ENTRIES)
    }

    /// The Jacobians of all results by one parameter, of few entries each.
    fn entries(&self, transposer: &mut Transposer<'_>, place: usize, count: usize) -> Vec<Value> {
        let (builder, param) = (self.builder, self.wrt[place]);
        let columns = (0..count).map(|column| {
            let unit = self.unit(param, builder.int(column as i128));
            self.along(transposer, place, unit)
        });
        let columns = columns.collect::<Vec<_>>();
        let matrix = |(result, value): (usize, &Value)| {
            let rows = if let Dim::Known(rows) = builder.kind(*value).stacked() { rows } else { 0 };
            let sizes = [rows, count].map(|size| builder.int(size as i128));
            let elem = builder.kind(param).elem().cloned().unwrap_or(Elem::Any);
            let entries = (0..rows).flat_map(|row| columns.iter().map(move |column| (row, column[result])));
            let entries = entries.map(|(row, tangent)| match tangent {
                Some(tangent) => builder.apply(&INDEX, &[tangent, builder.int(row as i128)]),
                None => builder.zero(Kind::Real(elem.clone())),
            });
            let args = sizes.into_iter().chain(entries.collect::<Vec<_>>()).collect::<Vec<_>>();
            builder.apply_as(&ENTRIES, &args, self.kind(*value, param))
        };
        self.values.iter().enumerate().map(matrix).collect()
    }

    /// The tangents of the results along a direction of one parameter.
    fn along(&self, transposer: &mut Transposer<'_>, place: usize, direction: Value) -> Vec<Option<Value>> {
        let builder = self.builder;
        let mut renaming = Renaming::default();
        for (other, tangent) in self.tangents.iter().enumerate() {
            let along = if other == place { direction } else { zero_like(builder, self.wrt[other]) };
            renaming.insert(*tangent, along);
        }
        let is_linear = |stmt: &&Stmt| stmt.results.iter().any(|result| transposer.is_linear(*result));
        let linear = self.stmts.iter().filter(is_linear).collect::<Vec<_>>();
        let kept = transposer.keepers(&linear.iter().map(|stmt| (*stmt).clone()).collect::<Vec<_>>());
        let stmts = linear.iter().map(|stmt| renaming.stmt(builder, stmt)).collect();
        let mut copy = Block { params: Vec::new(), stmts, results: Vec::new() };
        let kept = kept.into_iter().map(|effect| (renaming.get(effect), transposer.kept(effect))).collect();
        transposer.without_effects(&mut copy, kept);
        copy.stmts.into_iter().for_each(|stmt| builder.push(stmt));
        let tangent = |result: Value| self.in_scalars_of(self.wrt[place], renaming.get(result));
        self.results.iter().map(|result| result.map(tangent)).collect()
    }

    /// A real, vector or matrix with the scalars of another value.
    fn in_scalars_of(&self, other: Value, value: Value) -> Value {
        let (builder, kind) = (self.builder, self.builder.kind(value));
        let Some(elem) =
            builder.kind(other).elem().filter(|elem| self.is_mixed() && kind.elem() != Some(elem)).cloned()
        else {
            return value;
        };
        let cast = |real: Value| builder.apply_as(&REAL_CAST, &[real], Kind::Real(elem.clone()));
        if kind.is_real() {
            return cast(value);
        }
        let Some(Tensor { elem: own, rows, cols }) = kind.tensor().cloned() else { return value };
        let entry = builder.fresh(Kind::Real(own), builder.is_varied(value));
        let block = builder.block(vec![entry], || vec![cast(entry)]);
        let kind = Kind::Tensor(Tensor { elem: elem.clone(), rows, cols });
        builder.emit(Op::Map { located: false }, &[value], vec![block], kind, builder.is_varied(value))
    }

    fn rows(&self, transposer: &mut Transposer<'_>) -> Vec<Value> {
        let of_results = (0..self.values.len()).map(|place| self.rows_of(transposer, place)).collect::<Vec<_>>();
        let by = |place: usize| of_results.iter().map(move |of_result| of_result[place]);
        (0..self.wrt.len()).flat_map(by).collect()
    }

    /// The Jacobians of one result by all parameters.
    fn rows_of(&self, transposer: &mut Transposer<'_>, place: usize) -> Vec<Value> {
        let (builder, value) = (self.builder, self.values[place]);
        if builder.kind(value).is_real() {
            let gradients = self.pulled(transposer, place, builder.real(1.0));
            let pairs = gradients.into_iter().zip(&self.wrt);
            return pairs.map(|(gradient, param)| self.single_row(gradient, *param)).collect();
        }
        if let Some(jacobians) = self.rows_by_entries(transposer, place) {
            return jacobians;
        }
        // Of what is no vector, the transpose is filled column by column.
        let is_vector = |param: Value| is_column(&builder.kind(param));
        let start = self
            .wrt
            .iter()
            .map(|param| if is_vector(*param) { self.zeros(value, *param) } else { self.zeros(*param, value) });
        let start = start.collect::<Vec<_>>();
        let mut fill = |row: Value, so_far: &[Value]| -> Vec<Value> {
            let unit = self.unit(value, row);
            let gradients = self.pulled(transposer, place, unit);
            let parts = gradients.into_iter().zip(&self.wrt).zip(so_far);
            parts
                .map(|((gradient, param), so_far)| {
                    if is_vector(*param) {
                        let transposed = builder.apply(&TRANSPOSE, &[gradient]);
                        builder.apply(&SET_ROW, &[*so_far, row, transposed])
                    } else {
                        self.set_column(*so_far, row, gradient)
                    }
                })
                .collect()
        };
        let filled = match self.few(value) {
            Some(count) => (0..count).fold(start, |so_far, row| fill(builder.int(row as i128), &so_far)),
            None => self.one_by_one("row", value, start, fill),
        };
        let finished = filled.into_iter().zip(&self.wrt);
        finished
            .map(|(filled, param)| if is_vector(*param) { filled } else { builder.apply(&TRANSPOSE, &[filled]) })
            .collect()
    }

    /// The same, where there are few entries.
    fn rows_by_entries(&self, transposer: &mut Transposer<'_>, place: usize) -> Option<Vec<Value>> {
        let (builder, value) = (self.builder, self.values[place]);
        let rows = self.few(value)?;
        let counts = self.wrt.iter().map(|param| match builder.kind(*param).stacked() {
            Dim::Known(count) if rows * count <= MOST_ENTRIES && is_flat(&builder.kind(*param)) => Some(count),
            Dim::Known(_) | Dim::Named(_) | Dim::Generic(_) | Dim::Dyn => None,
        });
        let counts = counts.collect::<Option<Vec<_>>>()?;
        let gradients = (0..rows).map(|row| {
            let unit = self.unit(value, builder.int(row as i128));
            self.pulled(transposer, place, unit)
        });
        let gradients = gradients.collect::<Vec<_>>();
        let entry = |gradient: Value, column: usize| {
            let kind = builder.kind(gradient);
            if kind.is_real() {
                return gradient;
            }
            let read = if kind.tensor().is_some() { &INDEX } else { &ELEMENT };
            builder.apply(read, &[gradient, builder.int(column as i128)])
        };
        let jacobian = |(param, count): (usize, &usize)| {
            let sizes = [rows, *count].map(|size| builder.int(size as i128));
            let entries = gradients.iter().flat_map(|row| (0..*count).map(|column| entry(row[param], column)));
            let args = sizes.into_iter().chain(entries.collect::<Vec<_>>()).collect::<Vec<_>>();
            builder.apply_as(&ENTRIES, &args, self.kind(value, self.wrt[param]))
        };
        Some(counts.iter().enumerate().map(jacobian).collect())
    }

    /// The cotangents of the parameters for one of a result.
    fn pulled(&self, transposer: &mut Transposer<'_>, place: usize, seed: Value) -> Vec<Value> {
        let only = |other: usize| if other == place { self.results[other] } else { None };
        let results = (0..self.results.len()).map(only).collect::<Vec<_>>();
        let seeds = vec![seed; results.len()];
        sweep(transposer, &self.stmts, &results, &seeds, &self.wrt, &self.tangents)
    }

    /// Carries matrices through a loop over all reals of a value.
    fn one_by_one(
        &self,
        name: &str,
        value: Value,
        start: Vec<Value>,
        body: impl FnOnce(Value, &[Value]) -> Vec<Value>,
    ) -> Vec<Value> {
        let builder = self.builder;
        let matrix = |like: &Value| {
            let matrix = builder.fresh(builder.kind(*like), true);
            builder.name(matrix, self.name());
            matrix
        };
        let range = [builder.int(0), self.count(value)];
        let index = builder.fresh(Kind::Int(Int::Named("usize")), false);
        builder.name(index, named(name));
        let carried = start.iter().map(matrix).collect::<Vec<_>>();
        let params = std::iter::once(index).chain(carried.iter().copied()).collect();
        let block = builder.block(params, || body(index, &carried));
        let results = start.iter().map(matrix).collect::<Vec<_>>();
        let args = range.into_iter().chain(start).collect();
        let op = Op::For { reversed: false };
        builder.push(Stmt { results: results.clone().into(), op, args, blocks: vec![block], span: builder.span() });
        results
    }

    /// How a matrix that is being filled is called.
    fn name(&self) -> Name {
        named(if self.sweep == Sweep::Hessian { "hessian" } else { "jacobian" })
    }

    fn count(&self, value: Value) -> Value {
        count(self.builder, value)
    }

    fn unit(&self, like: Value, place: Value) -> Value {
        unit(self.builder, like, place)
    }

    /// The kind of a Jacobian.
    fn kind(&self, result: Value, param: Value) -> Kind {
        kind(self.builder, result, param)
    }

    fn zeros(&self, result: Value, param: Value) -> Value {
        let rows = if self.sweep == Sweep::Hessian { param } else { result };
        zeros(self.builder, result, rows, param)
    }

    fn set_column(&self, matrix: Value, column: Value, reals: Value) -> Value {
        let builder = self.builder;
        let kind = builder.kind(reals);
        if kind.is_real() {
            let row = builder.int(0);
            return builder.apply(&SET_AT_PAIR, &[matrix, row, column, reals]);
        }
        builder.apply(if is_column(&kind) { &SET_COLUMN } else { &SET_STACKED_COLUMN }, &[matrix, column, reals])
    }

    /// The Jacobian by a scalar: the tangent itself, as a column.
    fn single_column(&self, tangent: Option<Value>, value: Value, param: Value) -> Value {
        let builder = self.builder;
        let kind = builder.kind(value);
        let Some(tangent) = tangent else {
            return if kind.is_real() || is_column(&kind) {
                zero_like(builder, value)
            } else {
                self.zeros(value, param)
            };
        };
        if kind.is_real() || is_column(&kind) {
            return tangent;
        }
        let zeros = self.zeros(value, param);
        builder.apply(&SET_STACKED_COLUMN, &[zeros, builder.int(0), tangent])
    }

    /// The Jacobian of a scalar: the gradient itself, as a row.
    fn single_row(&self, gradient: Value, param: Value) -> Value {
        let builder = self.builder;
        let kind = builder.kind(param);
        let is_row = kind.tensor().is_some_and(|tensor| tensor.rows.is_one());
        if kind.is_real() || is_row {
            return gradient;
        }
        if is_column(&kind) {
            return builder.apply(&TRANSPOSE, &[gradient]);
        }
        let tensor = Kind::Tensor(Tensor {
            elem: kind.elem().cloned().unwrap_or(Elem::Any),
            rows: kind.stacked(),
            cols: Dim::ONE,
        });
        let sizes = [self.count(param), builder.int(1)];
        let zeros = builder.apply_as(&FROM_ELEMENT, &[sizes[0], sizes[1], builder.real(0.0)], tensor);
        let column = builder.apply(&SET_STACKED_COLUMN, &[zeros, builder.int(0), gradient]);
        builder.apply(&TRANSPOSE, &[column])
    }
}

/// Sweeps up to this number stand one after the other, without a loop.
pub(super) const MOST_UNROLLED: usize = 6;
/// A function is not repeated where that makes more statements than this.
const MOST_STATEMENTS: usize = 720;
/// A Jacobian with more entries than this is filled column by column.
const MOST_ENTRIES: usize = 36;

/// The kind of a Jacobian.
pub(super) fn kind(builder: &Builder, result: Value, param: Value) -> Kind {
    let kinds = (builder.kind(result), builder.kind(param));
    let elem = kinds.1.elem().or(kinds.0.elem()).cloned().unwrap_or(Elem::Any);
    Kind::Tensor(Tensor { elem, rows: kinds.0.stacked(), cols: kinds.1.stacked() })
}

/// The Jacobian of a constant `result`, which has as many rows as `rows` has reals.
pub(super) fn zeros(builder: &Builder, result: Value, rows: Value, param: Value) -> Value {
    let sizes = [count(builder, rows), count(builder, param)];
    builder.apply_as(&FROM_ELEMENT, &[sizes[0], sizes[1], builder.real(0.0)], kind(builder, result, param))
}

/// How many reals a value is made of.
pub(super) fn count(builder: &Builder, value: Value) -> Value {
    let kind = builder.kind(value);
    match (kind.stacked(), &kind) {
        (dim @ (Dim::Known(_) | Dim::Named(_)), _) => builder.size(&dim),
        (Dim::Generic(_) | Dim::Dyn, Kind::Tensor(_)) => builder.apply(&LEN, &[value]),
        (Dim::Generic(_) | Dim::Dyn, Kind::Array(element, _)) if element.is_real() => {
            builder.apply(&ARRAY_LEN, &[value])
        }
        (
            Dim::Generic(_) | Dim::Dyn,
            Kind::Real(_)
            | Kind::Array(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Geometry(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Factor(..)
            | Kind::Pullback,
        ) => builder.apply(&COUNT, &[value]),
    }
}

/// A direction: one of the reals of a value.
pub(super) fn unit(builder: &Builder, like: Value, place: Value) -> Value {
    let unit = builder.apply_as(&UNIT, &[like, place], builder.kind(like));
    if let Some(name) = builder.name_of(like) {
        builder.name(unit, name.with("_dot"));
    }
    unit
}

/// Whether a value is a column, or an array of reals.
fn is_vector(kind: &Kind) -> bool {
    is_column(kind) || matches!(kind, Kind::Array(element, _) if element.is_real())
}

/// Whether it is a real, a vector or matrix, or an array of reals.
fn is_flat(kind: &Kind) -> bool {
    kind.is_real() || kind.tensor().is_some() || matches!(kind, Kind::Array(element, _) if element.is_real())
}

fn is_column(kind: &Kind) -> bool {
    kind.tensor().is_some_and(|tensor| tensor.cols.is_one())
}

fn named(word: &str) -> Name {
    Name::of(&Ident::new(word, Span::mixed_site()))
}
