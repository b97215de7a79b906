//! Computes equal things once: the same operation on the same values, where the first is still in view.

use std::collections::hash_map::Entry;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{
    Assertion, Block, Constant, Fragment, Kind, Op, Program, RuleId, Stmt, Table, Value, Values, has_effects,
};
use crate::rules::list::{LIST, REPEAT};
use crate::rules::scalar::arithmetic as scalar;
use crate::rules::tensor::arithmetic as tensor;
use crate::rules::tensor::construct::EMPTY;

pub(super) fn run(program: Program) -> Program {
    let mut program = program;
    let mut body = std::mem::take(&mut program.body);
    within(&mut program, &mut body);
    program.body = body;
    program
}

/// The same before it is stated what operations ask for: what is computed for nobody may ask for something, too.
pub(super) fn reads(mut program: Program) -> Program {
    let mut body = std::mem::take(&mut program.body);
    Sharer { are_demands_stated: false, ..Sharer::of(&mut program) }.block(&mut body);
    program.body = body;
    program
}

/// The same within a block of a Program.
pub(super) fn within(program: &mut Program, block: &mut Block) {
    Sharer::of(program).block(block);
}

/// An operation and its arguments, as something that can be compared.
#[derive(Debug, PartialEq, Eq)]
struct Key {
    operation: Operation,
    kind: Kind,
    args: Values,
}

impl Hash for Key {
    /// What tells most keys apart, and is hashed fast.
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.args.iter().for_each(|arg| arg.hash(state));
        match &self.operation {
            Operation::Apply(name) => name.len().hash(state),
            Operation::Loop(words) => words.len().hash(state),
            Operation::Real(bits) => bits.hash(state),
            Operation::Int(number) => number.hash(state),
            Operation::Bool(truth) => truth.hash(state),
            Operation::Written(_, text) | Operation::Part(text) => text.hash(state),
            Operation::Custom(rule) => rule.hash(state),
            Operation::Zero => {}
        }
    }
}

/// What makes two statements equal, besides their kinds and arguments.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Operation {
    Apply(&'static str),
    Real(u64),
    Int(i128),
    Bool(bool),
    Zero,
    /// A constant as the user named or wrote it, and its kind of constant.
    Written(Box<Operation>, String),
    /// What is read of a constant, and runs nobody's code.
    Part(String),
    Custom(RuleId),
    Loop(Rc<[Word]>),
}

struct Sharer<'p> {
    program: &'p mut Program,
    /// Whether assertions say what operations ask for.
    are_demands_stated: bool,
    /// What computes a key last, and the number of its block.
    known: HashMap<Key, (Value, usize)>,
    /// For the number of a block, whether its values are in view.
    is_open: Vec<bool>,
    /// The number of the block at hand.
    around: usize,
    /// The results of loops, by the first of them.
    loops: HashMap<Value, Values>,
    aliases: Table<Value>,
}

