//! Which loops go over vectors and slices entry by entry: no iteration reads what another one writes.

use std::collections::{HashMap, HashSet};

use crate::ir::{Block, Constant, Elem, Kind, Op, Program, Stmt, Value};
use crate::rules::array::{ADD_ELEMENT, ELEMENT, SET_ELEMENT};
use crate::rules::integer::INT_ADD;
use crate::rules::scalar::arithmetic::{ADD, SUB};
use crate::rules::scalar::lanes::has_lanes;
use crate::rules::scalar::power::POWI;
use crate::rules::tensor::access::{ADD_AT, INDEX, SET_AT};

/// A loop whose iterations are independent of each other, but for sums.
pub(super) struct Entrywise {
    pub(super) elem: Elem,
    pub(super) reads: Vec<Read>,
    /// What becomes of each variable of the loop.
    pub(super) variables: Vec<Variable>,
    /// The results of statements that stand for reading, writing and adding: they are not written themselves.
    pub(super) standing: HashSet<Value>,
}

/// Entries that are read: those of a vector or slice, from a place on.
pub(super) struct Read {
    pub(super) whole: Value,
    pub(super) shift: i128,
    /// The values that an entry is in the loop.
    pub(super) entries: Vec<Value>,
}

pub(super) enum Variable {
    /// A sum of terms, each with its sign.
    Sum(Vec<(Sign, Value)>),
    /// A vector or slice: these are added to its entry, so many places after the one that is counted.
    Added { shift: i128, parts: Vec<Value> },
    /// This becomes its entry.
    Set(Value),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
}

/// The loop as one over entries, if it is one. `elem` is the type of numbers that have none of their own, `known` gives
/// integers from around the loop that are numbers.
pub(super) fn entrywise(
    program: &Program,
    stmt: &Stmt,
    elem: &Elem,
    known: &dyn Fn(Value) -> Option<i128>,
) -> Option<Entrywise> {
    let Op::For { .. } = stmt.op else { return None };
    let body = &stmt.blocks[0];
    let mut reader = Reader {
        program,
        known,
        index: body.params[0],
        uses: crate::ir::uses(body),
        definitions: body
            .stmts
            .iter()
            .flat_map(|stmt| stmt.results.iter().map(move |result| (*result, stmt)))
            .collect(),
        carried: body.params[1..].iter().copied().collect(),
        elem: elem.clone(),
        index_uses: 0,
        shifts: HashMap::new(),
        shift_uses: HashMap::new(),
        reads: Vec::new(),
        standing: HashSet::new(),
    };
    body.stmts.iter().for_each(|stmt| reader.shifted(stmt));
    let pairs = body.params[1..].iter().zip(&body.results);
    let variables = pairs.map(|(param, result)| reader.variable(*param, *result)).collect::<Option<Vec<_>>>()?;
    for stmt in &body.stmts {
        // What has no results asserts something, here or in a branch.
        if stmt.results.is_empty() || !stmt.results.iter().all(|result| reader.standing.contains(result)) {
            reader.statement(stmt)?;
        }
    }
    let is_complete = reader.uses.get(&reader.index).copied().unwrap_or(0) == reader.index_uses
        && reader.shifts.keys().all(|shifted| reader.uses.get(shifted) == reader.shift_uses.get(shifted));
    let elem = match reader.elem {
        Elem::F32 => Elem::F32,
        Elem::F64 | Elem::Any => Elem::F64,
        Elem::Param(_) => return None,
    };
    let Reader { reads, standing, .. } = reader;
    (is_complete && !reads.is_empty()).then_some(Entrywise { elem, reads, variables, standing })
}

struct Reader<'a> {
    program: &'a Program,
    known: &'a dyn Fn(Value) -> Option<i128>,
    index: Value,
    uses: HashMap<Value, usize>,
    definitions: HashMap<Value, &'a Stmt>,
    carried: HashSet<Value>,
    /// The type of all numbers.
    elem: Elem,
    /// How many uses of the index are known to be the place of an entry.
    index_uses: usize,
    /// Places after the index, and how far.
    shifts: HashMap<Value, i128>,
    shift_uses: HashMap<Value, usize>,
    reads: Vec<Read>,
    standing: HashSet<Value>,
}

impl<'a> Reader<'a> {
    /// How a variable of the loop changes: the chain of operations from its next value back.
    fn variable(&mut self, param: Value, result: Value) -> Option<Variable> {
        let is_sum = matches!(self.program.kind(param), Kind::Real(_));
        let mut terms = Vec::new();
        let mut place = None;
        let mut at = result;
        while at != param {
            let stmt = *self.definitions.get(&at)?;
            let Op::Apply(rule) = &stmt.op else { return None };
            if self.uses.get(&at) != Some(&1) {
                return None;
            }
            let sign = if rule.is(&SUB) { Sign::Minus } else { Sign::Plus };
            if is_sum && (rule.is(&ADD) || rule.is(&SUB)) {
                // Of the two operands, the one that leads back to the variable.
                let is_first = rule.is(&SUB) || self.leads_to(stmt.args[0], param);
                let (before, term) = if is_first { (0, 1) } else { (1, 0) };
                terms.push((sign, stmt.args[term]));
                at = stmt.args[before];
            } else if !is_sum && (rule.is(&ADD_AT) || rule.is(&ADD_ELEMENT)) {
                terms.push((Sign::Plus, stmt.args[2]));
                let shift = self.shift(stmt.args[1])?;
                if *place.get_or_insert(shift) != shift {
                    return None;
                }
                at = stmt.args[0];
            } else if (rule.is(&SET_AT) || rule.is(&SET_ELEMENT)) && stmt.args[1] == self.index {
                let is_only = stmt.args[0] == param && terms.is_empty() && self.uses.get(&param) == Some(&1);
                self.index_uses += 1;
                self.standing.insert(stmt.results[0]);
                self.number(stmt.args[2])?;
                return is_only.then_some(Variable::Set(stmt.args[2]));
            } else {
                return None;
            }
            self.standing.insert(stmt.results[0]);
        }
        terms.iter().try_for_each(|(_, term)| self.number(*term))?;
        let is_read_once = self.uses.get(&param) == Some(&1) && !terms.is_empty();
        let parts = || terms.iter().map(|(_, term)| *term).collect();
        let added = || Variable::Added { shift: place.unwrap_or(0), parts: parts() };
        is_read_once.then(|| if is_sum { Variable::Sum(terms.clone()) } else { added() })
    }

