//! Counting loops.
//!
//! Forward, a loop carries the tangents beside the values. In reverse, the primal loop records what it carries at the
//! start of each iteration, and a second loop runs the other way: it computes an iteration's values again from the
//! record and sweeps back through them. What of the record nobody reads is dropped later, for an accumulator all of it.

use crate::ir::{Block, Dim, Int, Kind, Op, Renaming, Stmt, Value, free_values};
use crate::rules::array::{ELEMENT, PUSH};
use crate::rules::integer::{INT_CAST, INT_SUB};
use crate::rules::tensor::construct::EMPTY;
use crate::rules::zero_like;

use super::linearize::Linearizer;
use super::transpose::Transposer;

impl Linearizer<'_> {
    /// One loop for values and tangents: it carries the old values, then the tangents of those that have one.
    pub(super) fn count(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let inits = &stmt.args[2..];
        let carried = &stmt.blocks[0].params[1..];
        let mut varied = (0..inits.len()).filter(|place| self.tangent(inits[*place]).is_some()).collect::<Vec<_>>();
        // A value may get its tangent in the loop, and pass it on in the next iteration.
        let block = loop {
            let tangents = varied.iter().map(|place| self.new_tangent(carried[*place])).collect::<Vec<_>>();
            let params = stmt.blocks[0].params.iter().copied().chain(tangents).collect();
            let block = builder.block(params, || {
                self.stmts(&stmt.blocks[0].stmts);
                stmt.blocks[0].results.clone()
            });
            let is_varied = |place: &usize| varied.contains(place) || self.tangent(block.results[*place]).is_some();
            let found = (0..inits.len()).filter(is_varied).collect::<Vec<_>>();
            if found == varied {
                break block;
            }
            varied = found;
        };
        let values = block.results.clone();
        let block = builder.reopen(block, || {
            let tangents = varied.iter().map(|place| self.tangent_or_zero(values[*place])).collect::<Vec<_>>();
            values.iter().copied().chain(tangents).collect()
        });
        let tangents = varied.iter().map(|place| self.tangent_or_zero(inits[*place])).collect::<Vec<_>>();
        let args = stmt.args.iter().copied().chain(tangents).collect();
        let mut results = stmt.results.clone();
        results.extend(varied.iter().map(|place| self.new_tangent(stmt.results[*place])));
        builder.push(Stmt { results, args, blocks: vec![block], ..stmt.clone() });
    }

    fn tangent_or_zero(&self, value: Value) -> Value {
        self.tangent(value).unwrap_or_else(|| zero_like(self.builder, value))
    }
}

