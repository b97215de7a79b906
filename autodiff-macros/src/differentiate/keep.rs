//! What the reverse sweep of a loop keeps besides what the loop carries.
//!
//! A vector or array that an iteration changes is another one in the next iteration, and to record it whole would cost
//! its size each time. What is read of it, entry by entry, is kept instead, unless it is as small as that.
//!
//! In a loop whose iterations need each other's results, what takes long to compute is kept too. Iterations that don't need
//! each other are computed again: they run in lanes, or in one loop with the reverse sweep.

use crate::ir::hash::HashSet;
use crate::ir::{Block, Builder, Call, Dim, Kind, Op, Rule, Stmt, Value, Values};

use crate::rules::array::ELEMENT;
use crate::rules::entry::ENTRY;
use crate::rules::scalar::arithmetic::{ADD, SUB};
use crate::rules::scalar::is_dear;
use crate::rules::tensor::access::ADD_AT;
use crate::rules::tensor::arithmetic as tensor;

use super::transpose::Transposer;

impl Transposer<'_> {
    /// Values in these statements that are kept, in order: results of what may have an effect, and what is read of that
    /// which the loops around them change.
    pub(super) fn keepers(&self, stmts: &[Stmt]) -> Vec<Value> {
        let own = |stmt: &Stmt| {
            if stmt.results.iter().any(|result| self.keep.contains(result)) {
                return stmt.results.clone();
            }
            match &stmt.op {
                Op::Map { .. } | Op::Generate => crate::ir::effects(std::slice::from_ref(stmt)).into(),
                Op::Fragment(fragment) if fragment.has_effect => stmt.results.clone(),
                Op::Fragment(_) => Values::default(),
                // A call of the function by itself is not made again: its pullback is kept.
                Op::Call(Call::Primal | Call::Recorded, callee) if callee.is_own() => stmt.results.clone(),
                Op::Call(..) => Values::default(),
                // A condition is not asked again: how often it held is kept.
                Op::While => std::iter::once(stmt.results[0]).chain(self.keepers(&stmt.blocks[0].stmts)).collect(),
                Op::Constant(_)
                | Op::Apply(_)
                | Op::Custom(_)
                | Op::If
                | Op::For { .. }
                | Op::Pullback
                | Op::Assert(_) => stmt.blocks.iter().flat_map(|block| self.keepers(&block.stmts)).collect(),
            }
        };
        stmts.iter().flat_map(own).collect()
    }

    /// What is read in a loop of the vectors and arrays that it carries and changes.
    pub(super) fn reads_of_carried(&self, body: &Block) -> HashSet<Value> {
        let is_changed = |place: &usize| body.results[*place] != body.params[place + 1];
        let carried = (0..body.results.len()).filter(is_changed).map(|place| body.params[place + 1]);
        let is_long = |param: &Value| is_compound(self.builder, *param) && !is_short(self.builder, *param);
        let changing = carried.filter(is_long).collect();
        let mut reads = Reads { builder: self.builder, changing, found: HashSet::default() };
        reads.stmts(&body.stmts);
        reads.found.retain(|value| !self.is_linear(*value));
        reads.found
    }
}

impl Transposer<'_> {
    /// What takes long to compute in an iteration of a recurrence.
    pub(super) fn dear(&self, body: &Block) -> HashSet<Value> {
        if !self.is_recurrence(body) {
            return HashSet::default();
        }
        let is_dear = |stmt: &&Stmt| matches!(&stmt.op, Op::Apply(rule) if is_dear(rule));
        let dear = body.stmts.iter().filter(is_dear).map(|stmt| stmt.results[0]);
        dear.filter(|value| !self.is_linear(*value)).collect()
    }

    /// Whether an iteration does more with a number or a small vector that it carries than to add to it.
    fn is_recurrence(&self, body: &Block) -> bool {
        let carried = body.params[1..].iter().zip(&body.results).filter(|(param, result)| param != result);
        let carried = carried.map(|(param, _)| *param).filter(|param| !self.is_linear(*param) && self.is_small(*param));
        let carried = carried.collect::<HashSet<_>>();
        let is_read = |stmt: &Stmt| {
            let mut reads = false;
            stmt.for_each_use(&mut |value| reads |= carried.contains(&value));
            let is_linear = stmt.results.iter().any(|result| self.is_linear(*result));
            reads && !is_linear && !matches!(&stmt.op, Op::Apply(rule) if is_addition(rule))
        };
        body.stmts.iter().any(is_read)
    }

    fn is_small(&self, value: Value) -> bool {
        match self.builder.kind(value) {
            Kind::Real(_) | Kind::Record(_) | Kind::Geometry(..) => true,
            Kind::Tensor(tensor) => matches!((tensor.rows, tensor.cols), (Dim::Known(_), Dim::Known(_))),
            Kind::Factor(..)
            | Kind::Array(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => false,
        }
    }
}

