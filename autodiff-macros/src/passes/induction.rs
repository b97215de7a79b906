//! Counters: a variable that a loop changes by one in each iteration is its start and the number of the iteration.
//!
//! So it need not be recorded. Where nothing but the counter says how long the loop goes on, as in
//! `while i < n { .. i += 1; }`, the loop is a `for`. This pass runs before differentiation.

use crate::ir::hash::HashSet;
use crate::ir::{Block, Builder, Constant, Int, Kind, Op, Pattern, Program, Rule, Stmt, Value};
use crate::rules::integer::{INT_ADD, INT_CAST, INT_LE, INT_LT, INT_MAX, INT_SUB};
use crate::rules::tensor::power::POW;

pub(super) fn run(program: Program) -> Program {
    let (builder, body) = Builder::rewriting(program);
    let mut ones = HashSet::default();
    find_ones(&body, &mut ones);
    let written = Walk { builder: &builder, ones }.block(&body);
    written.stmts.into_iter().for_each(|stmt| builder.push(stmt));
    builder.finish(written.params, written.results)
}

struct Walk<'b> {
    builder: &'b Builder,
    /// The values that are the number one.
    ones: HashSet<Value>,
}

impl Walk<'_> {
    fn block(&self, block: &Block) -> Block {
        self.builder.block(block.params.clone(), || {
            for stmt in &block.stmts {
                let stmt = stmt.with_blocks(stmt.blocks.iter().map(|inner| self.block(inner)).collect());
                self.builder.at(stmt.span);
                match stmt.op {
                    Op::While => self.conditional(stmt),
                    Op::Constant(_)
                    | Op::Fragment(_)
                    | Op::Apply(_)
                    | Op::If
                    | Op::For { .. }
                    | Op::Map { .. }
                    | Op::Generate
                    | Op::Call(..)
                    | Op::Custom(_)
                    | Op::Pullback
                    | Op::Assert(_) => self.builder.push(stmt),
                }
            }
            block.results.clone()
        })
    }

    fn conditional(&self, mut stmt: Stmt) {
        let counters = (0..stmt.args.len()).filter_map(|place| self.counter(&stmt, place)).collect::<Vec<_>>();
        if let Some(bound) = counters.iter().find_map(|counter| self.bound(&stmt, counter)) {
            return self.as_range(&stmt, &bound);
        }
        for counter in counters {
            self.by_number(&mut stmt, &counter);
        }
        self.builder.push(stmt);
    }

    /// A carried integer that grows or shrinks by one.
    fn counter(&self, stmt: &Stmt, place: usize) -> Option<Counter> {
        let body = &stmt.blocks[0];
        let param = body.params[place + 1];
        let next = definition(body, body.results[place])?;
        let Op::Apply(rule) = &next.op else { return None };
        let grows = rule.is(&INT_ADD);
        let counts = (grows || rule.is(&INT_SUB)) && next.args[0] == param && self.ones.contains(&next.args[1]);
        let kind = match self.builder.kind(param) {
            Kind::Int(Int::Any) if self.is_usize(&stmt.blocks, param) => Kind::Int(Int::Named("usize")),
            kind @ (Kind::Int(_)
            | Kind::Real(_)
            | Kind::Tensor(_)
            | Kind::Bool
            | Kind::Array(..)
            | Kind::Geometry(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Factor(..)
            | Kind::Pullback) => kind,
        };
        counts.then_some(Counter { place, grows, kind })
    }

    /// Whether a literal's integer is a `usize` by its use: as an index, or beside one.
    fn is_usize(&self, blocks: &[Block], value: Value) -> bool {
        let usize = Kind::Int(Int::Named("usize"));
        let by_use = |stmt: &Stmt| match &stmt.op {
            Op::Apply(rule) if stmt.args.contains(&value) => {
                let beside = |arg: &Value| *arg != value && self.builder.kind(*arg) == usize;
                is_index(rule, stmt, value) || (is_of_integers(rule) && stmt.args.iter().any(beside))
            }
            Op::Apply(_)
            | Op::Constant(_)
            | Op::Fragment(_)
            | Op::If
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => self.is_usize(&stmt.blocks, value),
        };
        blocks.iter().flat_map(|block| &block.stmts).any(by_use)
    }

    /// Where a loop ends whose condition says nothing but that a growing counter is below something from outside.
    fn bound(&self, stmt: &Stmt, counter: &Counter) -> Option<Bound> {
        let condition = &stmt.blocks[1];
        let (last, before) = condition.stmts.split_last()?;
        let Op::Apply(rule) = &last.op else { return None };
        let inclusive = rule.is(&INT_LE);
        let param = condition.params[counter.place + 1];
        let inside = condition.params.iter().copied().collect::<HashSet<_>>();
        let is_outside = |stmt: &Stmt| {
            let mut outside = stmt.blocks.is_empty() && !stmt.op.has_effect();
            stmt.for_each_use(&mut |value| outside &= !inside.contains(&value));
            outside
        };
        let is_bound = (inclusive || rule.is(&INT_LT))
            && counter.grows
            && last.args[0] == param
            && !inside.contains(&last.args[1])
            && last.results[..] == condition.results[..]
            && before.iter().all(is_outside);
        // How often it runs must not be asked for, which the range does not say.
        let counts = !reads(&stmt.blocks, &[stmt.blocks[0].params[0], condition.params[0]]);
        (is_bound && counts).then(|| Bound {
            place: counter.place,
            before: before.to_vec(),
            end: last.args[1],
            inclusive,
        })
    }

    /// `for i in start..end { .. }`
    fn as_range(&self, stmt: &Stmt, bound: &Bound) {
        let builder = self.builder;
        bound.before.iter().for_each(|stmt| builder.push(stmt.clone()));
        let one = || builder.int(1);
        let end = if bound.inclusive { builder.apply(&INT_ADD, &[bound.end, one()]) } else { bound.end };
        let place = bound.place;
        let (mut args, mut results) = (stmt.args.to_vec(), stmt.results[1..].to_vec());
        let (start, after) = (args.remove(place), results.remove(place));
        let mut body = stmt.blocks[0].clone();
        let index = body.params.remove(place + 1);
        body.params[0] = index;
        body.results.remove(place);
        let args = [vec![start, end], args].concat();
        let op = Op::For { reversed: false };
        builder.push(Stmt { results: results.into(), op, args: args.into(), blocks: vec![body], span: stmt.span });
        // The counter ends at the end, or never moved.
        let (op, args) = (Op::Apply(&INT_MAX), vec![start, end]);
        builder.push(Stmt {
            results: smallvec::smallvec![after],
            op,
            args: args.into(),
            blocks: Vec::new(),
            span: stmt.span,
        });
    }

    /// Reads the counter from the number of the iteration.
    fn by_number(&self, stmt: &mut Stmt, counter: &Counter) {
        let builder = self.builder;
        // The number of an iteration may be no `i8` though all that is counted are.
        let Kind::Int(Int::Named(name)) = counter.kind else { return };
        if matches!(name, "i8" | "i16") {
            return;
        }
        let start = stmt.args[counter.place];
        for block in &mut stmt.blocks {
            let (number, param) = (block.params[0], block.params[counter.place + 1]);
            let mut value = param;
            let computed = builder.block(Vec::new(), || {
                let usize = Kind::Int(Int::Named("usize"));
                let steps = if counter.kind == usize {
                    number
                } else {
                    builder.apply_as(&INT_CAST, &[number], counter.kind.clone())
                };
                let rule = if counter.grows { &INT_ADD } else { &INT_SUB };
                let is_from_zero = counter.grows && builder.known_int(start) == Some(0);
                value = if is_from_zero { steps } else { builder.apply(rule, &[start, steps]) };
                if let Some(name) = builder.name_of(param) {
                    builder.name(value, name);
                }
                Vec::new()
            });
            block.map_uses(&|used| if used == param { value } else { used });
            block.stmts.splice(0..0, computed.stmts);
        }
    }
}

