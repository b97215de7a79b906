//! Entrywise operations on vectors and matrices of one shape, and the sums over their entries, become one loop over
//! entries: each entry is read once, what several of them compute is computed once, and nothing is stored on the way.
//!
//! This comes last, when what is to be computed is settled. The loop is one that is written in lanes, so only operations
//! that have lanes are taken; sizes that only run time knows are worth it.

use std::collections::VecDeque;

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{
    Assertion, Block, Builder, Constant, Demand, Dim, Elem, Form, Marks, Op, Program, Renaming, Rule, Stmt, Table,
    Tensor, Value, Values, is_ordered,
};
use crate::rules::integer::{CAST, INT_MAX};
use crate::rules::scalar::arithmetic as scalar;
use crate::rules::scalar::lanes::{has_lanes, is_worth};
use crate::rules::tensor::access::{INDEX, LEN, NCOLS, NROWS, SET_AT};
use crate::rules::tensor::arithmetic::ZEROS_LIKE;
use crate::rules::tensor::norm::NORM_SQUARED;
use crate::rules::tensor::part::COLUMN;
use crate::rules::tensor::product::DOT;
use crate::rules::tensor::reduce::SUM;
use crate::rules::tensor::statistics::MEAN;

use super::fuse::entrywise;

/// How many statements may stand between two members.
const FAR: usize = 64;

/// Of parameters that `is_scattered`, entries do not stand next to each other: they are left alone.
pub(super) fn run(program: Program, is_scattered: &dyn Fn(Value) -> bool) -> Program {
    let (builder, body) = Builder::rewriting(program);
    let mut gatherer = Gatherer { builder: &builder, scattered: Marks::default(), shapes: Table::default() };
    gatherer.scattered.extend(body.params.iter().copied().filter(|param| is_scattered(*param)));
    gatherer.block(body.stmts, &body.results);
    builder.finish(body.params, body.results)
}

struct Gatherer<'b> {
    builder: &'b Builder,
    /// Vectors and matrices whose entries do not stand next to each other, or may not.
    scattered: Marks,
    /// For the first result of a statement that can be a member: the vector or matrix that has its shape.
    shapes: Table<Value>,
}

