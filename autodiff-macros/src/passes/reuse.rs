//! A function of all entries of a vector that stands in memory anyway is read in the maps of its derivative, which would
//! compute it again, entry by entry.

use crate::ir::hash::HashMap;
use crate::ir::{Block, Builder, Marks, Op, Program, Rule, Stmt, Value};
use crate::rules::scalar::is_dear;

use super::fuse::{MOST_ARGUMENTS, entrywise};

/// Rewrites the maps of a Program.
pub(super) fn run(program: Program) -> Program {
    if !program.body.stmts.iter().any(has_function) {
        return program;
    }
    let (builder, body) = Builder::rewriting(program);
    let mut standing = body.results.iter().copied().collect();
    stand(&body.stmts, &mut standing);
    let mut reuse = Reuse { builder: &builder, standing, known: HashMap::default() };
    body.stmts.into_iter().for_each(|stmt| reuse.write(stmt));
    builder.finish(body.params, body.results)
}

/// Whether there is a map that could be reused.
fn has_function(stmt: &Stmt) -> bool {
    let is_map = matches!(stmt.op, Op::Map { located: false });
    (is_map && function(stmt).is_some()) || stmt.blocks.iter().flat_map(|block| &block.stmts).any(has_function)
}

/// What is read otherwise than entry by entry, so that it is in memory.
fn stand(stmts: &[Stmt], standing: &mut Marks) {
    for stmt in stmts {
        let is_fused = matches!(stmt.op, Op::Map { .. }) || entrywise(stmt).is_some();
        if !is_fused {
            standing.extend(&stmt.args);
        }
        for block in &stmt.blocks {
            standing.extend(&block.results);
            stand(&block.stmts, standing);
        }
    }
}

struct Reuse<'b> {
    builder: &'b Builder,
    standing: Marks,
    /// The vector that a function of all entries of another one is.
    known: HashMap<(&'static str, Value), Value>,
}

impl Reuse<'_> {
    fn write(&mut self, mut stmt: Stmt) {
        match stmt.op {
            Op::Map { located: false } => {
                stmt = self.reusing(stmt);
                if let Some(function) = function(&stmt).filter(|_| self.standing.contains(&stmt.results[0])) {
                    self.known.insert((function.name, stmt.args[0]), stmt.results[0]);
                }
            }
            Op::Map { located: true }
            | Op::Constant(_)
            | Op::Fragment(_)
            | Op::Apply(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Generate
            | Op::Pullback
            | Op::Assert(_) => stmt.blocks = stmt.blocks.into_iter().map(|block| self.block(block)).collect(),
        }
        self.builder.push(stmt);
    }

    /// What a block computes is not in view after it.
    fn block(&mut self, Block { params, stmts, results }: Block) -> Block {
        let outside = self.known.clone();
        let written = self.builder.block(params, || {
            stmts.into_iter().for_each(|stmt| self.write(stmt));
            results
        });
        self.known = outside;
        written
    }

    /// A map that reads what is known of its arguments.
    fn reusing(&self, stmt: Stmt) -> Stmt {
        let block = &stmt.blocks[0];
        let known = |inner: &Stmt| {
            let (rule, param) = applied(inner)?;
            let place = block.params.iter().position(|own| *own == param)?;
            let whole = *self.known.get(&(rule.name, stmt.args[place]))?;
            Some((inner.results[0], whole))
        };
        let found = block.stmts.iter().filter_map(known).collect::<Vec<_>>();
        let stmts = block.stmts.iter().filter(|inner| known(inner).is_none()).cloned().collect();
        let whole = Block { stmts, ..block.clone() };
        let is_read = |value: Value| {
            let mut is_read = false;
            whole.for_each_use(&mut |read| is_read |= read == value);
            is_read
        };
        let kept = stmt.args.iter().zip(&block.params).filter(|(_, param)| is_read(**param));
        let pairs = kept.map(|(arg, param)| (*arg, *param)).chain(found.iter().map(|(param, arg)| (*arg, *param)));
        let (args, params) = pairs.unzip::<_, _, Vec<_>, Vec<_>>();
        if found.is_empty() || args.len() > MOST_ARGUMENTS {
            return stmt;
        }
        Stmt { args: args.into(), blocks: vec![Block { params, ..whole }], ..stmt }
    }
}

/// The function that a map computes of each entry, if it does nothing else.
fn function(stmt: &Stmt) -> Option<&'static Rule> {
    let block = &stmt.blocks[0];
    let [inner] = &block.stmts[..] else { return None };
    let (rule, param) = applied(inner)?;
    (block.params == [param] && inner.results[..] == block.results[..]).then_some(rule)
}

/// A function that takes long, and what it is a function of.
fn applied(stmt: &Stmt) -> Option<(&'static Rule, Value)> {
    let Op::Apply(rule) = stmt.op else { return None };
    let [argument] = stmt.args[..] else { return None };
    is_dear(rule).then_some((rule, argument))
}
