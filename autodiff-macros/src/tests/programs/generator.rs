//! Makes a Program from a seed.

use std::collections::HashMap;

use nalgebra::DMatrix;

use crate::ir::interpret::Datum;
use crate::ir::{Block, Builder, Dim, Elem, Int, Kind, Op, Tensor, Value};
use crate::rules::CAST;
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR, INDEX, INDEX_PAIR};
use crate::rules::tensor::construct::{ENTRIES, FROM_ELEMENT};
use crate::tests::support::random::Random;
use crate::tests::support::subject::Subject;

use super::scalars::SCALARS;
use super::tensors::{ENTRYWISE, PRODUCTS, REDUCTIONS, Shape};

/// The Program of a seed with so many statements, at a random point. With fewer statements it starts the same.
pub(super) fn generate(seed: u64, statements: usize) -> Subject {
    let builder = Builder::new();
    let random = Random::new(seed);
    let mut generator =
        Generator { builder: &builder, random, visible: Vec::new(), shapes: HashMap::new(), nesting: 0 };
    let (args, wrt) = generator.params();
    let params = generator.visible.clone();
    for _ in 0..statements {
        generator.statement();
    }
    let results = generator.results();
    Subject { program: builder.finish(params, results), wrt, args }
}

struct Generator<'b> {
    builder: &'b Builder,
    random: Random,
    /// What a statement may read.
    visible: Vec<Value>,
    shapes: HashMap<Value, Shape>,
    /// Blocks around the statement at hand.
    nesting: usize,
}

impl<'b> Generator<'b> {
    /// Scalars, vectors, a row vector and matrices; one or more of them varied.
    fn params(&mut self) -> (Vec<Datum>, Vec<usize>) {
        let dynamic = self.random.once_in(2);
        let dim = |size: usize| if dynamic && size != 1 { Dim::Dyn } else { Dim::Known(size) };
        let shapes = [None, None, Some((3, 1)), Some((3, 1)), Some((1, 3)), Some((2, 3)), Some((3, 3))];
        let always = self.random.below(shapes.len());
        let (mut args, mut wrt) = (Vec::new(), Vec::new());
        for (place, shape) in shapes.into_iter().enumerate() {
            let varied = place == always || self.random.once_in(2);
            let (kind, arg) = match shape {
                None => (Kind::Real(Elem::F64), self.random.entry().into()),
                Some((rows, cols)) => {
                    let entries = DMatrix::from_fn(rows, cols, |_, _| self.random.entry());
                    let tensor = Tensor { elem: Elem::F64, rows: dim(rows), cols: dim(cols) };
                    (Kind::Tensor(tensor), Datum::Tensor(entries))
                }
            };
            let param = self.builder.fresh(kind, varied);
            self.define(param, shape);
            args.push(arg);
            wrt.extend(varied.then_some(place));
        }
        (args, wrt)
    }

    fn define(&mut self, value: Value, shape: Option<Shape>) {
        self.visible.push(value);
        self.shapes.extend(shape.map(|shape| (value, shape)));
    }

    /// The latest scalar, and sometimes the latest tensor or any value.
    fn results(&mut self) -> Vec<Value> {
        let (tensors, scalars) =
            self.visible.iter().partition::<Vec<Value>, _>(|value| self.shapes.contains_key(value));
        let (scalar, tensor) = (scalars.last().copied(), tensors.last().copied());
        let any = self.random.pick(&self.visible);
        let others = [tensor.filter(|_| self.random.once_in(2)), Some(any).filter(|_| self.random.once_in(4))];
        others.into_iter().flatten().chain(scalar).collect()
    }

    fn statement(&mut self) {
        match self.random.below(16) {
            0..=4 => self.scalar(),
            5..=6 => self.entrywise(),
            7..=8 => self.product(),
            9..=10 => self.reduction(),
            11 => self.access(),
            12..=13 => self.map(),
            14 => self.construct(),
            _ => self.branch(),
        }
    }