impl Gatherer<'_> {
    /// Writes the statements of a block again.
    fn block(&mut self, stmts: Vec<Stmt>, results: &[Value]) {
        let stmts = stmts.into_iter().map(|stmt| self.inside(stmt)).collect::<Vec<_>>();
        if !stmts.iter().any(is_map) {
            return stmts.into_iter().for_each(|stmt| self.builder.push(stmt));
        }
        for stmt in &stmts {
            if let (Some(shape), Some(result)) = (self.member(stmt), stmt.results.first()) {
                self.shapes.insert(*result, shape);
            }
        }
        let mut maps = stmts.iter().filter(|stmt| is_map(stmt)).count();
        let mut rest = stmts.into_iter().map(Reading::of).collect::<VecDeque<_>>();
        let mut uses = uses_of(rest.iter().flat_map(|reading| &reading.reads).chain(results));
        while let Some(first) = rest.front() {
            let cluster = match self.shape(&first.stmt) {
                Some(_) if maps > 0 => self.cluster(&rest),
                Some(_) | None => Vec::new(),
            };
            let gathered = cluster.iter().filter(|place| is_map(&rest[**place].stmt)).count();
            if gathered > 0 {
                maps -= gathered;
                self.gather(&mut rest, &cluster, &mut uses);
            } else if let Some(alone) = rest.pop_front() {
                // Sums and scalings alone stay operators, which read like the text book.
                maps -= usize::from(is_map(&alone.stmt));
                self.builder.push(alone.stmt);
            }
        }
    }

    /// A statement with the blocks in it written again.
    fn inside(&mut self, mut stmt: Stmt) -> Stmt {
        self.note_scattered(&stmt);
        if matches!(stmt.op, Op::Map { .. } | Op::Generate) {
            return stmt;
        }
        let blocks = stmt.blocks.into_iter().map(|Block { params, stmts, results }| {
            self.builder.block(params, || {
                self.block(stmts, &results);
                results
            })
        });
        stmt.blocks = blocks.collect();
        stmt
    }

    /// What is a part of something else may stand anywhere.
    fn note_scattered(&mut self, stmt: &Stmt) {
        let is_own = match &stmt.op {
            // The entries of a column stand next to each other where those of the matrix do.
            Op::Apply(rule) if rule.is(&COLUMN) => !self.scattered.contains(&stmt.args[0]),
            Op::Apply(rule) => !matches!(
                rule.form,
                Form::View(_) | Form::Part | Form::Index | Form::Path | Form::Member | Form::Field(_)
            ),
            Op::Map { .. } | Op::Generate | Op::For { .. } | Op::While | Op::Call(..) => true,
            Op::Fragment(fragment) => fragment.owns_entries,
            Op::Constant(_) | Op::If | Op::Custom(_) | Op::Pullback | Op::Assert(_) => false,
        };
        if !is_own {
            self.scattered.extend(&stmt.results);
        }
    }

    fn shape(&self, stmt: &Stmt) -> Option<Value> {
        stmt.results.first().and_then(|result| self.shapes.get(result)).copied()
    }

    /// The vector or matrix that has the shape which a statement goes over, if it can be a member of a cluster.
    fn member(&self, stmt: &Stmt) -> Option<Value> {
        let is_member = entrywise(stmt).is_some() || is_reduction(stmt) || self.is_map_of_lanes(stmt);
        let tensors = stmt.args.iter().chain(&stmt.results).filter_map(|value| self.tensor(*value));
        let tensors = tensors.collect::<Vec<_>>();
        let is_dynamic = |tensor: &Tensor| tensor.rows == Dim::Dyn || tensor.cols == Dim::Dyn;
        let is_worth = |tensor: &Tensor| match known_len(tensor) {
            Some(len) => stmt.blocks.iter().any(|block| is_worth(block, len)),
            None => is_dynamic(tensor),
        };
        let fits = |tensor: &Tensor| is_worth(tensor) && !matches!(tensor.elem, Elem::Param(_));
        let are_joined = tensors.windows(2).all(|pair| pair[0] == pair[1]);
        let are_whole = stmt.args.iter().all(|arg| !self.scattered.contains(arg));
        let first = stmt.args.iter().copied().find(|arg| self.tensor(*arg).is_some())?;
        (is_member && are_joined && are_whole && tensors.iter().all(fits)).then_some(first)
    }

    fn tensor(&self, value: Value) -> Option<Tensor> {
        self.builder.kind(value).tensor().cloned()
    }

    fn is_map_of_lanes(&self, stmt: &Stmt) -> bool {
        let Op::Map { located: false } = stmt.op else { return false };
        self.has_lanes(&stmt.blocks[0], &mut HashMap::default())
    }

    /// Whether all of a block is arithmetic that has lanes.
    fn has_lanes(&self, block: &Block, numbers: &mut HashMap<Value, i128>) -> bool {
        block.stmts.iter().all(|stmt| match &stmt.op {
            Op::Constant(Constant::Int(number, _)) => {
                numbers.insert(stmt.results[0], *number);
                true
            }
            Op::Constant(Constant::Real(..) | Constant::Bool(_) | Constant::Zero) => true,
            Op::Apply(rule) => has_lanes(rule, || {
                let power = stmt.args[1];
                numbers.get(&power).copied().or_else(|| self.builder.known_int(power))
            }),
            Op::If => stmt.blocks.iter().all(|block| self.has_lanes(block, numbers)),
            Op::Fragment(_)
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => false,
        })
    }

    /// The places of the first statement and of those after it that can run in one loop with it: their vectors have its
    /// shape, and nothing between depends on one of them that another one needs.
    fn cluster(&self, stmts: &VecDeque<Reading>) -> Vec<usize> {
        let mut shaped = HashSet::default();
        let mut members = Vec::new();
        let mut made = HashSet::default();
        let mut outside = HashSet::default();
        let mut is_order_waiting = false;
        for (place, Reading { stmt, reads }) in stmts.iter().enumerate() {
            if members.last().is_some_and(|last| place - last > FAR) {
                break;
            }
            let reads_of = |values: &HashSet<Value>| reads.iter().any(|read| values.contains(read));
            let is_of_shape = self.shape(stmt).is_some()
                && (place == 0 || stmt.args.iter().any(|arg| shaped.contains(arg)))
                && self.kinds_fit(stmt, &stmts[0].stmt);
            if is_of_shape && !reads_of(&outside) && reads.iter().all(|read| !is_sum_of(&made, &shaped, read)) {
                let tensors = stmt.args.iter().chain(&stmt.results).filter(|value| self.tensor(**value).is_some());
                shaped.extend(tensors.copied());
                made.extend(&stmt.results);
                members.push(place);
            } else if reads_of(&made) || reads_of(&outside) || is_order_waiting && is_ordered(stmt) {
                is_order_waiting |= is_ordered(stmt);
                outside.extend(&stmt.results);
            }
        }
        members
    }

    fn kinds_fit(&self, one: &Stmt, two: &Stmt) -> bool {
        let kind = |stmt: &Stmt| self.shape(stmt).and_then(|value| self.tensor(value));
        kind(one) == kind(two)
    }

    /// Puts the loop where the last member stood, with what needs its results after it. `uses` is how often each value is
    /// read in the block.
    fn gather(&mut self, stmts: &mut VecDeque<Reading>, members: &[usize], uses: &mut HashMap<Value, usize>) {
        let mut made = HashSet::default();
        let (mut taken, mut waiting) = (Vec::new(), Vec::new());
        let last = members.last().copied().unwrap_or(0);
        let mut is_order_waiting = false;
        for (place, reading) in stmts.drain(..=last).enumerate() {
            if members.contains(&place) {
                made.extend(reading.stmt.results.iter().copied());
                for read in &reading.reads {
                    uses.entry(*read).and_modify(|count| *count -= 1);
                }
                taken.push(reading.stmt);
            } else if reading.reads.iter().any(|read| made.contains(read))
                || is_order_waiting && is_ordered(&reading.stmt)
            {
                is_order_waiting |= is_ordered(&reading.stmt);
                made.extend(reading.stmt.results.iter().copied());
                waiting.push(reading);
            } else {
                self.builder.push(reading.stmt);
            }
        }
        waiting.into_iter().rev().for_each(|reading| stmts.push_front(reading));
        Gathering { builder: self.builder, uses }.write(&taken);
    }
}

