//! Statements that own blocks: maps, matrices from functions, branches, loops.

use crate::ir::{Block, Dim, Elem, Int, Kind, Op, Stmt, Tensor, Value};
use crate::rules::CAST;
use crate::rules::integer::INT_LT;
use crate::rules::logic::{AND, LT};
use crate::rules::tensor::access::INDEX;
use crate::rules::tensor::construct::{ENTRIES, FROM_ELEMENT};

use super::generator::{Generator, Size};

/// Blocks in blocks.
const DEEPEST: usize = 3;

impl Generator<'_> {
    /// A function of the entries of one to three tensors, and of their places, which reads scalars from around it.
    pub(super) fn map(&mut self) {
        let Some((a, (rows, cols))) = self.any_tensor() else { return self.scalar() };
        let args = (0..1 + self.random.below(3)).map(|n| if n == 0 { a } else { self.any_like(a) }).collect::<Vec<_>>();
        let located = self.random.once_in(4);
        let varied = args.iter().any(|arg| self.builder.is_varied(*arg));
        let entries = args.iter().map(|_| self.builder.fresh(Kind::Real(Elem::F64), varied)).collect();
        let block = self.function(entries, located);
        self.apply_block(Op::Map { located }, &args, block, self.builder.kind(a), (rows, cols));
    }

    /// A matrix of scalars, of one scalar, or of a function of row and column.
    pub(super) fn construct(&mut self) {
        let (rows, cols) = self.random.pick(&[(3, 1), (1, 3), (2, 3), (3, 3)]);
        let sizes = [rows, cols].map(|size| self.builder.int(size as i128));
        let kind = Kind::Tensor(Tensor { elem: Elem::F64, rows: Dim::Known(rows), cols: Dim::Known(cols) });
        let (rule, scalars) = match self.random.below(3) {
            0 => (&ENTRIES, rows * cols),
            1 => (&FROM_ELEMENT, 1),
            _ => {
                let block = self.function(Vec::new(), true);
                return self.apply_block(Op::Generate, &sizes, block, kind, (rows, cols));
            }
        };
        let scalars = (0..scalars).map(|_| self.any_scalar()).collect();
        let value = self.builder.apply_as(rule, &[sizes.to_vec(), scalars].concat(), kind);
        self.define(value, Size::Tensor(rows, cols));
    }

    fn apply_block(&mut self, op: Op, args: &[Value], block: Block, kind: Kind, (rows, cols): (usize, usize)) {
        let varied = self.builder.is_varied(block.results[0]);
        let value = self.builder.emit(op, args, vec![block], kind, varied);
        self.define(value, Size::Tensor(rows, cols));
    }

    /// A block that sees what is visible outside; what `write` defines is not seen after it.
    pub(super) fn inside(&mut self, params: Vec<Value>, write: impl FnOnce(&mut Self) -> Vec<Value>) -> Block {
        let outside = (self.visible.clone(), self.indices.clone());
        self.nesting += 1;
        let block = self.builder.block(params, || write(self));
        self.nesting -= 1;
        (self.visible, self.indices) = outside;
        block
    }

    /// A block from scalars, and from row and column if it is located, to a scalar.
    fn function(&mut self, entries: Vec<Value>, located: bool) -> Block {
        let builder = self.builder;
        let ints = if located { 2 } else { 0 };
        let location = (0..ints).map(|_| builder.fresh(Kind::Int(Int::Named("usize")), false)).collect::<Vec<_>>();
        self.inside([entries.clone(), location.clone()].concat(), |inner| {
            let is_constant =
                |value: &&Value| matches!(inner.sizes[*value], Size::Tensor(..)) && !builder.is_varied(**value);
            let constant = inner.visible.iter().rfind(is_constant).copied();
            inner.visible.retain(|value| inner.sizes[value] == Size::Scalar);
            entries.iter().for_each(|entry| inner.define(*entry, Size::Scalar));
            if let Some(constant) = constant.filter(|_| inner.random.once_in(3)) {
                inner.define(builder.apply(&INDEX, &[constant, builder.int(0)]), Size::Scalar);
            }
            for place in &location {
                inner.define(builder.apply_as(&CAST, &[*place], Kind::Real(Elem::F64)), Size::Scalar);
            }
            for _ in 0..1 + inner.random.below(3) {
                if inner.random.once_in(6) { inner.branch() } else { inner.scalar() }
            }
            vec![*inner.visible.last().expect("a scalar has been made")]
        })
    }

    /// Some statements; in a function of entries, only those that a function of entries may have.
    fn statements(&mut self) {
        let only_scalars = self.visible.iter().all(|value| self.sizes[value] == Size::Scalar);
        for _ in 0..self.random.below(4) {
            if only_scalars { self.scalar() } else { self.statement() }
        }
    }

    /// A branch with one or two results.
    pub(super) fn branch(&mut self) {
        if self.nesting >= DEEPEST {
            return self.scalar();
        }
        let builder = self.builder;
        let [one, two] = [self.any_scalar(), self.any_scalar()].map(|scalar| builder.node(scalar));
        let condition = match self.random.below(4) {
            0 => one.ge(two),
            1 => one.lt(two).and(two.gt(builder.number(0.3))),
            2 => one.le(two).not().or(one.eq(two)),
            _ => one.lt(two),
        };
        let condition = condition.value();
        let other = self.any(|size| size != Size::Scalar).filter(|_| self.random.once_in(2));
        let [then, otherwise] = [0, 1].map(|_| {
            self.inside(Vec::new(), |inner| {
                inner.statements();
                let scalar = inner.any_scalar();
                std::iter::once(scalar).chain(other.map(|other| inner.any_like(other))).collect()
            })
        });
        let results = builder.branch(condition, then, otherwise);
        self.define(results[0], Size::Scalar);
        if let (Some(result), Some(other)) = (results.get(1), other) {
            self.define(*result, self.sizes[&other]);
        }
    }

    /// A loop that carries a scalar and up to two other values, some times none, and sometimes from behind.
    pub(super) fn count(&mut self) {
        let only_scalars = self.visible.iter().all(|value| self.sizes[value] == Size::Scalar);
        if self.nesting >= DEEPEST || only_scalars {
            return self.scalar();
        }
        let builder = self.builder;
        let scalar = self.any_scalar();
        self.sizes.entry(scalar).or_insert(Size::Scalar);
        let mut inits = vec![scalar];
        for _ in 0..self.random.below(3) {
            inits.extend(self.any(|_| true));
        }
        let (from, to) = (self.random.below(2), self.random.below(4));
        let runtime = self.random.once_in(3);
        let end = if runtime { self.indices[0].0 } else { builder.int(to as i128) };
        let end_of_index = if runtime { self.indices[0].1 - 1 } else { to.max(1) };
        let index = builder.fresh(Kind::Int(Int::Named("usize")), false);
        let varied = self.varied(&inits);
        let carried = inits.iter().map(|init| builder.fresh(builder.kind(*init), varied)).collect::<Vec<_>>();
        let block = self.inside([vec![index], carried.clone()].concat(), |inner| {
            inner.indices.push((index, end_of_index));
            for (value, init) in carried.iter().zip(&inits) {
                inner.define(*value, inner.sizes[init]);
            }
            inner.statements();
            inner.statements();
            // Iterations must not make numbers grow.
            let scalar = inner.any_scalar();
            let scalar = builder.node(scalar).sin().value();
            let others = carried[1..].iter().map(|value| inner.any_like(*value)).collect::<Vec<_>>();
            std::iter::once(scalar).chain(others).collect()
        });
        let results = inits.iter().map(|init| builder.fresh(builder.kind(*init), true)).collect::<Vec<_>>();
        if from == 0 && self.random.once_in(3) {
            self.until(&results, &inits, block, end);
            return;
        }
        let op = Op::For { reversed: self.random.once_in(3) };
        let args = [vec![builder.int(from as i128), end], inits.clone()].concat();
        builder.push(Stmt {
            results: results.clone().into(),
            op,
            args: args.into(),
            blocks: vec![block],
            span: builder.span(),
        });
        for (result, init) in results.iter().zip(&inits) {
            self.define(*result, self.sizes[init]);
        }
    }

    /// The same with a condition: as long as the number of iterations is below the end, and what is carried is small.
    fn until(&mut self, results: &[Value], inits: &[Value], body: Block, end: Value) {
        let builder = self.builder;
        let number = builder.fresh(Kind::Int(Int::Named("usize")), false);
        let carried = inits.iter().map(|init| builder.fresh(builder.kind(*init), true)).collect::<Vec<_>>();
        let condition = builder.block([vec![number], carried.clone()].concat(), || {
            let counts = builder.apply(&INT_LT, &[number, end]);
            let small = builder.apply(&LT, &[carried[0], builder.real(5.0)]);
            vec![builder.apply(&AND, &[counts, small])]
        });
        let trips = builder.fresh(Kind::Int(Int::Named("usize")), false);
        let all = [vec![trips], results.to_vec()].concat();
        let (args, blocks) = (inits.to_vec(), vec![body, condition]);
        builder.push(Stmt { results: all.into(), op: Op::While, args: args.into(), blocks, span: builder.span() });
        for (result, init) in results.iter().zip(inits) {
            self.define(*result, self.sizes[init]);
        }
    }

    /// Whether a value that is carried may be varied: it is if one that is visible is.
    fn varied(&self, inits: &[Value]) -> bool {
        inits.iter().chain(&self.visible).any(|value| self.builder.is_varied(*value))
    }
}
