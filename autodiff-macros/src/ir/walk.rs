//! Visiting Programs: uses, free values, copies under new names.

use std::collections::BTreeSet;

use super::hash::HashMap;
use super::{Assertion, Block, Builder, Op, Stmt, Table, Value, Values};

impl Stmt {
    /// Calls `visit` for each value that the statement or a block in it reads.
    pub(crate) fn for_each_use(&self, visit: &mut impl FnMut(Value)) {
        self.args.iter().copied().for_each(&mut *visit);
        for block in &self.blocks {
            block.for_each_use(visit);
        }
    }

    /// Replaces each value read, in nested blocks too.
    fn map_uses(&mut self, map: &impl Fn(Value) -> Value) {
        self.args.iter_mut().for_each(|arg| *arg = map(*arg));
        self.blocks.iter_mut().for_each(|block| block.map_uses(map));
    }

    /// Calls `visit` for each value that the statement or a block in it defines.
    pub(crate) fn for_each_definition(&self, visit: &mut impl FnMut(Value)) {
        self.results.iter().copied().for_each(&mut *visit);
        for block in &self.blocks {
            block.params.iter().copied().for_each(&mut *visit);
            for stmt in &block.stmts {
                stmt.for_each_definition(visit);
            }
        }
    }
}

impl Block {
    /// Replaces each value read, in nested blocks too.
    pub(crate) fn map_uses(&mut self, map: &impl Fn(Value) -> Value) {
        self.stmts.iter_mut().for_each(|stmt| stmt.map_uses(map));
        self.results.iter_mut().for_each(|result| *result = map(*result));
    }

    pub(crate) fn for_each_use(&self, visit: &mut impl FnMut(Value)) {
        for stmt in &self.stmts {
            stmt.for_each_use(visit);
        }
        self.results.iter().copied().for_each(visit);
    }
}

/// How often each value is read in a block.
pub(crate) fn uses(block: &Block) -> HashMap<Value, usize> {
    let mut counts = HashMap::default();
    block.for_each_use(&mut |value| *counts.entry(value).or_insert(0) += 1);
    counts
}

/// How often each value is read in the body of a Program.
pub(crate) fn all_uses(body: &Block) -> Table<usize> {
    let mut counts = Table::default();
    body.for_each_use(&mut |value| *counts.entry(value).get_or_insert(0) += 1);
    counts
}

/// Whether something in a statement gives a result that may have an effect: whether `effects` of it are any.
pub(crate) fn has_effects(stmt: &Stmt) -> bool {
    let mut inside = stmt.blocks.iter().flat_map(|block| &block.stmts);
    match &stmt.op {
        Op::Fragment(fragment) => fragment.has_effect && !stmt.results.is_empty(),
        Op::Map { .. } | Op::Generate => !stmt.results.is_empty() && inside.any(has_effects),
        Op::Constant(_)
        | Op::Apply(_)
        | Op::If
        | Op::For { .. }
        | Op::While
        | Op::Call(..)
        | Op::Custom(_)
        | Op::Pullback
        | Op::Assert(_) => inside.any(has_effects),
    }
}

/// Whether a statement has effects, or may fail for a reason of the user's: the order of such counts.
pub(crate) fn is_ordered(stmt: &Stmt) -> bool {
    // Which of several demands is the first that is not met makes no difference.
    fn has_assertion(stmt: &Stmt) -> bool {
        matches!(stmt.op, Op::Assert(Assertion::Written(_)))
            || stmt.blocks.iter().flat_map(|block| &block.stmts).any(has_assertion)
    }
    has_effects(stmt) || has_assertion(stmt)
}

/// The results of what may have an effect, in branches and loops too, in order: fragments, and maps of such.
pub(crate) fn effects(stmts: &[Stmt]) -> Vec<Value> {
    let own = |stmt: &Stmt| {
        let mut inside = stmt.blocks.iter().flat_map(|block| effects(&block.stmts));
        match &stmt.op {
            Op::Fragment(fragment) if fragment.has_effect => stmt.results.clone(),
            Op::Map { .. } | Op::Generate if inside.next().is_some() => stmt.results.clone(),
            Op::Fragment(_) | Op::Map { .. } | Op::Generate => Values::default(),
            Op::Constant(_)
            | Op::Apply(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => inside.collect(),
        }
    };
    stmts.iter().flat_map(own).collect()
}

/// The values that blocks read from around them, in order of definition.
pub(crate) fn free_values(blocks: &[Block]) -> Vec<Value> {
    let mut defined = BTreeSet::new();
    let mut read = BTreeSet::new();
    for block in blocks {
        defined.extend(block.params.iter().copied());
        for stmt in &block.stmts {
            stmt.for_each_definition(&mut |value| {
                defined.insert(value);
            });
        }
        block.for_each_use(&mut |value| {
            read.insert(value);
        });
    }
    read.difference(&defined).copied().collect()
}

/// Whether a result of a block may depend on some of its parameters, by numbers or by branches and loops taken.
pub(crate) fn depends_on(block: &Block, params: &[Value]) -> bool {
    let mut reached = params.iter().copied().collect::<BTreeSet<_>>();
    for stmt in &block.stmts {
        let mut is_reached = false;
        stmt.for_each_use(&mut |value| is_reached |= reached.contains(&value));
        if is_reached {
            reached.extend(&stmt.results);
        }
    }
    block.results.iter().any(|result| reached.contains(result))
}

/// Copies statements with fresh values for what they define.
#[derive(Clone, Default)]
pub(crate) struct Renaming {
    map: HashMap<Value, Value>,
}

impl Renaming {
    pub(crate) fn get(&self, value: Value) -> Value {
        self.map.get(&value).copied().unwrap_or(value)
    }

    pub(crate) fn insert(&mut self, from: Value, to: Value) {
        self.map.insert(from, to);
    }

    fn define(&mut self, builder: &Builder, values: &[Value]) -> Vec<Value> {
        values
            .iter()
            .map(|value| {
                let copy = builder.like(*value);
                if let Some(name) = builder.name_of(*value) {
                    builder.name(copy, name);
                }
                self.insert(*value, copy);
                copy
            })
            .collect()
    }

    pub(crate) fn stmt(&mut self, builder: &Builder, stmt: &Stmt) -> Stmt {
        let args = stmt.args.iter().map(|arg| self.get(*arg)).collect();
        let blocks = stmt.blocks.iter().map(|block| self.block(builder, block)).collect();
        let results = self.define(builder, &stmt.results);
        Stmt { results: results.into(), op: stmt.op.clone(), args, blocks, span: stmt.span }
    }

    pub(crate) fn block(&mut self, builder: &Builder, block: &Block) -> Block {
        let params = self.define(builder, &block.params);
        let stmts = block.stmts.iter().map(|stmt| self.stmt(builder, stmt)).collect();
        let results = block.results.iter().map(|result| self.get(*result)).collect();
        Block { params, stmts, results }
    }
}
