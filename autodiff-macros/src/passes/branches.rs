//! What one branch computes, a later branch on the same condition has from there.
//!
//! The reverse of a branch computes the branch again. Where the first is still in view, the numbers and small vectors that cost something
//! become results of it. The way that is not taken gives a placeholder, which nobody reads: the later branch does not go that way either. No value
//! changes.

use proc_macro2::Span;

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Constant, Dim, Int, Kind, Op, Program, Stmt, Table, Value, ValueData};
use crate::rules::list::{LIST, REPEAT};
use crate::rules::scalar::arithmetic::{ADD, MUL, NEG, SUB};
use crate::rules::tensor::arithmetic::{COMPONENT_DIV, UNSCALE};
use crate::rules::tensor::construct::{EMPTY, FROM_ELEMENT};
use crate::rules::tensor::product::CROSS;

/// Vectors of no more numbers are handed on.
const MOST_ENTRIES: usize = 4;

pub(super) fn run(program: Program) -> Program {
    let mut program = program;
    let mut body = std::mem::take(&mut program.body);
    let mut finder =
        Finder { program: &mut program, known: HashMap::default(), order: Vec::new(), found: Found::default() };
    finder.block(&body);
    let found = finder.found;
    if !found.results.is_empty() {
        body.map_uses(&|value| found.aliases.get(&value).copied().unwrap_or(value));
        add_results(&mut body, &found.results, &mut program, &mut 0);
    }
    program.body = body;
    program
}

/// A branch: the condition, and which way.
type Branch = (Value, usize);

/// An operation and its arguments.
type Key = (String, Vec<Value>);

struct Finder<'p> {
    program: &'p mut Program,
    /// What branches in view compute.
    known: HashMap<(Branch, Key), Known>,
    /// In which order it has become known.
    order: Vec<(Branch, Key)>,
    found: Found,
}

#[derive(Clone, Copy)]
struct Known {
    value: Value,
    /// The number of the statement that computes it.
    by: usize,
    /// Whether it is worth a result.
    is_costly: bool,
}

#[derive(Default)]
struct Found {
    /// How many branches there have been.
    count: usize,
    /// The number of a branching statement, the way, what is computed there, and the result that it becomes.
    results: Vec<(usize, usize, Value, Value)>,
    /// What is read from such a result.
    aliases: Table<Value>,
}

