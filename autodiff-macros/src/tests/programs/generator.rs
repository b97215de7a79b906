//! Makes a Program from a seed.

use std::collections::HashMap;

use nalgebra::DMatrix;

use crate::ir::interpret::Datum;
use crate::ir::{Builder, Dim, Elem, Int, Kind, Tensor, Value};
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR, INDEX, INDEX_PAIR, SET_AT, SET_AT_PAIR};
use crate::tests::support::random::Random;
use crate::tests::support::subject::Subject;

use super::scalars::SCALARS;
use super::tensors::{ENTRYWISE, PRODUCTS, REDUCTIONS};

/// Numbers that passes know of, or that are lost beside others.
const SPECIAL: [f64; 8] = [0.0, -0.0, 1.0, -1.0, 2.0, 0.5, 1e-9, 1e3];

/// The number that the integer parameter is.
const COUNT: usize = 2;

/// The Program of a seed with so many statements, at a random point. With fewer statements it starts the same.
pub(super) fn generate(seed: u64, statements: usize) -> Subject {
    generate_with(seed, statements, |_| {})
}

/// The same, with what comes after these statements.
pub(super) fn generate_with(seed: u64, statements: usize, last: impl FnOnce(&mut Generator<'_>)) -> Subject {
    let builder = Builder::new();
    let mut generator = Generator::new(&builder, Random::new(seed));
    let (args, wrt) = generator.params();
    let params = generator.params.clone();
    for _ in 0..statements {
        generator.statement();
    }
    last(&mut generator);
    let results = generator.results();
    Subject { program: builder.finish(params, results), wrt, args }
}

/// How large a value is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Size {
    Scalar,
    /// Rows and columns.
    Tensor(usize, usize),
    /// Scalars in an array.
    Array(usize),
}

pub(super) struct Generator<'b> {
    pub(super) builder: &'b Builder,
    pub(super) random: Random,
    params: Vec<Value>,
    /// What a statement may read.
    pub(super) visible: Vec<Value>,
    pub(super) sizes: HashMap<Value, Size>,
    /// Integers that are visible, and where they end.
    pub(super) indices: Vec<(Value, usize)>,
    /// Blocks around the statement at hand.
    pub(super) nesting: usize,
}

