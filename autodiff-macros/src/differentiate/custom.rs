//! Functions whose derivatives are given by hand.
//!
//! Of partial derivatives, the blocks are copied where a tangent needs them. Of a derivative along a direction, the
//! transpose asks for one unit direction after another.

use proc_macro2::{Ident, Span};

use crate::ir::{
    Block, Builder, Callee, Constant, Custom, Dim, Kind, Name, Op, Partials, Renaming, Slope, Stmt, Tensor, Value,
};
use crate::rules::scalar::arithmetic::SCALED;
use crate::rules::stack::{SET_STACKED_COLUMN, STACKED_COLUMN};
use crate::rules::tensor::access::SET_AT_PAIR;
use crate::rules::tensor::construct::FROM_ELEMENT;
use crate::rules::tensor::product::DOT;
use crate::rules::{weigh, zero_like};

use super::linearize::Linearizer;
use super::transpose::Transposer;
use super::{jacobian, sum, taylor};

impl Linearizer<'_> {
    /// The tangent of the result: the tangents of the arguments, each times its partial derivative.
    pub(super) fn custom(&mut self, custom: &Custom, stmt: &Stmt) -> Option<Value> {
        let builder = self.builder;
        let Partials { params, by } = builder.partials(custom.rule);
        let mut parts = Vec::new();
        for (arg, partial) in stmt.args.iter().zip(&by) {
            let (Some(tangent), Some(partial)) = (self.tangent(*arg), partial) else { continue };
            parts.extend(weigh(builder, slope(builder, &params, partial, &stmt.args), tangent));
        }
        self.parts.extend(parts.iter().map(|part| (*part, stmt.results[0])));
        parts.into_iter().reduce(|one, two| sum(builder, one, two))
    }
}

impl Transposer<'_> {
    /// The transpose of a derivative along a direction: it is asked for along each unit direction.
    pub(super) fn directions(&mut self, callee: &Callee, stmt: &Stmt) {
        let seeds = stmt.results.iter().map(|result| self.take(*result)).collect::<Vec<_>>();
        if seeds.iter().all(Option::is_none) {
            return;
        }
        let (given, tangents) = stmt.args.split_at(callee.arguments());
        for (place, tangent) in tangents.iter().enumerate() {
            if self.is_linear(*tangent) {
                let cotangent = self.by_directions(stmt, &seeds, given.len() + place);
                self.accumulate(*tangent, cotangent);
            }
        }
    }

    /// The cotangent of one parameter, by the place of its tangent among the arguments.
    fn by_directions(&self, stmt: &Stmt, seeds: &[Option<Value>], place: usize) -> Value {
        let builder = self.builder;
        let like = self.primal_of(stmt.args[place]);
        let kind = builder.kind(like);
        if kind.is_real() {
            return self.weighed_along(stmt, seeds, place, builder.real(1.0));
        }
        let zeros = column_of_zeros(builder, like);
        if let Some(name) = builder.name_of(like) {
            builder.name(zeros, name.with("_bar"));
        }
        let filled = taylor::counted(
            builder,
            "i",
            [builder.int(0), jacobian::count(builder, like)],
            vec![zeros],
            |i, column| {
                let entry = self.weighed_along(stmt, seeds, place, jacobian::unit(builder, like, i));
                vec![builder.apply(&SET_AT_PAIR, &[column[0], i, builder.int(0), entry])]
            },
        )[0];
        if builder.kind(filled) == kind {
            return filled;
        }
        builder.apply_as(&STACKED_COLUMN, &[filled, builder.int(0), like], kind)
    }

    /// What the cotangents of the results say of the derivative along a direction of one parameter.
    fn weighed_along(&self, stmt: &Stmt, seeds: &[Option<Value>], place: usize, direction: Value) -> Value {
        let builder = self.builder;
        let along = stmt.args.iter().enumerate().map(|(other, arg)| match self.is_linear(*arg) {
            true if other == place => direction,
            true => zero_like(builder, self.primal_of(*arg)),
            false => *arg,
        });
        let args = along.collect();
        let results = stmt.results.iter().map(|result| builder.fresh(builder.kind(*result), true)).collect::<Vec<_>>();
        let name = Name::of(&Ident::new("along", Span::mixed_site()));
        results.iter().for_each(|result| builder.name(*result, name.clone()));
        builder.push(Stmt { results: results.clone().into(), args, ..stmt.clone() });
        let pairs = seeds.iter().zip(results);
        let parts = pairs.filter_map(|(seed, tangent)| Some(inner(builder, (*seed)?, tangent)));
        parts.reduce(|one, two| sum(builder, one, two)).expect("a result with a cotangent")
    }
}

/// The sum of the products of all reals of two values of one shape.
fn inner(builder: &Builder, one: Value, two: Value) -> Value {
    match builder.kind(one) {
        Kind::Real(_) => builder.apply(&SCALED, &[one, two]),
        Kind::Tensor(_) => builder.apply(&DOT, &[one, two]),
        Kind::Array(..)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => {
            let stacked = [one, two].map(|value| {
                let zeros = column_of_zeros(builder, value);
                builder.apply(&SET_STACKED_COLUMN, &[zeros, builder.int(0), value])
            });
            builder.apply(&DOT, &stacked)
        }
    }
}

/// A zero for each real of a value.
fn column_of_zeros(builder: &Builder, like: Value) -> Value {
    let kind = builder.kind(like);
    let elem = kind.elem().cloned().expect("what is differentiated has entries");
    let column = Kind::Tensor(Tensor { elem, rows: kind.stacked(), cols: Dim::ONE });
    builder.apply_as(&FROM_ELEMENT, &[jacobian::count(builder, like), builder.int(1), builder.real(0.0)], column)
}

/// A partial derivative at these arguments. It may be infinite anywhere, for all that is known.
fn slope<'b>(builder: &'b Builder, params: &[Value], partial: &Block, args: &[Value]) -> Slope<'b> {
    if let [Stmt { op: Op::Constant(Constant::Real(number, _)), .. }] = partial.stmts[..] {
        return Slope::Number(number);
    }
    let mut renaming = Renaming::default();
    params.iter().zip(args).for_each(|(param, arg)| renaming.insert(*param, *arg));
    for stmt in &partial.stmts {
        let copy = renaming.stmt(builder, stmt);
        builder.push(copy);
    }
    Slope::Steep(builder.node(renaming.get(partial.results[0])))
}