    /// A scalar that is visible, the latest more often than others, or a number.
    fn any_scalar(&mut self) -> Value {
        let scalars = self.visible.iter().copied().filter(|value| !self.shapes.contains_key(value)).collect::<Vec<_>>();
        match scalars.last() {
            Some(last) if self.random.once_in(2) => *last,
            Some(_) if !self.random.once_in(8) => self.random.pick(&scalars),
            Some(_) | None => self.builder.real(self.random.entry()),
        }
    }

    /// A vector or matrix that is visible, the latest more often than others.
    fn any_tensor(&mut self) -> Option<(Value, Shape)> {
        let tensors = self.visible.iter().copied().filter(|value| self.shapes.contains_key(value)).collect::<Vec<_>>();
        let last = *tensors.last()?;
        let tensor = if self.random.once_in(2) { last } else { self.random.pick(&tensors) };
        Some((tensor, self.shapes[&tensor]))
    }

    /// A visible tensor of the kind and shape of this one.
    fn any_like(&mut self, tensor: Value) -> Value {
        let kind = self.builder.kind(tensor);
        let alike =
            |value: &&Value| self.shapes.get(value) == self.shapes.get(&tensor) && self.builder.kind(**value) == kind;
        let alike = self.visible.iter().filter(alike).copied().collect::<Vec<_>>();
        self.random.pick(&alike)
    }

    fn scalar(&mut self) {
        let (x, y) = (self.any_scalar(), self.any_scalar());
        let make = self.random.pick(SCALARS);
        let value = make(self.builder.node(x), self.builder.node(y)).value();
        self.define(value, None);
    }

    fn entrywise(&mut self) {
        let Some((a, shape)) = self.any_tensor() else { return self.scalar() };
        let (b, s) = (self.any_like(a), self.any_scalar());
        let make = self.random.pick(ENTRYWISE);
        let value = make(self.builder.node(a), self.builder.node(b), self.builder.node(s)).value();
        self.define(value, Some(shape));
    }

    fn product(&mut self) {
        for _ in 0..8 {
            let (Some((a, of_a)), Some((b, of_b))) = (self.any_tensor(), self.any_tensor()) else { break };
            let make = self.random.pick(PRODUCTS);
            if let Some((product, shape)) = make(self.builder.node(a), self.builder.node(b), of_a, of_b) {
                return self.define(product.value(), Some(shape));
            }
        }
        self.scalar();
    }

    fn reduction(&mut self) {
        let Some((a, _)) = self.any_tensor() else { return self.scalar() };
        let b = self.any_like(a);
        let make = self.random.pick(REDUCTIONS);
        let value = make(self.builder.node(a), self.builder.node(b)).value();
        self.define(value, None);
    }

    /// Reads an entry, or adds to one.
    fn access(&mut self) {
        let Some((a, (rows, cols))) = self.any_tensor() else { return self.scalar() };
        let [i, j, place] = [rows, cols, rows * cols].map(|end| self.builder.int(self.random.below(end) as i128));
        let s = self.any_scalar();
        match self.random.below(4) {
            0 => self.define(self.builder.apply(&INDEX, &[a, place]), None),
            1 => self.define(self.builder.apply(&INDEX_PAIR, &[a, i, j]), None),
            2 => self.define(self.builder.apply(&ADD_AT, &[a, place, s]), Some((rows, cols))),
            _ => self.define(self.builder.apply(&ADD_AT_PAIR, &[a, i, j, s]), Some((rows, cols))),
        }
    }

    /// A function of the entries of one to three tensors, and of their places, which reads scalars from around it.
    fn map(&mut self) {
        let Some((a, shape)) = self.any_tensor() else { return self.scalar() };
        let args = (0..1 + self.random.below(3)).map(|n| if n == 0 { a } else { self.any_like(a) }).collect::<Vec<_>>();
        let located = self.random.once_in(4);
        let varied = args.iter().any(|arg| self.builder.is_varied(*arg));
        let entries = args.iter().map(|_| self.builder.fresh(Kind::Real(Elem::F64), varied)).collect();
        let block = self.function(entries, located);
        self.apply_block(Op::Map { located }, &args, block, self.builder.kind(a), shape);
    }

