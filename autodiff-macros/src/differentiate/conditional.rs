//! Branches: the derivative of the branch that is taken.

use crate::ir::{Block, Op, Renaming, Stmt, Value, free_values};

use super::linearize::Linearizer;
use super::transpose::Transposer;
use crate::rules::{placeholder, zero_like};

impl Linearizer<'_> {
    /// One `if` for values and tangents: its results are the old ones, then the tangents of those that have one.
    pub(super) fn conditional(&mut self, stmt: &Stmt) {
        let builder = self.builder;
        let blocks = stmt.blocks.iter().map(|block| {
            builder.block(Vec::new(), || {
                self.stmts(&block.stmts);
                block.results.clone()
            })
        });
        let blocks = blocks.collect::<Vec<_>>();
        let varied = (0..stmt.results.len())
            .filter(|place| blocks.iter().any(|block| self.tangent(block.results[*place]).is_some()))
            .collect::<Vec<_>>();
        let with_tangents = blocks.into_iter().map(|block| {
            let values = block.results.clone();
            builder.reopen(block, || {
                let tangents = varied.iter().map(|place| {
                    let value = values[*place];
                    self.tangent(value).unwrap_or_else(|| zero_like(builder, value))
                });
                values.iter().copied().chain(tangents.collect::<Vec<_>>()).collect()
            })
        });
        let blocks = with_tangents.collect();
        let mut results = stmt.results.clone();
        results.extend(varied.iter().map(|place| self.new_tangent(stmt.results[*place])));
        builder.push(Stmt { results, ..stmt.with_blocks(blocks) });
    }
}

impl Transposer<'_> {
    /// The primal part of an `if`, which also gives the values of fragments with effects in it.
    pub(super) fn keeping(&mut self, whole: &Stmt, mut part: Stmt) {
        let builder = self.builder;
        let mut kept = [Vec::new(), Vec::new()];
        let written = whole.blocks.iter().zip(&part.blocks).zip(&mut kept).map(|((whole, part), kept)| {
            builder.block(Vec::new(), || {
                self.primal(&whole.stmts);
                kept.extend(self.keepers(&whole.stmts).into_iter().map(|effect| (effect, self.kept(effect))));
                part.results.clone()
            })
        });
        let written = written.collect::<Vec<_>>();
        let [in_then, in_else] = &kept;
        let blocks = written.into_iter().zip([true, false]).map(|(block, is_then)| {
            let results = block.results.clone();
            builder.reopen(block, || {
                let own = |(_, value): &(Value, Value), is_own: bool| {
                    if is_own { *value } else { placeholder(builder, &builder.kind(*value)) }
                };
                let of_then = in_then.iter().map(|kept| own(kept, is_then)).collect::<Vec<_>>();
                let of_else = in_else.iter().map(|kept| own(kept, !is_then)).collect::<Vec<_>>();
                [results, of_then, of_else].concat()
            })
        });
        part.blocks = blocks.collect();
        for (effect, value) in in_then.iter().chain(in_else) {
            let result = builder.fresh(builder.kind(*value), false);
            part.results.push(result);
            self.kept.insert(*effect, result);
        }
        builder.push(part);
    }

    /// An `if` on the same condition: each branch computes its values again and sweeps back.
    pub(super) fn conditional(&mut self, stmt: &Stmt) {
        let seeds = (0..stmt.results.len())
            .filter_map(|place| Some((place, self.take(stmt.results[place])?)))
            .collect::<Vec<_>>();
        if seeds.is_empty() {
            return;
        }
        let outer = free_values(&stmt.blocks).into_iter().filter(|value| self.is_linear(*value)).collect::<Vec<_>>();
        // A vector that is being accumulated goes through the branches, so that entries are added in place.
        let before = outer.iter().map(|value| self.take_compound(*value)).collect::<Vec<_>>();
        let branches = stmt.blocks.iter().map(|block| self.branch(block, &seeds, &outer, &before)).collect::<Vec<_>>();
        let reached = (0..outer.len())
            .filter(|place| before[*place].is_some() || branches.iter().any(|(_, found)| found[*place].is_some()))
            .collect::<Vec<_>>();
        let builder = self.builder;
        let blocks = branches.into_iter().map(|(block, found)| {
            builder.reopen(block, || {
                reached.iter().map(|place| self.in_kind_or_zero(outer[*place], found[*place])).collect()
            })
        });
        let blocks = blocks.collect::<Vec<_>>();
        let results = reached.iter().map(|place| builder.fresh(builder.kind(outer[*place]), true)).collect::<Vec<_>>();
        builder.push(Stmt {
            results: results.clone().into(),
            op: Op::If,
            args: stmt.args.clone(),
            blocks,
            span: stmt.span,
        });
        for (place, result) in reached.iter().zip(results) {
            self.accumulate(outer[*place], result);
        }
    }

    /// The reverse of one branch, and what reached each of the outer values in it.
    fn branch(
        &mut self,
        block: &Block,
        seeds: &[(usize, Value)],
        outer: &[Value],
        before: &[Option<Value>],
    ) -> (Block, Vec<Option<Value>>) {
        let mut renaming = Renaming::default();
        let mut copy = self.copy(block, &mut renaming);
        let kept = self.keepers(&block.stmts).into_iter().map(|effect| (renaming.get(effect), self.kept(effect)));
        let kept = kept.collect();
        self.without_effects(&mut copy, kept);
        let builder = self.builder;
        let mut found = Vec::new();
        let reversed = builder.block(Vec::new(), || {
            found = self.inside(|inner| {
                for (value, cotangent) in outer.iter().zip(before) {
                    if let Some(cotangent) = cotangent {
                        inner.accumulate(*value, *cotangent);
                    }
                }
                inner.primal(&copy.stmts);
                for (place, seed) in seeds {
                    inner.accumulate_if_linear(copy.results[*place], *seed);
                }
                inner.backward(&copy.stmts);
                // A part of an adjoint is not the adjoint: it gets no name.
                outer.iter().map(|value| inner.take_part(*value)).collect()
            });
            Vec::new()
        });
        (reversed, found)
    }
}
