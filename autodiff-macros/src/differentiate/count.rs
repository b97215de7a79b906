//! Counting loops.
//!
//! Forward, a loop carries the tangents beside the values. In reverse, the primal loop records what it carries at the
//! start of each iteration, and a second loop runs the other way: it computes an iteration's values again from the
//! record and sweeps back through them. What of the record nobody reads is dropped later, for an accumulator all of it.

use crate::ir::hash::HashMap;
use crate::ir::{Block, Constant, Dim, Int, Kind, Op, Renaming, Stmt, Value, Values, free_values};
use crate::rules::array::{ELEMENT, PUSH};
use crate::rules::integer::iteration;
use crate::rules::scalar::is_dear;
use crate::rules::tensor::construct::EMPTY;
use crate::rules::zero_like;

use super::linearize::Linearizer;
use super::transpose::Transposer;

impl Linearizer<'_> {
    /// One loop for values and tangents: it carries the old values, then the tangents of those that have one.
    pub(super) fn count(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let at = stmt.op.carries().expect("a loop");
        let inits = &stmt.args[at.args..];
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
        let block = self.without_repeats(block);
        let values = block.results.clone();
        let block = builder.reopen(block, || {
            let tangents = varied.iter().map(|place| self.tangent_or_zero(values[*place])).collect::<Vec<_>>();
            values.iter().copied().chain(tangents).collect()
        });
        let tangents = varied.iter().map(|place| self.tangent_or_zero(inits[*place])).collect::<Vec<_>>();
        let args = stmt.args.iter().copied().chain(tangents).collect();
        let mut results = stmt.results.clone();
        results.extend(varied.iter().map(|place| self.new_tangent(stmt.results[at.results + place])));
        let mut blocks = vec![block];
        blocks.extend(stmt.blocks.get(1).map(|condition| {
            // A condition is of values; it has the tangents as parameters like the body.
            let tangents = varied.iter().map(|place| builder.fresh(builder.kind(inits[*place]).tangent(), true));
            let params = condition.params.iter().copied().chain(tangents).collect();
            Block { params, ..condition.clone() }
        }));
        builder.push(Stmt { results, args, ..stmt.with_blocks(blocks) });
    }

    /// A body in which slopes use what it computes anyway, where that takes long.
    fn without_repeats(&mut self, mut block: Block) -> Block {
        let mut seen = HashMap::default();
        let mut repeated = HashMap::default();
        for stmt in &block.stmts {
            if let Op::Apply(rule) = &stmt.op
                && is_dear(rule)
            {
                let value = stmt.results[0];
                let first = *seen.entry((rule.name, stmt.args.clone())).or_insert(value);
                if first != value && self.take_over(first, value) {
                    repeated.insert(value, first);
                }
            }
        }
        block.stmts.retain(|stmt| stmt.results.iter().all(|result| !repeated.contains_key(result)));
        block.map_uses(&|value| repeated.get(&value).copied().unwrap_or(value));
        block
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
        let outside = self.keep.clone();
        self.keep.extend(self.reads_of_carried(&whole.blocks[0]));
        self.keep.extend(self.dear(&whole.blocks[0]));
        let body = part.blocks.remove(0);
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
            for effect in self.keepers(&whole.blocks[0].stmts) {
                let value = self.kept(effect);
                let record = fresh(&value);
                pushed.push(builder.apply(&PUSH, &[record, value]));
                records.push(record);
                sources.push(effect);
            }
            [body.results.clone(), pushed].concat()
        });
        self.keep = outside;
        recorded.params.extend(&records);
        for condition in &mut part.blocks {
            condition.params.extend(records.iter().map(|record| builder.like(*record)));
        }
        // How often a condition will hold is not known before.
        let range = if let Op::For { .. } = part.op { [part.args[0], part.args[1]] } else { [builder.int(0); 2] };
        let empty = |record: &Value| builder.apply_as(&EMPTY, &range, builder.kind(*record));
        part.args.extend(records.iter().map(empty).collect::<Vec<_>>());
        part.blocks.insert(0, recorded);
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
    pub(super) fn count(&mut self, stmt: &Stmt) {
        let at = stmt.op.carries().expect("a loop");
        let carried = &stmt.results[at.results..];
        let linear = (0..carried.len()).filter(|place| self.is_linear(carried[*place])).collect::<Vec<_>>();
        let seeds = linear.iter().map(|place| self.take(carried[*place])).collect::<Vec<_>>();
        if seeds.iter().all(Option::is_none) {
            return;
        }
        let builder = self.builder;
        let outer = free_values(&stmt.blocks).into_iter().filter(|value| self.is_linear(*value)).collect::<Vec<_>>();
        let seeds = linear.iter().zip(seeds).map(|(place, seed)| self.in_kind_or_zero(carried[*place], seed));
        let seeds = seeds.collect::<Vec<_>>();
        let before = outer.iter().map(|value| {
            let so_far = self.take_part(*value);
            self.in_kind_or_zero(*value, so_far)
        });
        let before = before.collect::<Vec<_>>();
        let block = self.reverse_body(stmt, &linear, &outer);
        let (range, op) = match stmt.op {
            Op::For { reversed } => ([stmt.args[0], stmt.args[1]], Op::For { reversed: !reversed }),
            Op::While
            | Op::Constant(_)
            | Op::Fragment(_)
            | Op::Apply(_)
            | Op::If
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => ([builder.int(0), stmt.results[0]], Op::For { reversed: true }),
        };
        let args = range.into_iter().chain(seeds).chain(before).collect::<Vec<_>>();
        let results = args[2..].iter().map(|arg| builder.fresh(builder.kind(*arg), true)).collect::<Vec<_>>();
        builder.push(Stmt {
            results: results.clone().into(),
            op,
            args: args.into(),
            blocks: vec![block],
            span: stmt.span,
        });
        let into = linear.iter().map(|place| stmt.args[place + at.args]).chain(outer);
        for (value, cotangent) in into.zip(results) {
            self.accumulate_if_linear(value, cotangent);
        }
    }

    /// One iteration of it: the values again, then back through them.
    fn reverse_body(&mut self, stmt: &Stmt, linear: &[usize], outer: &[Value]) -> Block {
        let builder = self.builder;
        let histories = self.histories.get(&stmt.blocks[0].params[0]).cloned().unwrap_or_default();
        let mut renaming = Renaming::default();
        let copy = self.copy(&stmt.blocks[0], &mut renaming);
        let index = copy.params[0];
        let cotangents = linear.iter().map(|place| self.adjoint(copy.params[place + 1])).collect::<Vec<_>>();
        let totals = outer.iter().map(|value| self.adjoint(*value)).collect::<Vec<_>>();
        let params = std::iter::once(index).chain(cotangents.iter().copied()).chain(totals.iter().copied()).collect();
        builder.block(params, || {
            let place = iteration(builder, stmt, index);
            let mut known = Renaming::default();
            let mut kept = HashMap::default();
            let params = &stmt.blocks[0].params;
            for (source, history) in &histories {
                let value = builder.apply(&ELEMENT, &[*history, place]);
                let again = renaming.get(*source);
                if let Some(name) = builder.name_of(again) {
                    builder.name(value, name);
                }
                if params.contains(source) {
                    known.insert(again, value);
                } else {
                    kept.insert(again, value);
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
                    inner.in_kind_or_zero(param, so_far)
                });
                let carried = carried.collect::<Vec<_>>();
                let totals = outer.iter().map(|value| {
                    let total = inner.take_part(*value).expect("starts with its total");
                    inner.in_kind_of(*value, total)
                });
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
    pub(super) fn without_effects(&mut self, copy: &mut Block, kept: HashMap<Value, Value>) {
        let mut replaced = HashMap::default();
        without_assertions(&mut copy.stmts);
        self.take_effects(&mut copy.stmts, kept, &mut replaced);
        copy.map_uses(&|value| replaced.get(&value).copied().unwrap_or(value));
        // Tangents of what is kept have its shape.
        self.primal_of.values_mut().for_each(|primal| *primal = replaced.get(primal).copied().unwrap_or(*primal));
    }

    fn take_effects(&self, stmts: &mut Vec<Stmt>, kept: HashMap<Value, Value>, replaced: &mut HashMap<Value, Value>) {
        self.count_as_before(stmts, &kept, replaced);
        stmts.retain(|stmt| {
            let known = stmt.results.iter().filter_map(|result| Some((*result, *kept.get(result)?)));
            let before = replaced.len();
            replaced.extend(known);
            replaced.len() == before
        });
        for stmt in stmts {
            let mut inside = HashMap::default();
            stmt.for_each_definition(&mut |value| {
                inside.extend(kept.get(&value).map(|known| (value, *known)));
            });
            if inside.is_empty() {
                continue;
            }
            if stmt.op.carries().is_none() {
                for block in &mut stmt.blocks {
                    self.take_effects(&mut block.stmts, inside.clone(), replaced);
                }
                continue;
            }
            // Of a loop inside, the values of all its iterations were kept.
            let mut values = HashMap::default();
            let index = stmt.blocks[0].params[0];
            let read = self.builder.block(Vec::new(), || {
                let place = iteration(self.builder, stmt, index);
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

    /// Makes loops with a condition, in a copy of a block, ones over the number of iterations that was kept.
    fn count_as_before(
        &self,
        stmts: &mut Vec<Stmt>,
        kept: &HashMap<Value, Value>,
        replaced: &mut HashMap<Value, Value>,
    ) {
        let mut zero = None;
        for stmt in stmts.iter_mut().filter(|stmt| matches!(stmt.op, Op::While)) {
            let Some(trips) = kept.get(&stmt.results[0]) else { continue };
            let (start, _) = *zero.get_or_insert_with(|| (self.builder.fresh(Kind::Int(Int::Any), false), stmt.span));
            replaced.insert(stmt.results.remove(0), *trips);
            stmt.op = Op::For { reversed: false };
            stmt.blocks.truncate(1);
            stmt.args = [start, *trips].into_iter().chain(stmt.args.iter().copied()).collect();
        }
        if let Some((start, span)) = zero {
            let op = Op::Constant(Constant::Int(0, None));
            stmts.insert(
                0,
                Stmt { results: smallvec::smallvec![start], op, args: Values::default(), blocks: Vec::new(), span },
            );
        }
    }
}

/// Takes out what has been asked for before.
fn without_assertions(stmts: &mut Vec<Stmt>) {
    stmts.retain(|stmt| !matches!(stmt.op, Op::Assert(_)));
    stmts.iter_mut().flat_map(|stmt| &mut stmt.blocks).for_each(|block| without_assertions(&mut block.stmts));
}