/// A statement, and all that it and the blocks in it read.
struct Reading {
    stmt: Stmt,
    reads: Vec<Value>,
}

impl Reading {
    fn of(stmt: Stmt) -> Reading {
        let mut reads = Vec::new();
        stmt.for_each_use(&mut |value| reads.push(value));
        Reading { stmt, reads }
    }
}

/// How often each value is read.
fn uses_of<'v>(reads: impl Iterator<Item = &'v Value>) -> HashMap<Value, usize> {
    let mut uses = HashMap::default();
    reads.for_each(|read| *uses.entry(*read).or_insert(0) += 1);
    uses
}

fn is_map(stmt: &Stmt) -> bool {
    matches!(stmt.op, Op::Map { .. })
}

/// Whether a value is a sum that a member gives: it is known when the loop is over.
fn is_sum_of(made: &HashSet<Value>, shaped: &HashSet<Value>, value: &Value) -> bool {
    made.contains(value) && !shaped.contains(value)
}

fn known_len(tensor: &Tensor) -> Option<i128> {
    if let (Dim::Known(rows), Dim::Known(cols)) = (&tensor.rows, &tensor.cols) {
        Some((rows * cols) as i128)
    } else {
        None
    }
}

fn is_reduction(stmt: &Stmt) -> bool {
    let Op::Apply(rule) = &stmt.op else { return false };
    [&SUM, &MEAN, &DOT, &NORM_SQUARED].into_iter().any(|known| rule.is(known))
}

/// One loop for some statements.
struct Gathering<'a> {
    builder: &'a Builder,
    /// How often each value is read by other statements than the members: by those after the loop.
    uses: &'a HashMap<Value, usize>,
}

/// A variable of the loop.
struct Variable {
    /// What it stands for after the loop.
    result: Value,
    start: Value,
    param: Value,
    next: Value,
}

