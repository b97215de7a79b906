//! Reverse mode: the transpose of a linearized Program.

use crate::ir::hash::HashMap;
use crate::ir::{
    ArgumentRule, Block, Builder, Call, Carries, Formula, Kind, Marks, Op, Renaming, Rule, Stmt, Table, Value,
};
use crate::rules::{weigh, zero_like};

use super::{in_kind, sum};

/// Sweeps back over linear statements, from cotangents of results to cotangents of what they depend on.
pub(super) struct Transposer<'b> {
    pub(super) builder: &'b Builder,
    /// Tangents, and what is linear in them. They don't exist in the transposed Program.
    linear: Marks,
    cotangents: Table<Value>,
    pub(super) primal_of: Table<Value>,
    /// For the primal part of a loop, by its index: values of an iteration, and where they are recorded.
    pub(super) histories: HashMap<Value, Vec<(Value, Value)>>,
    /// Results of fragments with effects, and where they can be read after the statement that they are in.
    pub(super) kept: Table<Value>,
    /// What is kept in the loops that are being recorded.
    pub(super) keep: Marks,
}

impl<'b> Transposer<'b> {
    pub(super) fn new(
        builder: &'b Builder,
        primal_of: Table<Value>,
        tangents: &[Value],
        stmts: &[Stmt],
    ) -> Transposer<'b> {
        let linear = tangents.iter().copied().collect();
        let mut transposer = Transposer {
            builder,
            linear,
            cotangents: Table::default(),
            primal_of,
            histories: HashMap::default(),
            kept: Table::default(),
            keep: Marks::default(),
        };
        transposer.mark(stmts);
        transposer
    }

    /// Finds the linear values: a value that is read from a linear one is linear.
    fn mark(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            // What a loop carries may become linear through a value that is carried beside it.
            let before = loop {
                let before = self.linear.len();
                self.mark_stmt(stmt);
                if self.linear.len() == before {
                    break before;
                }
            };
            debug_assert!(before <= self.linear.len());
        }
    }

    fn mark_stmt(&mut self, stmt: &Stmt) {
        if let Some(at) = stmt.op.carries() {
            return self.mark_loop(stmt, at);
        }
        let into_block: &[Value] = if matches!(stmt.op, Op::Map { .. }) { &stmt.args } else { &[] };
        for block in &stmt.blocks {
            for (param, arg) in block.params.iter().zip(into_block) {
                if self.is_linear(*arg) {
                    self.linear.insert(*param);
                }
            }
            self.mark(&block.stmts);
        }
        let by_args = stmt.args.iter().any(|arg| self.is_linear(*arg));
        for (place, result) in stmt.results.iter().enumerate() {
            let is_result = |block: &Block| block.results.get(place).is_some_and(|value| self.is_linear(*value));
            if by_args || stmt.blocks.iter().any(is_result) {
                self.linear.insert(*result);
            }
        }
    }

    fn mark_loop(&mut self, stmt: &Stmt, at: Carries) {
        let body = &stmt.blocks[0];
        for (place, init) in stmt.args[at.args..].iter().enumerate() {
            if self.is_linear(*init) || self.is_linear(body.results[place]) {
                self.linear.extend(stmt.blocks.iter().map(|block| block.params[place + 1]));
            }
        }
        self.mark(&body.stmts);
        for (place, result) in stmt.results[at.results..].iter().enumerate() {
            if self.is_linear(body.results[place]) || self.is_linear(body.params[place + 1]) {
                self.linear.insert(*result);
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
    pub(super) fn primal(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            let Some(part) = self.primal_part(stmt) else { continue };
            let is_reversed = part.results.len() < stmt.results.len();
            let has_effects = !self.keepers(std::slice::from_ref(stmt)).is_empty();
            match stmt.op {
                Op::For { .. } | Op::While if is_reversed || has_effects => self.recording(stmt, part),
                Op::If if has_effects => self.keeping(stmt, part),
                Op::Constant(_)
                | Op::Fragment(_)
                | Op::Apply(_)
                | Op::If
                | Op::For { .. }
                | Op::While
                | Op::Map { .. }
                | Op::Generate
                | Op::Call(..)
                | Op::Custom(_)
                | Op::Pullback
                | Op::Assert(_) => self.builder.push(part),
            }
        }
    }

    /// Where the result of a fragment with effects can be read.
    pub(super) fn kept(&self, effect: Value) -> Value {
        self.kept.get(&effect).copied().unwrap_or(effect)
    }

    pub(super) fn primal_part(&self, stmt: &Stmt) -> Option<Stmt> {
        let kept = |place: &usize| !self.is_linear(stmt.results[*place]);
        let places = (0..stmt.results.len()).filter(kept).collect::<Vec<_>>();
        let carries = stmt.op.carries();
        // A loop is kept though it carries nothing: its values may be needed in the reverse sweep.
        if places.is_empty() && !stmt.results.is_empty() && carries.is_none() {
            return None;
        }
        let mut part = stmt.clone();
        part.results = places.iter().map(|place| stmt.results[*place]).collect();
        if let Some(at) = carries {
            let carried = places.iter().filter_map(|place| place.checked_sub(at.results)).collect::<Vec<_>>();
            part.args.truncate(at.args);
            part.args.extend(carried.iter().map(|place| stmt.args[place + at.args]));
            for (block, whole) in part.blocks.iter_mut().zip(&stmt.blocks) {
                block.params.truncate(1);
                block.params.extend(carried.iter().map(|place| whole.params[place + 1]));
                block.stmts = whole.stmts.iter().filter_map(|stmt| self.primal_part(stmt)).collect();
            }
            part.blocks[0].results = carried.iter().map(|place| stmt.blocks[0].results[*place]).collect();
        } else if matches!(stmt.op, Op::If) {
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

    /// Follows a renaming of primal values.
    pub(super) fn primal_of_all(&mut self, renaming: &Renaming) {
        self.primal_of.values_mut().for_each(|primal| *primal = renaming.get(*primal));
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

    /// The cotangent of a value in its kind, as variables of loops and branches have it.
    pub(super) fn in_kind_of(&self, value: Value, cotangent: Value) -> Value {
        in_kind(self.builder, cotangent, self.primal_of(value))
    }

    pub(super) fn in_kind_or_zero(&self, value: Value, cotangent: Option<Value>) -> Value {
        match cotangent {
            Some(cotangent) => self.in_kind_of(value, cotangent),
            None => zero_like(self.builder, self.primal_of(value)),
        }
    }

    /// The cotangent so far, of a vector, matrix or array.
    pub(super) fn take_compound(&mut self, value: Value) -> Option<Value> {
        let is_compound = matches!(self.builder.kind(value), Kind::Tensor(_) | Kind::Array(..) | Kind::Record(_));
        if is_compound { self.take_part(value) } else { None }
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
                Op::For { .. } | Op::While => self.count(stmt),
                Op::Map { located } => self.map(stmt, *located),
                Op::Generate => self.generate(stmt),
                Op::Call(Call::Pushforward, callee) => self.directions(callee, stmt),
                Op::Call(_, callee) => self.call(callee, stmt),
                Op::Constant(_) | Op::Fragment(_) | Op::Custom(_) | Op::Pullback | Op::Assert(_) => {
                    unreachable!("`{}` is never linear", stmt.op)
                }
            }
        }
    }

    fn apply(&mut self, rule: &'static Rule, stmt: &Stmt) {
        let Some(cotangent) = self.take(stmt.results[0]) else { return };
        let builder = self.builder;
        // From the last to the first: an update's new entry reads the cotangent before the old value's changes it.
        for (position, arg) in stmt.args.iter().enumerate().rev() {
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
