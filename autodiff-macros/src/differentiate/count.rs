//! Counting loops.
//!
//! Forward, a loop carries the tangents beside the values. In reverse, the primal loop records what it carries at the
//! start of each iteration, and a second loop runs the other way: it computes an iteration's values again from the
//! record and sweeps back through them. What of the record nobody reads is dropped later, for an accumulator all of it.

use std::collections::HashMap;

use crate::ir::{Block, Dim, Int, Kind, Op, Renaming, Stmt, Value, effects, free_values};
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
    /// The primal part of a loop, recording what it carries at the start of each iteration, and the values of fragments
    /// with effects.
    pub(super) fn recording(&mut self, whole: &Stmt, mut part: Stmt) {
        let builder = self.builder;
        let body = part.blocks.pop().expect("a loop has a body");
        let carried = body.params[1..].to_vec();
        let fresh = |value: &Value| {
            let kind = Kind::Array(Box::new(builder.kind(*value)), Dim::Dyn);
            let record = builder.fresh(kind, false);
            if let Some(name) = builder.name_of(*value) {
                builder.name(record, name.with("_before"));
            }
            record
        };
        let mut records = carried.iter().map(fresh).collect::<Vec<_>>();
        let mut sources = carried.clone();
        let mut recorded = builder.block(body.params.clone(), || {
            let pairs = records.iter().zip(&carried);
            let mut pushed = pairs.map(|(record, value)| builder.apply(&PUSH, &[*record, *value])).collect::<Vec<_>>();
            self.primal(&whole.blocks[0].stmts);
            for effect in effects(&whole.blocks[0].stmts) {
                let value = self.kept(effect);
                let record = fresh(&value);
                pushed.push(builder.apply(&PUSH, &[record, value]));
                records.push(record);
                sources.push(effect);
            }
            [body.results.clone(), pushed].concat()
        });
        recorded.params.extend(&records);
        let range = [part.args[0], part.args[1]];
        let empty = |record: &Value| builder.apply_as(&EMPTY, &range, builder.kind(*record));
        part.args.extend(records.iter().map(empty).collect::<Vec<_>>());
        part.blocks = vec![recorded];
        let histories = sources.into_iter().zip(&records).map(|(source, record)| {
            let history = builder.like(*record);
            if let Some(name) = builder.name_of(*record) {
                builder.name(history, name);
            }
            self.kept.insert(source, history);
            (source, history)
        });
        let histories = histories.collect::<Vec<_>>();
        part.results.extend(histories.iter().map(|(_, history)| *history));
        builder.push(part);
        self.histories.insert(whole.blocks[0].params[0], histories);
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
        let histories = self.histories.get(&stmt.blocks[0].params[0]).cloned().unwrap_or_default();
        let mut renaming = Renaming::default();
        let copy = self.copy(&stmt.blocks[0], &mut renaming);
        let index = copy.params[0];
        let cotangents = linear.iter().map(|place| self.adjoint(copy.params[place + 1])).collect::<Vec<_>>();
        let totals = outer.iter().map(|value| self.adjoint(*value)).collect::<Vec<_>>();
        let params = std::iter::once(index).chain(cotangents.iter().copied()).chain(totals.iter().copied()).collect();
        builder.block(params, || {
            let place = self.iteration(stmt, index, reversed);
            let mut known = Renaming::default();
            let mut kept = HashMap::new();
            let is_effect = effects(&stmt.blocks[0].stmts);
            for (source, history) in &histories {
                let value = builder.apply(&ELEMENT, &[*history, place]);
                let again = renaming.get(*source);
                if let Some(name) = builder.name_of(again) {
                    builder.name(value, name);
                }
                if is_effect.contains(source) {
                    kept.insert(again, value);
                } else {
                    known.insert(again, value);
                }
            }
            let mut copy = copy;
            self.without_effects(&mut copy, kept);
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

    /// Takes fragments with effects out of a copy of a block, and reads the values that were kept of them instead.
    pub(super) fn without_effects(&self, copy: &mut Block, kept: HashMap<Value, Value>) {
        let mut replaced = HashMap::new();
        self.take_effects(&mut copy.stmts, kept, &mut replaced);
        copy.map_uses(&|value| replaced.get(&value).copied().unwrap_or(value));
    }

    fn take_effects(&self, stmts: &mut Vec<Stmt>, kept: HashMap<Value, Value>, replaced: &mut HashMap<Value, Value>) {
        stmts.retain(|stmt| match stmt.results.first().and_then(|result| Some((result, kept.get(result)?))) {
            Some((result, value)) => {
                replaced.insert(*result, *value);
                false
            }
            None => true,
        });
        for stmt in stmts {
            let inside = effects(std::slice::from_ref(stmt));
            let inside = inside.into_iter().filter_map(|effect| Some((effect, *kept.get(&effect)?)));
            let inside = inside.collect::<HashMap<_, _>>();
            if inside.is_empty() {
                continue;
            }
            let Op::For { reversed } = stmt.op else {
                for block in &mut stmt.blocks {
                    self.take_effects(&mut block.stmts, inside.clone(), replaced);
                }
                continue;
            };
            // Of a loop inside, the values of all its iterations were kept.
            let mut values = HashMap::new();
            let index = stmt.blocks[0].params[0];
            let read = self.builder.block(Vec::new(), || {
                let place = self.iteration(stmt, index, reversed);
                let mut ordered = inside.into_iter().collect::<Vec<_>>();
                ordered.sort();
                for (effect, history) in ordered {
                    values.insert(effect, self.builder.apply(&ELEMENT, &[history, place]));
                }
                Vec::new()
            });
            let body = &mut stmt.blocks[0];
            self.take_effects(&mut body.stmts, values, replaced);
            body.stmts.splice(0..0, read.stmts);
        }
    }

    /// How many iterations the primal loop had made before this index.
    fn iteration(&self, stmt: &Stmt, index: Value, reversed: bool) -> Value {
        let builder = self.builder;
        let usize = Kind::Int(Int::Named("usize"));
        let is_wide = builder.kind(index) == usize;
        // A difference of narrow integers may not fit into their type.
        let wide = |value: Value| {
            let isize = Kind::Int(Int::Named("isize"));
            if is_wide { value } else { builder.apply_as(&INT_CAST, &[value], isize) }
        };
        let iteration = if reversed {
            let last = builder.apply(&INT_SUB, &[wide(stmt.args[1]), builder.int(1)]);
            builder.apply(&INT_SUB, &[last, wide(index)])
        } else if builder.known_int(stmt.args[0]) == Some(0) {
            index
        } else {
            builder.apply(&INT_SUB, &[wide(index), wide(stmt.args[0])])
        };
        if builder.kind(iteration) == usize { iteration } else { builder.apply_as(&INT_CAST, &[iteration], usize) }
    }
}