impl Gathering<'_> {
    fn write(&self, members: &[Stmt]) {
        let builder = self.builder;
        let made = members.iter().flat_map(|stmt| &stmt.results).copied().collect::<HashSet<_>>();
        let mut reads = Vec::new();
        for arg in members.iter().flat_map(|stmt| &stmt.args) {
            if builder.kind(*arg).tensor().is_some() && !made.contains(arg) && !reads.contains(arg) {
                reads.push(*arg);
            }
        }
        let first = reads[0];
        builder.at(members[0].span);
        reads[1..].iter().for_each(|other| self.demand_shape(first, *other));
        let known = builder.kind(first).tensor().and_then(known_len);
        let end = known.map_or_else(|| builder.apply(&LEN, &[first]), |len| builder.int(len));
        let start = builder.int(0);
        let written =
            |stmt: &&Stmt| is_reduction(stmt) || self.uses.get(&stmt.results[0]).is_some_and(|count| *count > 0);
        let mut variables = members.iter().filter(written).map(|stmt| self.variable(stmt, first)).collect::<Vec<_>>();
        let index = builder.fresh(builder.kind(end), false);
        let params = std::iter::once(index).chain(variables.iter().map(|variable| variable.param)).collect();
        let block = builder.block(params, || {
            let mut entries = HashMap::default();
            for read in &reads {
                let entry = builder.apply(&INDEX, &[*read, index]);
                self.name_like(entry, *read);
                entries.insert(*read, entry);
            }
            members.iter().for_each(|stmt| self.member(stmt, index, &mut entries, &mut variables));
            variables.iter().map(|variable| variable.next).collect()
        });
        let results = variables.iter().map(|variable| {
            // The mean is one of no entries, too: it is zero.
            let is_mean = members
                .iter()
                .any(|stmt| matches!(stmt.op, Op::Apply(rule) if rule.is(&MEAN)) && stmt.results[0] == variable.result);
            if is_mean { builder.like(variable.result) } else { variable.result }
        });
        let results = results.collect::<Vec<_>>();
        let args = [start, end].into_iter().chain(variables.iter().map(|variable| variable.start)).collect();
        builder.push(Stmt {
            results: results.clone().into(),
            op: Op::For { reversed: false },
            args,
            blocks: vec![block],
            span: members[0].span,
        });
        for (sum, variable) in results.into_iter().zip(&variables) {
            if sum != variable.result {
                self.mean(sum, end, variable.result);
            }
        }
    }

    /// `mean = sum / max(len, 1)`
    fn mean(&self, sum: Value, len: Value, mean: Value) {
        let builder = self.builder;
        let one = builder.int(1);
        let count = builder.apply(&INT_MAX, &[len, one]);
        let count = builder.apply_as(&CAST, &[count], builder.kind(sum));
        let (op, args) = (Op::Apply(&scalar::DIV), vec![sum, count]);
        builder.push(Stmt {
            results: smallvec::smallvec![mean],
            op,
            args: args.into(),
            blocks: Vec::new(),
            span: builder.span(),
        });
    }

    fn demand_shape(&self, one: Value, two: Value) {
        let builder = self.builder;
        let Some(Tensor { rows, cols, .. }) = builder.kind(one).tensor().cloned() else { return };
        for (dim, size) in [(rows, &NROWS), (cols, &NCOLS)] {
            if dim == Dim::Dyn {
                let sizes = [one, two].map(|tensor| builder.apply(size, &[tensor]));
                let op = Op::Assert(Assertion::Demand(Demand::SameSize("entry by entry")));
                let span = builder.span();
                builder.push(Stmt {
                    results: Values::default(),
                    op,
                    args: Values::from_slice(&sizes),
                    blocks: Vec::new(),
                    span,
                });
            }
        }
    }

    /// What a member gives is a sum, or has an entry for each.
    fn variable(&self, stmt: &Stmt, shape: Value) -> Variable {
        let builder = self.builder;
        let result = stmt.results[0];
        let start = if is_reduction(stmt) {
            builder.zero(builder.kind(result))
        } else {
            builder.apply_as(&ZEROS_LIKE, &[shape], builder.kind(result))
        };
        let param = builder.like(result);
        self.name_like(param, result);
        Variable { result, start, param, next: param }
    }

    fn name_like(&self, value: Value, named: Value) {
        if let Some(name) = self.builder.name_of(named) {
            self.builder.name(value, name);
        }
    }

    /// What a member does for one entry.
    fn member(&self, stmt: &Stmt, index: Value, entries: &mut HashMap<Value, Value>, variables: &mut [Variable]) {
        let builder = self.builder;
        builder.at(stmt.span);
        let args = stmt.args.iter().map(|arg| entries.get(arg).copied().unwrap_or(*arg)).collect::<Vec<_>>();
        let result = stmt.results[0];
        let entry = match (&stmt.op, entrywise(stmt)) {
            (_, Some(rule)) => builder.apply(rule, &args),
            (Op::Map { .. }, None) => self.inline(&stmt.blocks[0], &args),
            (_, None) => self.term(stmt, &args),
        };
        let variable = variables.iter_mut().find(|variable| variable.result == result);
        if is_reduction(stmt) {
            if let Some(variable) = variable {
                variable.next = builder.apply(&scalar::ADD, &[variable.next, entry]);
            }
            return;
        }
        self.name_like(entry, result);
        entries.insert(result, entry);
        if let Some(variable) = variable {
            variable.next = builder.apply(&SET_AT, &[variable.next, index, entry]);
        }
    }

    /// What an entry adds to a sum.
    fn term(&self, stmt: &Stmt, args: &[Value]) -> Value {
        let is = |rule: &Rule| matches!(stmt.op, Op::Apply(own) if own.is(rule));
        if is(&DOT) {
            self.builder.apply(&scalar::MUL, &[args[0], args[1]])
        } else if is(&NORM_SQUARED) {
            self.builder.apply(&scalar::MUL, &[args[0], args[0]])
        } else {
            args[0]
        }
    }

    fn inline(&self, block: &Block, args: &[Value]) -> Value {
        let mut renaming = Renaming::default();
        block.params.iter().zip(args).for_each(|(param, arg)| renaming.insert(*param, *arg));
        for stmt in &block.stmts {
            let copy = renaming.stmt(self.builder, stmt);
            self.builder.push(copy);
        }
        renaming.get(block.results[0])
    }
}
