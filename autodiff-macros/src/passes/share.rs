//! Computes equal things once: the same operation on the same values, where the first is still in view.

use std::collections::{HashMap, HashSet};

use crate::ir::{Assertion, Block, Constant, Fragment, Op, Program, Stmt, Value, effects};
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
        if let Some(text) = self.pure_loop(&stmt) {
            return self.shared_loop(text, stmt);
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

    /// A loop that was computed before has the results of that, unless it asks for something itself.
    fn shared_loop(&mut self, text: String, stmt: Stmt) -> Option<Stmt> {
        let key = |place: usize| (format!("{place} of {text}"), stmt.args.clone());
        if self.known.contains_key(&key(0)) {
            if asks(&stmt) {
                return Some(stmt);
            }
            for (place, result) in stmt.results.iter().enumerate() {
                let first = self.known[&key(place)];
                self.aliases.insert(*result, first);
            }
            return None;
        }
        for (place, result) in stmt.results.iter().enumerate() {
            self.order.push(key(place));
            self.known.insert(key(place), *result);
        }
        Some(stmt)
    }

    /// What a loop computes, whatever its values are called, if it has results and no effects.
    fn pure_loop(&self, stmt: &Stmt) -> Option<String> {
        let Op::For { .. } = stmt.op else { return None };
        let mut text = Text { program: self.program, numbers: HashMap::new(), text: String::new() };
        let is_pure = !stmt.results.is_empty() && effects(std::slice::from_ref(stmt)).is_empty();
        let blocks = stmt.blocks.iter().map(computing).collect();
        let computing = Stmt { blocks, ..stmt.clone() };
        let is_written = is_pure && text.op(&computing).is_some();
        is_written.then_some(text.text)
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

/// Whether a statement asks for something: sizes, or indices in bounds.
fn asks(stmt: &Stmt) -> bool {
    matches!(stmt.op, Op::Assert(_)) || stmt.blocks.iter().flat_map(|block| &block.stmts).any(asks)
}

/// A block without what it asks for, and without what is only computed for that.
fn computing(block: &Block) -> Block {
    let mut needed = block.results.iter().copied().collect::<HashSet<_>>();
    let mut stmts = Vec::new();
    for stmt in block.stmts.iter().rev() {
        let is_demand = matches!(stmt.op, Op::Assert(Assertion::Demand(_)));
        if is_demand || !stmt.results.is_empty() && !stmt.results.iter().any(|result| needed.contains(result)) {
            continue;
        }
        let stmt = Stmt { blocks: stmt.blocks.iter().map(computing).collect(), ..stmt.clone() };
        if stmt.results.is_empty() && stmt.blocks.iter().all(|block| block.stmts.is_empty()) {
            continue;
        }
        stmt.for_each_use(&mut |value| {
            needed.insert(value);
        });
        stmts.push(stmt);
    }
    stmts.reverse();
    Block { params: block.params.clone(), stmts, results: block.results.clone() }
}

/// Statements as text that does not depend on what the values in them are called.
struct Text<'p> {
    program: &'p Program,
    numbers: HashMap<Value, usize>,
    text: String,
}

impl Text<'_> {
    fn define(&mut self, value: Value) {
        let number = self.numbers.len();
        self.numbers.insert(value, number);
        self.text += &format!("{} ", self.program.kind(value));
    }

    fn values(&mut self, values: &[Value]) {
        for value in values {
            self.text += &match self.numbers.get(value) {
                Some(number) => format!("{number} "),
                None => format!("v{} ", value.0),
            };
        }
        self.text += ";";
    }

    fn block(&mut self, block: &Block) -> Option<()> {
        block.params.iter().for_each(|param| self.define(*param));
        for stmt in &block.stmts {
            self.op(stmt)?;
            self.values(&stmt.args);
            stmt.results.iter().for_each(|result| self.define(*result));
        }
        self.values(&block.results);
        Some(())
    }

    /// The operation and its blocks.
    fn op(&mut self, stmt: &Stmt) -> Option<()> {
        self.text += &match &stmt.op {
            Op::Constant(constant) => format!("{constant} "),
            Op::Apply(rule) => format!("{} ", rule.name),
            Op::Custom(custom) => format!("custom {:?} ", custom.rule),
            Op::Fragment(fragment) if is_part(fragment) => format!("{} ", fragment.tokens),
            Op::If => "if ".to_owned(),
            Op::For { reversed } => format!("for {reversed} "),
            Op::Map { located } => format!("map {located} "),
            Op::Generate => "generate ".to_owned(),
            Op::Fragment(_) | Op::While | Op::Call(..) | Op::Pullback | Op::Assert(_) => return None,
        };
        stmt.blocks.iter().try_for_each(|block| self.block(block))
    }
}
