//! Reverse mode: the transpose of a linearized Program.

use std::collections::{HashMap, HashSet};

use crate::ir::{ArgumentRule, Block, Builder, Formula, Op, Renaming, Rule, Stmt, Value};
use crate::rules::weigh;

use super::{sum, zero_like};

/// Sweeps back over linear statements, from cotangents of results to cotangents of what they depend on.
pub(super) struct Transposer<'b> {
    pub(super) builder: &'b Builder,
    /// Tangents, and what is linear in them. They don't exist in the transposed Program.
    linear: HashSet<Value>,
    cotangents: HashMap<Value, Value>,
    primal_of: HashMap<Value, Value>,
}

impl<'b> Transposer<'b> {
    pub(super) fn new(
        builder: &'b Builder,
        primal_of: HashMap<Value, Value>,
        tangents: &[Value],
        stmts: &[Stmt],
    ) -> Transposer<'b> {
        let linear = tangents.iter().copied().collect();
        let mut transposer = Transposer { builder, linear, cotangents: HashMap::new(), primal_of };
        transposer.mark(stmts);
        transposer
    }

    /// Finds the linear values: a value that is read from a linear one is linear.
    fn mark(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            for block in &stmt.blocks {
                if matches!(stmt.op, Op::Map { .. }) {
                    let entries = block.params.iter().zip(&stmt.args);
                    let linear = entries.filter(|(_, arg)| self.linear.contains(arg)).map(|(entry, _)| *entry);
                    let linear = linear.collect::<Vec<_>>();
                    self.linear.extend(linear);
                }
                self.mark(&block.stmts);
            }
            let by_args = stmt.args.iter().any(|arg| self.linear.contains(arg));
            for (place, result) in stmt.results.iter().enumerate() {
                let by_blocks = stmt
                    .blocks
                    .iter()
                    .any(|block| block.results.get(place).is_some_and(|result| self.linear.contains(result)));
                if by_args || by_blocks {
                    self.linear.insert(*result);
                }
            }
        }
    }

    pub(super) fn is_linear(&self, value: Value) -> bool {
        self.linear.contains(&value)
    }

    /// The value that has the shape of a tangent.
    pub(super) fn primal_of(&self, tangent: Value) -> Value {
        self.primal_of.get(&tangent).copied().unwrap_or(tangent)
    }

    /// Appends what of the statements is not linear.
    pub(super) fn primal(&self, stmts: &[Stmt]) {
        for stmt in stmts {
            if let Some(stmt) = self.primal_part(stmt) {
                self.builder.push(stmt);
            }
        }
    }

    fn primal_part(&self, stmt: &Stmt) -> Option<Stmt> {
        let kept = |place: &usize| !self.is_linear(stmt.results[*place]);
        let places = (0..stmt.results.len()).filter(kept).collect::<Vec<_>>();
        if places.is_empty() && !stmt.results.is_empty() {
            return None;
        }
        let mut part = stmt.clone();
        part.results = places.iter().map(|place| stmt.results[*place]).collect();
        if matches!(stmt.op, Op::If) {
            for block in &mut part.blocks {
                block.stmts = block.stmts.iter().filter_map(|stmt| self.primal_part(stmt)).collect();
                block.results = places.iter().map(|place| block.results[*place]).collect();
            }
        }
        Some(part)
    }

    /// Copies a block, and what is known of its values.
    pub(super) fn copy(&mut self, block: &Block, renaming: &mut Renaming) -> Block {
        let copy = renaming.block(self.builder, block);
        let mut inside = block.params.clone();
        collect(&block.stmts, &mut inside);
        for value in inside {
            if self.is_linear(value) {
                self.linear.insert(renaming.get(value));
            }
            if let Some(primal) = self.primal_of.get(&value) {
                self.primal_of.insert(renaming.get(value), renaming.get(*primal));
            }
        }
        copy
    }

    /// Works with no cotangents of the outside, and drops those of the inside.
    pub(super) fn inside<T>(&mut self, work: impl FnOnce(&mut Self) -> T) -> T {
        let outside = std::mem::take(&mut self.cotangents);
        let result = work(self);
        self.cotangents = outside;
        result
    }

    pub(super) fn accumulate(&mut self, value: Value, cotangent: Value) {
        let total = match self.cotangents.get(&value) {
            Some(so_far) => sum(self.builder, *so_far, cotangent),
            None => cotangent,
        };
        self.cotangents.insert(value, total);
    }

    pub(super) fn accumulate_if_linear(&mut self, value: Value, cotangent: Value) {
        if self.is_linear(value) {
            self.accumulate(value, cotangent);
        }
    }

    pub(super) fn accumulate_all(&mut self, value: Value, cotangent: Option<Value>) {
        if let Some(cotangent) = cotangent {
            self.accumulate(value, cotangent);
        }
    }

    /// The cotangent of a value, complete once all its uses have been swept over.
    pub(super) fn take(&mut self, value: Value) -> Option<Value> {
        let cotangent = self.cotangents.remove(&value)?;
        if let Some(name) = self.primal_of.get(&value).and_then(|primal| self.builder.name_of(*primal)) {
            self.builder.name(cotangent, name.with("_bar"));
        }
        Some(cotangent)
    }

    /// The cotangent so far, which is not complete.
    pub(super) fn take_part(&mut self, value: Value) -> Option<Value> {
        self.cotangents.remove(&value)
    }

    /// The cotangent so far, of a vector or matrix.
    pub(super) fn take_tensor(&mut self, value: Value) -> Option<Value> {
        if self.builder.kind(value).tensor().is_some() { self.cotangents.remove(&value) } else { None }
    }

    pub(super) fn cotangent_or_zero(&mut self, value: Value, like: Value) -> Value {
        self.take(value).unwrap_or_else(|| zero_like(self.builder, like))
    }

    pub(super) fn backward(&mut self, stmts: &[Stmt]) {
        for stmt in stmts.iter().rev() {
            if !stmt.results.iter().any(|result| self.is_linear(*result)) {
                continue;
            }
            self.builder.at(stmt.span);
            match &stmt.op {
                Op::Apply(rule) => self.apply(rule, stmt),
                Op::If => self.conditional(stmt),
                Op::Map { located } => self.map(stmt, *located),
                Op::Generate => self.generate(stmt),
                Op::Constant(_) | Op::Fragment(_) | Op::Pullback | Op::Assert(_) => {
                    unreachable!("`{}` is never linear", stmt.op)
                }
            }
        }
    }

    fn apply(&mut self, rule: &'static Rule, stmt: &Stmt) {
        let Some(cotangent) = self.take(stmt.results[0]) else { return };
        let builder = self.builder;
        for (position, arg) in stmt.args.iter().enumerate() {
            if !self.is_linear(*arg) {
                continue;
            }
            // Linear values don't exist any more; a formula may ask for their shapes only.
            let shape = |arg: &Value| if self.is_linear(*arg) { self.primal_of(*arg) } else { *arg };
            let args = stmt.args.iter().map(|arg| builder.node(shape(arg))).collect();
            let formula = Formula { builder, args, result: builder.node(stmt.results[0]), position };
            let weighed = match rule.argument(position).expect("linear in this argument") {
                ArgumentRule::Linear(transpose) => Some(transpose(&formula, builder.node(cotangent)).value()),
                ArgumentRule::Slope { slope, linear: true } => weigh(builder, slope(&formula), cotangent),
                ArgumentRule::LinearInto(add) => {
                    let so_far = self.cotangents.remove(arg);
                    let so_far = so_far.unwrap_or_else(|| zero_like(builder, self.primal_of(*arg)));
                    Some(add(&formula, builder.node(so_far), builder.node(cotangent)).value())
                }
                ArgumentRule::Slope { linear: false, .. } | ArgumentRule::Differential(_) | ArgumentRule::Constant => {
                    unreachable!("`{}` is not linear in argument {position}", rule.name)
                }
            };
            self.accumulate_all(*arg, weighed);
        }
    }
}

/// Every value that statements define, in nested blocks too.
fn collect(stmts: &[Stmt], into: &mut Vec<Value>) {
    for stmt in stmts {
        into.extend(&stmt.results);
        for block in &stmt.blocks {
            into.extend(&block.params);
            collect(&block.stmts, into);
        }
    }
}