/// A carried integer, by its place, that changes by one.
struct Counter {
    place: usize,
    grows: bool,
    kind: Kind,
}

/// Where a loop ends.
struct Bound {
    place: usize,
    /// What computes the end.
    before: Vec<Stmt>,
    end: Value,
    inclusive: bool,
}

/// Finds the values that are the number one, in nested blocks too.
fn find_ones(block: &Block, ones: &mut HashSet<Value>) {
    for stmt in &block.stmts {
        if let Op::Constant(Constant::Int(1, _)) = stmt.op {
            ones.extend(&stmt.results);
        }
        stmt.blocks.iter().for_each(|inner| find_ones(inner, ones));
    }
}

fn definition(block: &Block, value: Value) -> Option<&Stmt> {
    block.stmts.iter().find(|stmt| stmt.results[..] == [value])
}

fn reads(blocks: &[Block], values: &[Value]) -> bool {
    let mut found = false;
    blocks.iter().for_each(|block| block.for_each_use(&mut |value| found |= values.contains(&value)));
    found
}

/// Whether a vector, matrix or array is read or changed where this integer says.
fn is_index(rule: &Rule, stmt: &Stmt, value: Value) -> bool {
    let patterns = rule.signature.args;
    let is_whole = patterns.iter().any(|pattern| matches!(pattern, Pattern::Array | Pattern::Tensor(..)));
    let is_place = |place: usize| matches!(patterns.get(place).or(patterns.last()), Some(Pattern::Int | Pattern::Path));
    let places = stmt.args.iter().enumerate().filter(|(_, arg)| **arg == value);
    is_whole && !rule.is(&POW) && places.into_iter().any(|(place, _)| is_place(place))
}

fn is_of_integers(rule: &Rule) -> bool {
    rule.signature.args.iter().all(|pattern| *pattern == Pattern::Int)
}