impl Sharer<'_> {
    fn of(program: &mut Program) -> Sharer<'_> {
        Sharer {
            program,
            are_demands_stated: true,
            known: HashMap::default(),
            is_open: Vec::new(),
            around: 0,
            loops: HashMap::default(),
            aliases: Table::default(),
        }
    }

    fn block(&mut self, block: &mut Block) {
        let number = self.is_open.len();
        self.is_open.push(true);
        let around = std::mem::replace(&mut self.around, number);
        block.stmts.retain_mut(|stmt| self.is_new(stmt));
        block.results.iter_mut().for_each(|result| *result = self.resolve(*result));
        self.around = around;
        self.is_open[number] = false;
    }

    fn resolve(&self, value: Value) -> Value {
        self.aliases.get(&value).copied().unwrap_or(value)
    }

    /// Whether a statement computes something that is not known yet; notes what it gives.
    fn is_new(&mut self, stmt: &mut Stmt) -> bool {
        stmt.args.iter_mut().for_each(|arg| *arg = self.resolve(*arg));
        for block in &mut stmt.blocks {
            self.block(block);
        }
        if let Some(words) = self.pure_loop(stmt) {
            return self.is_new_loop(words, stmt);
        }
        if let Some(operation) = self.operation(stmt) {
            let key = self.key(operation, stmt);
            if let Some(first) = self.first(key, stmt.results[0]) {
                let name = self.program.data(stmt.results[0]).name.clone();
                let slot = &mut self.program.data_mut(first).name;
                *slot = slot.take().or(name);
                self.aliases.insert(stmt.results[0], first);
                return false;
            }
        }
        true
    }

    fn key(&self, operation: Operation, stmt: &Stmt) -> Key {
        let mut args = stmt.args.clone();
        if is_commutative(&stmt.op) {
            args.sort_unstable();
        }
        Key { operation, kind: self.program.kind(stmt.results[0]).clone(), args }
    }

    /// The value in view that was computed by this key before; if there is none, it is this value from now on.
    fn first(&mut self, key: Key, value: Value) -> Option<Value> {
        let known = (value, self.around);
        match self.known.entry(key) {
            Entry::Occupied(first) if self.is_open[first.get().1] => Some(first.get().0),
            Entry::Occupied(mut hidden) => {
                hidden.insert(known);
                None
            }
            Entry::Vacant(slot) => {
                slot.insert(known);
                None
            }
        }
    }

    /// A loop that was computed before has the results of that, unless it asks for something itself.
    fn is_new_loop(&mut self, words: Rc<[Word]>, stmt: &Stmt) -> bool {
        let key = self.key(Operation::Loop(words), stmt);
        let Some(first) = self.first(key, stmt.results[0]) else {
            self.loops.insert(stmt.results[0], stmt.results.clone());
            return true;
        };
        if asks(stmt) {
            return true;
        }
        self.aliases.extend(stmt.results.iter().copied().zip(self.loops[&first].iter().copied()));
        false
    }

    /// What a loop computes, whatever its values are called, if it has results and no effects.
    fn pure_loop(&self, stmt: &Stmt) -> Option<Rc<[Word]>> {
        let Op::For { .. } = stmt.op else { return None };
        if stmt.results.is_empty() || has_effects(stmt) {
            return None;
        }
        let mut text = Text {
            program: self.program,
            are_demands_stated: self.are_demands_stated,
            needed: HashSet::default(),
            numbers: HashMap::default(),
            words: Vec::new(),
        };
        stmt.blocks.iter().for_each(|block| {
            text.needs(block);
        });
        text.op(stmt)?;
        Some(text.words.into())
    }

    fn operation(&self, stmt: &Stmt) -> Option<Operation> {
        match &stmt.op {
            Op::Constant(constant) => {
                // What the user named or wrote stays apart from an equal number of the compiler's.
                let written = if let Constant::Real(_, written) = constant { written.as_ref() } else { None };
                let name = self.program.data(stmt.results[0]).name.as_ref();
                let number = Operation::of(constant);
                Some(match (written, name) {
                    (None, None) => number,
                    (_, _) => {
                        let name = name.map(|name| name.ident.to_string());
                        Operation::Written(Box::new(number), format!("{written:?} {name:?}"))
                    }
                })
            }
            // What is made to be changed is made for each that changes it.
            Op::Apply(rule) if rule.is(&EMPTY) || rule.is(&LIST) || rule.is(&REPEAT) => None,
            Op::Apply(rule) => Some(Operation::Apply(rule.name)),
            Op::Fragment(fragment) if is_part(fragment) => Some(Operation::Part(fragment.tokens.to_string())),
            Op::Custom(custom) => Some(Operation::Custom(custom.rule)),
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

impl Operation {
    fn of(constant: &Constant) -> Operation {
        match constant {
            Constant::Real(number, _) => Operation::Real(number.to_bits()),
            Constant::Int(number, _) => Operation::Int(*number),
            Constant::Bool(truth) => Operation::Bool(*truth),
            Constant::Zero => Operation::Zero,
        }
    }
}

/// Whether the order of two arguments makes no difference, to the last bit.
fn is_commutative(op: &Op) -> bool {
    let rules = [&scalar::ADD, &scalar::MUL, &tensor::ADD, &tensor::COMPONENT_MUL];
    matches!(op, Op::Apply(rule) if rules.into_iter().any(|one| rule.is(one)))
}

/// Whether a fragment is made of values alone, and has no effect.
fn is_part(fragment: &Fragment) -> bool {
    !fragment.has_effect && !fragment.captures.is_empty() && fragment.captures.iter().all(|capture| capture.is_hole)
}

/// Whether a statement asks for something: sizes, or indices in bounds.
fn asks(stmt: &Stmt) -> bool {
    matches!(stmt.op, Op::Assert(_)) || stmt.blocks.iter().flat_map(|block| &block.stmts).any(asks)
}

/// A word of what a loop computes.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
enum Word {
    Of(Operation),
    If,
    For(bool),
    Map(bool),
    Generate,
    /// A value of this kind is defined: it is called by how many were before it.
    Define(Kind),
    Inside(usize),
    Outside(Value),
    End,
}

/// Statements in words that do not depend on what the values in them are called.
struct Text<'p> {
    program: &'p Program,
    are_demands_stated: bool,
    /// What is computed for more than what is asked for.
    needed: HashSet<Value>,
    numbers: HashMap<Value, usize>,
    words: Vec<Word>,
}

impl Text<'_> {
    /// Notes what the results of a block need; says whether there is a statement for that.
    fn needs(&mut self, block: &Block) -> bool {
        self.needed.extend(&block.results);
        let mut has_some = false;
        for stmt in block.stmts.iter().rev() {
            if self.is_asking(stmt) {
                continue;
            }
            let mut is_computing = !stmt.results.is_empty();
            for block in &stmt.blocks {
                is_computing |= self.needs(block);
            }
            if is_computing {
                self.needed.extend(&stmt.args);
                has_some = true;
            }
        }
        has_some
    }

    /// Whether a statement asks for something, or is only computed for that.
    fn is_asking(&self, stmt: &Stmt) -> bool {
        let is_demand = matches!(stmt.op, Op::Assert(Assertion::Demand(_)));
        let is_unread = || !stmt.results.is_empty() && !stmt.results.iter().any(|result| self.needed.contains(result));
        is_demand || self.are_demands_stated && is_unread()
    }

    fn is_left_out(&self, stmt: &Stmt) -> bool {
        let is_empty = |block: &Block| block.stmts.iter().all(|stmt| self.is_left_out(stmt));
        self.is_asking(stmt) || stmt.results.is_empty() && stmt.blocks.iter().all(is_empty)
    }

    fn define(&mut self, value: Value) {
        let number = self.numbers.len();
        self.numbers.insert(value, number);
        self.words.push(Word::Define(self.program.kind(value).clone()));
    }

    fn values(&mut self, values: &[Value]) {
        for value in values {
            self.words.push(match self.numbers.get(value) {
                Some(number) => Word::Inside(*number),
                None => Word::Outside(*value),
            });
        }
        self.words.push(Word::End);
    }

    fn block(&mut self, block: &Block) -> Option<()> {
        block.params.iter().for_each(|param| self.define(*param));
        for stmt in &block.stmts {
            if self.is_left_out(stmt) {
                continue;
            }
            self.op(stmt)?;
            self.values(&stmt.args);
            stmt.results.iter().for_each(|result| self.define(*result));
        }
        self.values(&block.results);
        Some(())
    }

    /// The operation and its blocks.
    fn op(&mut self, stmt: &Stmt) -> Option<()> {
        self.words.push(match &stmt.op {
            Op::Constant(constant) => Word::Of(Operation::of(constant)),
            Op::Apply(rule) => Word::Of(Operation::Apply(rule.name)),
            Op::Custom(custom) => Word::Of(Operation::Custom(custom.rule)),
            Op::Fragment(fragment) if is_part(fragment) => Word::Of(Operation::Part(fragment.tokens.to_string())),
            Op::If => Word::If,
            Op::For { reversed } => Word::For(*reversed),
            Op::Map { located } => Word::Map(*located),
            Op::Generate => Word::Generate,
            Op::Fragment(_) | Op::While | Op::Call(..) | Op::Pullback | Op::Assert(_) => return None,
        });
        stmt.blocks.iter().try_for_each(|block| self.block(block))
    }
}
