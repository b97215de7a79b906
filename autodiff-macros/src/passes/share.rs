//! Computes equal things once: the same operation on the same values, where the first is still in view.

use std::collections::HashMap;

use crate::ir::{Block, Constant, Fragment, Op, Program, Stmt, Value};
use crate::rules::list::{LIST, REPEAT};
use crate::rules::tensor::construct::EMPTY;

pub(super) fn run(program: Program) -> Program {
    let mut program = program;
    let mut body = std::mem::take(&mut program.body);
    let mut sharer =
        Sharer { program: &mut program, known: HashMap::new(), order: Vec::new(), aliases: HashMap::new() };
    sharer.block(&mut body);
    program.body = body;
    program
}

/// An operation and its arguments, as something that can be compared.
type Key = (String, Vec<Value>);

struct Sharer<'p> {
    program: &'p mut Program,
    known: HashMap<Key, Value>,
    /// What has become known, in order.
    order: Vec<Key>,
    aliases: HashMap<Value, Value>,
}

impl Sharer<'_> {
    fn block(&mut self, block: &mut Block) {
        let outside = self.order.len();
        block.stmts = std::mem::take(&mut block.stmts).into_iter().filter_map(|stmt| self.stmt(stmt)).collect();
        block.results.iter_mut().for_each(|result| *result = self.resolve(*result));
        for key in self.order.drain(outside..) {
            self.known.remove(&key);
        }
    }

    fn resolve(&self, value: Value) -> Value {
        self.aliases.get(&value).copied().unwrap_or(value)
    }

    fn stmt(&mut self, mut stmt: Stmt) -> Option<Stmt> {
        stmt.args.iter_mut().for_each(|arg| *arg = self.resolve(*arg));
        for block in &mut stmt.blocks {
            self.block(block);
        }
        if let Some(operation) = self.operation(&stmt) {
            let key = (operation, stmt.args.clone());
            if let Some(first) = self.known.get(&key) {
                let first = *first;
                let name = self.program.data(stmt.results[0]).name.clone();
                let slot = &mut self.program.data_mut(first).name;
                *slot = slot.take().or(name);
                self.aliases.insert(stmt.results[0], first);
                return None;
            }
            self.order.push(key.clone());
            self.known.insert(key, stmt.results[0]);
        }
        Some(stmt)
    }

    /// What makes two statements equal, besides their arguments; `None` where that is not decided.
    fn operation(&self, stmt: &Stmt) -> Option<String> {
        match &stmt.op {
            Op::Constant(constant) => {
                // What the user named or wrote stays apart from an equal number of the compiler's.
                let written = match constant {
                    Constant::Real(number, written) => format!("{:x} {written:?}", number.to_bits()),
                    Constant::Int(number, _) => number.to_string(),
                    Constant::Bool(_) | Constant::Zero => constant.to_string(),
                };
                let data = self.program.data(stmt.results[0]);
                let name = data.name.as_ref().map(|name| name.ident.to_string());
                Some(format!("{written} {} {name:?}", data.kind))
            }
            // What is made to be changed is made for each that changes it.
            Op::Apply(rule) if rule.is(&EMPTY) || rule.is(&LIST) || rule.is(&REPEAT) => None,
            Op::Apply(rule) => Some(format!("{} {}", rule.name, self.program.kind(stmt.results[0]))),
            // What is read of a constant, and runs nobody's code.
            Op::Fragment(fragment) if is_part(fragment) => {
                Some(format!("{} {}", fragment.tokens, self.program.kind(stmt.results[0])))
            }
            Op::Custom(custom) => Some(format!("custom {:?}", custom.rule)),
            Op::Fragment(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Call(..)
            | Op::Map { .. }
            | Op::Generate
            | Op::Pullback
            | Op::Assert(_) => None,
        }
    }
}

/// Whether a fragment is made of values alone, and has no effect.
fn is_part(fragment: &Fragment) -> bool {
    !fragment.has_effect && !fragment.captures.is_empty() && fragment.captures.iter().all(|capture| capture.is_hole)
}