impl<'b> Generator<'b> {
    fn new(builder: &'b Builder, random: Random) -> Generator<'b> {
        let (params, visible, indices) = (Vec::new(), Vec::new(), Vec::new());
        Generator { builder, random, params, visible, sizes: HashMap::new(), indices, nesting: 0 }
    }

    /// Scalars, vectors, a row vector, matrices and an array, one or more of them varied, then an integer.
    fn params(&mut self) -> (Vec<Datum>, Vec<usize>) {
        let dynamic = self.random.once_in(2);
        let dim = |size: usize| if dynamic && size != 1 { Dim::Dyn } else { Dim::Known(size) };
        let tensors = [(3, 1), (3, 1), (1, 3), (2, 3), (3, 3)].map(|(rows, cols)| Size::Tensor(rows, cols));
        let sizes = [&[Size::Scalar, Size::Scalar], &tensors[..], &[Size::Array(3)]].concat();
        let always = self.random.below(sizes.len());
        let (mut args, mut wrt) = (Vec::new(), Vec::new());
        for (place, size) in sizes.into_iter().enumerate() {
            let varied = place == always || self.random.once_in(2);
            let real = Kind::Real(Elem::F64);
            let (kind, arg) = match size {
                Size::Scalar => (real, self.random.entry().into()),
                Size::Tensor(rows, cols) => {
                    let entries = DMatrix::from_fn(rows, cols, |_, _| self.random.entry());
                    let tensor = Tensor { elem: Elem::F64, rows: dim(rows), cols: dim(cols) };
                    (Kind::Tensor(tensor), Datum::Tensor(entries))
                }
                Size::Array(length) => {
                    let elements = (0..length).map(|_| self.random.entry().into()).collect();
                    (Kind::Array(Box::new(real), Dim::Dyn), Datum::Array(elements))
                }
            };
            let param = self.builder.fresh(kind, varied);
            self.params.push(param);
            self.define(param, size);
            args.push(arg);
            wrt.extend(varied.then_some(place));
        }
        let count = self.builder.fresh(Kind::Int(Int::Named("usize")), false);
        self.params.push(count);
        self.indices.push((count, COUNT + 1));
        args.push(COUNT.into());
        (args, wrt)
    }

    pub(super) fn define(&mut self, value: Value, size: Size) {
        self.visible.push(value);
        self.sizes.insert(value, size);
    }

    /// The latest scalar, and sometimes the latest other value or any.
    fn results(&mut self) -> Vec<Value> {
        let (scalars, others) =
            self.visible.iter().partition::<Vec<Value>, _>(|value| self.sizes[value] == Size::Scalar);
        let (scalar, other) = (scalars.last().copied(), others.last().copied());
        let any = self.random.pick(&self.visible);
        let others = [other.filter(|_| self.random.once_in(2)), Some(any).filter(|_| self.random.once_in(4))];
        others.into_iter().flatten().chain(scalar).collect()
    }

    pub(super) fn statement(&mut self) {
        match self.random.below(23) {
            20 => self.over_rows(),
            21..=22 => self.in_lanes(),
            0..=4 => self.scalar(),
            5..=6 => self.entrywise(),
            7..=8 => self.product(),
            9..=10 => self.reduction(),
            11..=12 => self.access(),
            13..=14 => self.array(),
            15 => self.map(),
            16 => self.construct(),
            17 => self.branch(),
            _ => self.count(),
        }
    }

    /// A visible value of a size that is wanted, the latest more often than others.
    pub(super) fn any(&mut self, wanted: impl Fn(Size) -> bool) -> Option<Value> {
        let values = self.visible.iter().copied().filter(|value| wanted(self.sizes[value])).collect::<Vec<_>>();
        let last = *values.last()?;
        Some(if self.random.once_in(2) { last } else { self.random.pick(&values) })
    }

    /// A scalar that is visible, or a number.
    pub(super) fn any_scalar(&mut self) -> Value {
        let number = self.random.once_in(12);
        match self.any(|size| size == Size::Scalar).filter(|_| !number) {
            Some(scalar) => scalar,
            None => {
                let number = if self.random.once_in(2) { self.random.pick(&SPECIAL) } else { self.random.entry() };
                self.builder.real(number)
            }
        }
    }

    /// A vector or matrix that is visible.
    pub(super) fn any_tensor(&mut self) -> Option<(Value, (usize, usize))> {
        let tensor = self.any(|size| matches!(size, Size::Tensor(..)))?;
        let Size::Tensor(rows, cols) = self.sizes[&tensor] else { unreachable!("a tensor") };
        Some((tensor, (rows, cols)))
    }

    /// A visible value of the kind and size of this one.
    pub(super) fn any_like(&mut self, value: Value) -> Value {
        let (kind, size) = (self.builder.kind(value), self.sizes[&value]);
        let alike = |other: &&Value| self.sizes[*other] == size && self.builder.kind(**other) == kind;
        let alike = self.visible.iter().filter(alike).copied().collect::<Vec<_>>();
        let last = alike.last().copied().unwrap_or(value);
        if alike.is_empty() || self.random.once_in(2) { last } else { self.random.pick(&alike) }
    }

    /// An integer below `end`: a number, or one that is visible.
    pub(super) fn any_index(&mut self, end: usize) -> Value {
        let visible = self.indices.iter().filter(|(_, last)| *last <= end).map(|(index, _)| *index);
        let visible = visible.collect::<Vec<_>>();
        if visible.is_empty() || self.random.once_in(2) {
            self.builder.int(self.random.below(end) as i128)
        } else {
            self.random.pick(&visible)
        }
    }

    pub(super) fn scalar(&mut self) {
        if self.random.once_in(3) {
            return self.of_the_table();
        }
        let (x, y) = (self.any_scalar(), self.any_scalar());
        let make = self.random.pick(SCALARS);
        let value = make(self.builder.node(x), self.builder.node(y)).value();
        self.define(value, Size::Scalar);
    }

    pub(super) fn entrywise(&mut self) {
        let Some((a, (rows, cols))) = self.any_tensor() else { return self.scalar() };
        let (b, s) = (self.any_like(a), self.any_scalar());
        let make = self.random.pick(ENTRYWISE);
        let value = make(self.builder.node(a), self.builder.node(b), self.builder.node(s)).value();
        self.define(value, Size::Tensor(rows, cols));
    }

    fn product(&mut self) {
        for _ in 0..8 {
            let (Some((a, of_a)), Some((b, of_b))) = (self.any_tensor(), self.any_tensor()) else { break };
            let make = self.random.pick(PRODUCTS);
            if let Some((product, (rows, cols))) = make(self.builder.node(a), self.builder.node(b), of_a, of_b) {
                return self.define(product.value(), Size::Tensor(rows, cols));
            }
        }
        self.scalar();
    }

    pub(super) fn reduction(&mut self) {
        let Some((a, _)) = self.any_tensor() else { return self.scalar() };
        let b = self.any_like(a);
        let make = self.random.pick(REDUCTIONS);
        let value = make(self.builder.node(a), self.builder.node(b)).value();
        self.define(value, Size::Scalar);
    }

    /// Reads an entry, adds to one, or replaces one.
    fn access(&mut self) {
        let Some((a, (rows, cols))) = self.any_tensor() else { return self.scalar() };
        let [i, j, place] = [rows, cols, rows * cols].map(|end| self.any_index(end));
        let s = self.any_scalar();
        let tensor = Size::Tensor(rows, cols);
        match self.random.below(6) {
            0 => self.define(self.builder.apply(&INDEX, &[a, place]), Size::Scalar),
            1 => self.define(self.builder.apply(&INDEX_PAIR, &[a, i, j]), Size::Scalar),
            2 => self.define(self.builder.apply(&ADD_AT, &[a, place, s]), tensor),
            3 => self.define(self.builder.apply(&ADD_AT_PAIR, &[a, i, j, s]), tensor),
            4 => self.define(self.builder.apply(&SET_AT, &[a, place, s]), tensor),
            _ => self.define(self.builder.apply(&SET_AT_PAIR, &[a, i, j, s]), tensor),
        }
    }
}