impl Finder<'_> {
    fn block(&mut self, block: &Block) {
        let outside = self.order.len();
        block.stmts.iter().for_each(|stmt| self.stmt(stmt));
        for key in self.order.drain(outside..) {
            self.known.remove(&key);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        let number = self.found.count;
        self.found.count += usize::from(matches!(stmt.op, Op::If));
        stmt.blocks.iter().for_each(|block| self.block(block));
        if let Op::If = stmt.op {
            for (way, block) in stmt.blocks.iter().enumerate() {
                self.branch(number, (stmt.args[0], way), block);
            }
        }
    }

    fn branch(&mut self, number: usize, branch: Branch, block: &Block) {
        let mut same: HashMap<Value, Known> = HashMap::default();
        for stmt in &block.stmts {
            let Some(operation) = self.operation(stmt) else { continue };
            let args = stmt.args.iter().map(|arg| same.get(arg).map_or(*arg, |known| known.value)).collect();
            let key = (branch, (operation, args));
            let known = self.known.get(&key).copied().unwrap_or_else(|| {
                let of_costly = stmt.args.iter().any(|arg| same.get(arg).is_some_and(|known| known.is_costly));
                let known = Known { value: stmt.results[0], by: number, is_costly: of_costly || self.is_costly(stmt) };
                self.order.push(key.clone());
                self.known.insert(key, known);
                known
            });
            same.insert(stmt.results[0], known);
        }
        let is_shared = |value: &Value| same.get(value).is_some_and(|known| known.by != number);
        let mut wanted = block.results.clone();
        for stmt in block.stmts.iter().filter(|stmt| !stmt.results.iter().any(is_shared)) {
            stmt.for_each_use(&mut |value| wanted.push(value));
        }
        let wanted = wanted.into_iter().filter(is_shared).collect::<HashSet<_>>();
        let mut wanted = wanted.into_iter().collect::<Vec<_>>();
        wanted.sort_unstable();
        for value in wanted {
            self.want(branch.1, value, same[&value]);
        }
    }

    /// Reads a value of a branch from the one that has computed it before.
    fn want(&mut self, way: usize, value: Value, known: Known) {
        if !is_small(self.program.kind(value)) || !known.is_costly {
            return;
        }
        let is_known = |(_, _, of, _): &&(usize, usize, Value, Value)| *of == known.value;
        let result = match self.found.results.iter().find(is_known) {
            Some((.., result)) => *result,
            None => {
                let data = self.program.data(known.value).clone();
                let result = self.program.add(data);
                self.found.results.push((known.by, way, known.value, result));
                result
            }
        };
        self.found.aliases.insert(value, result);
    }

    /// What makes two statements equal, besides their arguments; `None` where that is not decided.
    fn operation(&self, stmt: &Stmt) -> Option<String> {
        match &stmt.op {
            Op::Constant(constant) => Some(format!("{constant} {}", self.program.kind(stmt.results[0]))),
            Op::Apply(rule) if rule.is(&EMPTY) || rule.is(&LIST) || rule.is(&REPEAT) => None,
            Op::Apply(rule) => Some(format!("{} {}", rule.name, self.program.kind(stmt.results[0]))),
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

    /// Whether an operation costs more than to hand its result on.
    fn is_costly(&self, stmt: &Stmt) -> bool {
        let kind = self.program.kind(stmt.results[0]);
        match &stmt.op {
            Op::Apply(rule) if kind.is_real() => {
                ![&ADD, &SUB, &MUL, &NEG].into_iter().any(|cheap| rule.is(cheap)) && !rule.form.is_entry()
            }
            Op::Apply(rule) => {
                is_small(kind) && [&UNSCALE, &COMPONENT_DIV, &CROSS].into_iter().any(|costly| rule.is(costly))
            }
            Op::Custom(_) => true,
            Op::Constant(_)
            | Op::Fragment(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Call(..)
            | Op::Map { .. }
            | Op::Generate
            | Op::Pullback
            | Op::Assert(_) => false,
        }
    }
}

/// Gives branches the results that later ones read.
fn add_results(block: &mut Block, results: &[(usize, usize, Value, Value)], program: &mut Program, count: &mut usize) {
    for stmt in &mut block.stmts {
        let number = *count;
        *count += usize::from(matches!(stmt.op, Op::If));
        stmt.blocks.iter_mut().for_each(|block| add_results(block, results, program, count));
        for (_, way, value, result) in results.iter().filter(|(by, ..)| *by == number && matches!(stmt.op, Op::If)) {
            stmt.results.push(*result);
            stmt.blocks[*way].results.push(*value);
            let placeholder = placeholder(program, *value, stmt.span);
            let other = &mut stmt.blocks[1 - way];
            other.results.extend(placeholder.last().iter().flat_map(|stmt| &stmt.results));
            other.stmts.extend(placeholder);
        }
    }
}

/// What stands where a value is not computed, last.
fn placeholder(program: &mut Program, value: Value, span: Span) -> Vec<Stmt> {
    let data = ValueData { name: None, ..program.data(value).clone() };
    let mut made: Vec<Stmt> = Vec::new();
    let mut make = |data: ValueData, op: Op, args: Vec<Value>| {
        let result = program.add(data);
        made.push(Stmt { results: smallvec::smallvec![result], op, args: args.into(), blocks: Vec::new(), span });
        result
    };
    let zero = Op::Constant(Constant::Real(0.0, None));
    let Kind::Tensor(tensor) = data.kind.clone() else {
        make(data, zero, Vec::new());
        return made;
    };
    let sizes = [&tensor.rows, &tensor.cols].map(|dim| {
        let size = if let Dim::Known(size) = dim { *size as i128 } else { 0 };
        let kind = Kind::Int(Int::Any);
        make(ValueData { kind, name: None, varied: false }, Op::Constant(Constant::Int(size, None)), Vec::new())
    });
    let zero = make(ValueData { kind: Kind::Real(tensor.elem), name: None, varied: false }, zero, Vec::new());
    make(data, Op::Apply(&FROM_ELEMENT), vec![sizes[0], sizes[1], zero]);
    made
}

/// Whether a value is a real, or a vector of so few that it is handed on like one.
fn is_small(kind: &Kind) -> bool {
    let is_few = || matches!(kind.stacked(), Dim::Known(count) if count <= MOST_ENTRIES);
    kind.is_real() || (kind.tensor().is_some() && is_few())
}