    /// Whether a chain of sums starts at a variable.
    fn leads_to(&self, value: Value, param: Value) -> bool {
        if value == param {
            return true;
        }
        match self.definitions.get(&value) {
            Some(Stmt { op: Op::Apply(rule), args, .. }) if rule.is(&ADD) => {
                args.iter().any(|arg| self.leads_to(*arg, param))
            }
            Some(Stmt { op: Op::Apply(rule), args, .. }) if rule.is(&SUB) => self.leads_to(args[0], param),
            Some(_) | None => false,
        }
    }

    /// A statement that is no part of a variable's chain.
    fn statement(&mut self, stmt: &Stmt) -> Option<()> {
        match &stmt.op {
            Op::Apply(rule) if rule.is(&INDEX) || rule.is(&ELEMENT) => self.read(stmt),
            Op::Apply(rule) if rule.is(&INT_ADD) => self.shifts.contains_key(&stmt.results[0]).then_some(()),
            Op::Constant(_) | Op::Apply(_) | Op::If => self.operation(stmt),
            Op::Fragment(_)
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => None,
        }
    }

    /// An entry of something that the loop leaves alone.
    fn read(&mut self, stmt: &Stmt) -> Option<()> {
        let (whole, place) = (stmt.args[0], stmt.args[1]);
        let shift = self.shift(place)?;
        if self.carried.contains(&whole) || self.definitions.contains_key(&whole) {
            return None;
        }
        let entry = stmt.results[0];
        self.number(entry)?;
        match self.reads.iter_mut().find(|read| read.whole == whole && read.shift == shift) {
            Some(read) => read.entries.push(entry),
            None => self.reads.push(Read { whole, shift, entries: vec![entry] }),
        }
        self.standing.insert(entry);
        Some(())
    }

    /// How far after the index the place of an entry is, of which this is a use.
    fn shift(&mut self, place: Value) -> Option<i128> {
        if place == self.index {
            self.index_uses += 1;
            return Some(0);
        }
        *self.shift_uses.entry(place).or_insert(0) += 1;
        self.shifts.get(&place).copied()
    }

    /// Notes a place after the index.
    fn shifted(&mut self, stmt: &Stmt) {
        let Op::Apply(rule) = &stmt.op else { return };
        if !rule.is(&INT_ADD) || !stmt.args.contains(&self.index) {
            return;
        }
        let by = if stmt.args[0] == self.index { stmt.args[1] } else { stmt.args[0] };
        if let Some(by) = self.known(by).filter(|by| *by > 0) {
            self.index_uses += 1;
            self.shifts.insert(stmt.results[0], by);
            self.standing.insert(stmt.results[0]);
        }
    }

    /// An integer that is a number.
    fn known(&self, value: Value) -> Option<i128> {
        match self.definitions.get(&value) {
            Some(Stmt { op: Op::Constant(Constant::Int(number, _)), .. }) => Some(*number),
            Some(_) => None,
            None => (self.known)(value),
        }
    }

    /// What is done to numbers and truth values alone.
    fn operation(&mut self, stmt: &Stmt) -> Option<()> {
        match &stmt.op {
            Op::Constant(Constant::Int(..) | Constant::Bool(_)) => Some(()),
            Op::Constant(Constant::Real(..) | Constant::Zero) => self.number(stmt.results[0]),
            Op::Apply(rule) => {
                let is_scalar = |value: &Value| matches!(self.program.kind(*value), Kind::Real(_) | Kind::Bool);
                let fits = has_lanes(rule, || self.known(stmt.args[1]))
                    && stmt.args.iter().all(|arg| is_scalar(arg) || rule.is(&POWI));
                stmt.args.iter().chain(&stmt.results).try_for_each(|value| self.number(*value))?;
                fits.then_some(())
            }
            Op::If => {
                stmt.results.iter().try_for_each(|result| self.number(*result))?;
                stmt.blocks.iter().try_for_each(|block| self.branch(block))
            }
            Op::Fragment(_)
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => None,
        }
    }

    fn branch(&mut self, block: &Block) -> Option<()> {
        block.stmts.iter().try_for_each(|stmt| self.operation(stmt))
    }

    /// Notes the type of a number; all have one.
    fn number(&mut self, value: Value) -> Option<()> {
        match self.program.kind(value) {
            Kind::Real(elem) => self.elem = self.elem.join(elem)?,
            Kind::Bool | Kind::Int(_) => {}
            Kind::Tensor(_)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Array(..)
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => return None,
        }
        Some(())
    }
}