impl Transposer<'_> {
    /// The primal part of a loop, recording what it carries at the start of each iteration.
    pub(super) fn recording(&mut self, whole: &Stmt, mut part: Stmt) {
        let builder = self.builder;
        let range = [part.args[0], part.args[1]];
        let body = part.blocks.pop().expect("a loop has a body");
        let carried = body.params[1..].to_vec();
        let kinds = carried.iter().map(|value| Kind::Array(Box::new(builder.kind(*value)), Dim::Dyn));
        let kinds = kinds.collect::<Vec<_>>();
        let fresh = |kind: &Kind| builder.fresh(kind.clone(), false);
        let records = kinds.iter().map(fresh).collect::<Vec<_>>();
        let histories = kinds.iter().map(fresh).collect::<Vec<_>>();
        for (value, (record, history)) in carried.iter().zip(records.iter().zip(&histories)) {
            if let Some(name) = builder.name_of(*value) {
                builder.name(*record, name.with("_before"));
                builder.name(*history, name.with("_before"));
            }
        }
        part.args.extend(kinds.iter().map(|kind| builder.apply_as(&EMPTY, &range, kind.clone())));
        let results = body.results.clone();
        let recorded = builder.block(body.params.iter().copied().chain(records.iter().copied()).collect(), || {
            let pairs = records.iter().zip(&carried);
            let pushed = pairs.map(|(record, value)| builder.apply(&PUSH, &[*record, *value])).collect::<Vec<_>>();
            self.primal(&whole.blocks[0].stmts);
            results.into_iter().chain(pushed).collect()
        });
        part.blocks = vec![recorded];
        part.results.extend(&histories);
        builder.push(part);
        self.histories.insert(whole.results[0], histories);
    }

    /// The loop that runs the other way.
    pub(super) fn count(&mut self, stmt: &Stmt, reversed: bool) {
        let linear = (0..stmt.results.len()).filter(|place| self.is_linear(stmt.results[*place])).collect::<Vec<_>>();
        let seeds = linear.iter().map(|place| self.take(stmt.results[*place])).collect::<Vec<_>>();
        if seeds.iter().all(Option::is_none) {
            return;
        }
        let builder = self.builder;
        let outer = free_values(&stmt.blocks).into_iter().filter(|value| self.is_linear(*value)).collect::<Vec<_>>();
        let seeds = linear
            .iter()
            .zip(seeds)
            .map(|(place, seed)| seed.unwrap_or_else(|| zero_like(builder, self.primal_of(stmt.results[*place]))));
        let seeds = seeds.collect::<Vec<_>>();
        let before = outer.iter().map(|value| {
            let so_far = self.take_part(*value);
            so_far.unwrap_or_else(|| zero_like(builder, self.primal_of(*value)))
        });
        let before = before.collect::<Vec<_>>();
        let block = self.reverse_body(stmt, reversed, &linear, &outer);
        let args = stmt.args[..2].iter().copied().chain(seeds).chain(before).collect::<Vec<_>>();
        let results = args[2..].iter().map(|arg| builder.fresh(builder.kind(*arg), true)).collect::<Vec<_>>();
        let op = Op::For { reversed: !reversed };
        builder.push(Stmt { results: results.clone(), op, args, blocks: vec![block], span: stmt.span });
        let into = linear.iter().map(|place| stmt.args[place + 2]).chain(outer);
        for (value, cotangent) in into.zip(results) {
            self.accumulate_if_linear(value, cotangent);
        }
    }

    /// One iteration of it: the values again, then back through them.
    fn reverse_body(&mut self, stmt: &Stmt, reversed: bool, linear: &[usize], outer: &[Value]) -> Block {
        let builder = self.builder;
        let histories = self.histories.get(&stmt.results[0]).cloned().unwrap_or_default();
        let mut renaming = Renaming::default();
        let copy = self.copy(&stmt.blocks[0], &mut renaming);
        let index = copy.params[0];
        let cotangents = linear.iter().map(|place| self.adjoint(copy.params[place + 1])).collect::<Vec<_>>();
        let totals = outer.iter().map(|value| self.adjoint(*value)).collect::<Vec<_>>();
        let params = std::iter::once(index).chain(cotangents.iter().copied()).chain(totals.iter().copied()).collect();
        builder.block(params, || {
            let place = self.iteration(stmt, index, reversed);
            let again = (0..stmt.results.len()).filter(|place| !linear.contains(place));
            let mut known = Renaming::default();
            for (carried, history) in again.zip(&histories) {
                let value = builder.apply(&ELEMENT, &[*history, place]);
                known.insert(copy.params[carried + 1], value);
                if let Some(name) = builder.name_of(copy.params[carried + 1]) {
                    builder.name(value, name);
                }
            }
            let mut copy = copy;
            copy.map_uses(&|value| known.get(value));
            self.primal_of_all(&known);
            self.inside(|inner| {
                for (value, total) in outer.iter().zip(&totals) {
                    inner.accumulate(*value, *total);
                }
                inner.primal(&copy.stmts);
                for (place, cotangent) in linear.iter().zip(&cotangents) {
                    inner.accumulate_if_linear(copy.results[*place], *cotangent);
                }
                inner.backward(&copy.stmts);
                let carried = linear.iter().map(|place| copy.params[place + 1]).collect::<Vec<_>>();
                let carried = carried.into_iter().map(|param| {
                    let so_far = inner.take_part(param);
                    so_far.unwrap_or_else(|| zero_like(builder, inner.primal_of(param)))
                });
                let carried = carried.collect::<Vec<_>>();
                let totals = outer.iter().map(|value| inner.take_part(*value).expect("starts with its total"));
                carried.into_iter().chain(totals.collect::<Vec<_>>()).collect()
            })
        })
    }

    /// The adjoint of a linear value, as a parameter of the reverse loop.
    fn adjoint(&self, value: Value) -> Value {
        let builder = self.builder;
        let adjoint = builder.fresh(builder.kind(value), true);
        if let Some(name) = builder.name_of(self.primal_of(value)) {
            builder.name(adjoint, name.with("_bar"));
        }
        adjoint
    }

    /// How many iterations the primal loop had made before this index.
    fn iteration(&self, stmt: &Stmt, index: Value, reversed: bool) -> Value {
        let builder = self.builder;
        let iteration = if reversed {
            let last = builder.apply(&INT_SUB, &[stmt.args[1], builder.int(1)]);
            builder.apply(&INT_SUB, &[last, index])
        } else if builder.known_int(stmt.args[0]) == Some(0) {
            index
        } else {
            builder.apply(&INT_SUB, &[index, stmt.args[0]])
        };
        let usize = Kind::Int(Int::Named("usize"));
        if builder.kind(iteration) == usize { iteration } else { builder.apply_as(&INT_CAST, &[iteration], usize) }
    }
}