fn is_addition(rule: &Rule) -> bool {
    [&ADD, &SUB, &tensor::ADD, &tensor::SUB, &ADD_AT].into_iter().any(|known| rule.is(known))
}

fn is_compound(builder: &Builder, value: Value) -> bool {
    matches!(builder.kind(value), Kind::Tensor(_) | Kind::Factor(..) | Kind::Array(..) | Kind::Record(_))
}

/// A longer vector is not recorded whole for the sake of its entries.
const SHORT: usize = 4;

fn is_short(builder: &Builder, value: Value) -> bool {
    let kind = builder.kind(value);
    let lengths = kind.tensor().map(|tensor| (&tensor.rows, &tensor.cols));
    matches!(lengths, Some((Dim::Known(rows), Dim::Known(cols))) if rows * cols <= SHORT)
}

struct Reads<'b> {
    builder: &'b Builder,
    /// Vectors and arrays that are made of those that the loop changes.
    changing: HashSet<Value>,
    found: HashSet<Value>,
}

impl Reads<'_> {
    fn stmts(&mut self, stmts: &[Stmt]) {
        stmts.iter().for_each(|stmt| self.stmt(stmt));
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::Apply(rule) => {
                let reads = stmt.args.iter().any(|arg| self.changing.contains(arg));
                if reads && is_compound(self.builder, stmt.results[0]) {
                    self.changing.insert(stmt.results[0]);
                }
                // An element is a part, even where it is a vector itself.
                if reads && (!is_compound(self.builder, stmt.results[0]) || rule.is(&ELEMENT) || rule.is(&ENTRY)) {
                    self.found.insert(stmt.results[0]);
                }
            }
            Op::Custom(_) => {
                if stmt.args.iter().any(|arg| self.changing.contains(arg)) {
                    self.found.insert(stmt.results[0]);
                }
            }
            Op::If => {
                stmt.blocks.iter().for_each(|block| self.stmts(&block.stmts));
                for block in &stmt.blocks {
                    self.pass_on(&block.results, &stmt.results);
                }
            }
            Op::For { .. } | Op::While => self.inner_loop(stmt),
            Op::Map { .. } => {
                if stmt.args.iter().any(|arg| self.changing.contains(arg)) {
                    self.changing.extend(&stmt.results);
                }
            }
            Op::Constant(_) | Op::Fragment(_) | Op::Generate | Op::Call(..) | Op::Pullback | Op::Assert(_) => {}
        }
    }

    fn inner_loop(&mut self, stmt: &Stmt) {
        let at = stmt.op.carries().expect("a loop");
        let body = &stmt.blocks[0];
        self.pass_on(&stmt.args[at.args..], &body.params[1..]);
        loop {
            let before = self.changing.len();
            self.stmts(&body.stmts);
            self.pass_on(&body.results, &body.params[1..]);
            if self.changing.len() == before {
                break;
            }
        }
        self.pass_on(&body.params[1..], &stmt.results[at.results..]);
    }

    fn pass_on(&mut self, from: &[Value], to: &[Value]) {
        for (from, to) in from.iter().zip(to) {
            if self.changing.contains(from) {
                self.changing.insert(*to);
            }
        }
    }
}