    /// A matrix of scalars, of one scalar, or of a function of row and column.
    fn construct(&mut self) {
        let shape = self.random.pick(&[(3, 1), (1, 3), (2, 3), (3, 3)]);
        let sizes = [shape.0, shape.1].map(|size| self.builder.int(size as i128));
        let tensor = Tensor { elem: Elem::F64, rows: Dim::Known(shape.0), cols: Dim::Known(shape.1) };
        let kind = Kind::Tensor(tensor);
        let (rule, scalars) = match self.random.below(3) {
            0 => (&ENTRIES, shape.0 * shape.1),
            1 => (&FROM_ELEMENT, 1),
            _ => {
                let block = self.function(Vec::new(), true);
                return self.apply_block(Op::Generate, &sizes, block, kind, shape);
            }
        };
        let scalars = (0..scalars).map(|_| self.any_scalar()).collect();
        let value = self.builder.apply_as(rule, &[sizes.to_vec(), scalars].concat(), kind);
        self.define(value, Some(shape));
    }

    fn apply_block(&mut self, op: Op, args: &[Value], block: Block, kind: Kind, shape: Shape) {
        let varied = self.builder.is_varied(block.results[0]);
        let value = self.builder.emit(op, args, vec![block], kind, varied);
        self.define(value, Some(shape));
    }

    /// A block from scalars, and from row and column if it is located, to a scalar.
    fn function(&mut self, entries: Vec<Value>, located: bool) -> Block {
        let builder = self.builder;
        let ints = if located { 2 } else { 0 };
        let location = (0..ints).map(|_| builder.fresh(Kind::Int(Int::Named("usize")), false)).collect::<Vec<_>>();
        let outside = self.visible.clone();
        let params = [entries.clone(), location.clone()].concat();
        let block = builder.block(params, || {
            self.nesting += 1;
            let constant = outside.iter().rfind(|value| self.shapes.contains_key(value) && !builder.is_varied(**value));
            self.visible.retain(|value| !self.shapes.contains_key(value));
            self.visible.extend(&entries);
            if let Some(constant) = constant.filter(|_| self.random.once_in(3)) {
                self.visible.push(builder.apply(&INDEX, &[*constant, builder.int(0)]));
            }
            for place in &location {
                let place = builder.apply_as(&CAST, &[*place], Kind::Real(Elem::F64));
                self.visible.push(place);
            }
            for _ in 0..1 + self.random.below(3) {
                if self.nesting < 3 && self.random.once_in(6) { self.branch() } else { self.scalar() }
            }
            self.nesting -= 1;
            vec![*self.visible.last().expect("a scalar has been made")]
        });
        self.visible = outside;
        block
    }

    /// A branch with one or two results.
    fn branch(&mut self) {
        if self.nesting > 2 {
            return self.scalar();
        }
        let builder = self.builder;
        let [one, two] = [self.any_scalar(), self.any_scalar()];
        let (one, two) = (builder.node(one), builder.node(two));
        let condition = match self.random.below(4) {
            0 => one.ge(two),
            1 => one.lt(two).and(two.gt(builder.number(0.3))),
            2 => one.le(two).not().or(one.eq(two)),
            _ => one.lt(two),
        };
        let condition = condition.value();
        let tensor = self.any_tensor().filter(|_| self.random.once_in(2));
        let [then, otherwise] = [0, 1].map(|_| self.arm(tensor.map(|(tensor, _)| tensor)));
        let results = builder.branch(condition, then, otherwise);
        self.define(results[0], None);
        if let (Some(result), Some((_, shape))) = (results.get(1), tensor) {
            self.define(*result, Some(shape));
        }
    }

    /// A block to a scalar and, if there is one, a tensor like this.
    fn arm(&mut self, tensor: Option<Value>) -> Block {
        let builder = self.builder;
        let outside = self.visible.clone();
        let block = builder.block(Vec::new(), || {
            self.nesting += 1;
            for _ in 0..self.random.below(4) {
                let scalars = self.visible.iter().all(|value| !self.shapes.contains_key(value));
                if scalars { self.scalar() } else { self.statement() }
            }
            self.nesting -= 1;
            let scalar = self.any_scalar();
            std::iter::once(scalar).chain(tensor.map(|tensor| self.any_like(tensor))).collect()
        });
        self.visible = outside;
        block
    }
}
