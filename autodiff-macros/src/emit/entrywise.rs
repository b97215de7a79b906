//! Which loops go over vectors and slices entry by entry: no iteration reads what another one writes.

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Constant, Elem, Kind, Op, Program, Stmt, Value};
use crate::rules::apart::are_apart;
use crate::rules::array::{ADD_ELEMENT, ELEMENT, PUSH, SET_ELEMENT};
use crate::rules::integer::INT_ADD;
use crate::rules::scalar::arithmetic::{ADD, SUB};
use crate::rules::scalar::lanes::{has_functions, has_lanes};
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

/// Where the entry of an iteration is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shift {
    /// So many places after the number that is counted.
    By(i128),
    /// As many as this integer from around the loop says.
    From(Value),
}

impl Shift {
    pub(super) const NONE: Shift = Shift::By(0);

    /// Where the range of all entries starts; `None` where that is not said by a value.
    fn start(self) -> Option<Option<Value>> {
        match self {
            Shift::By(0) => Some(None),
            Shift::By(_) => None,
            Shift::From(value) => Some(Some(value)),
        }
    }
}

/// Entries that are read: those of a vector or slice, from a place on.
pub(super) struct Read {
    pub(super) whole: Value,
    pub(super) shift: Shift,
    /// The values that an entry is in the loop.
    pub(super) entries: Vec<Value>,
}

pub(super) enum Variable {
    /// A sum of terms, each with its sign.
    Sum(Vec<(Sign, Value)>),
    /// A vector or slice, whose entries change in ranges that are apart.
    Entries(Vec<Window>),
    /// A record that gets one more number.
    Pushed(Value),
}

/// What becomes of the entries in a range.
pub(super) struct Window {
    pub(super) shift: Shift,
    pub(super) change: Change,
}

pub(super) enum Change {
    /// These are added.
    Added(Vec<Value>),
    /// They become `after`; the values in `before` are what they were.
    Set { before: Vec<Value>, after: Value },
}

impl Variable {
    pub(super) fn windows(&self) -> &[Window] {
        match self {
            Variable::Entries(windows) => windows,
            Variable::Sum(_) | Variable::Pushed(_) => &[],
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    Plus,
    Minus,
}

/// The loop as one over entries, if it is one. `elem` is the type of numbers that have none of their own, `known` gives
/// integers from around the loop that are numbers, and `definition` what computes them.
pub(super) fn entrywise<'a>(
    program: &'a Program,
    stmt: &'a Stmt,
    elem: &Elem,
    known: &'a dyn Fn(Value) -> Option<i128>,
    definition: &dyn Fn(Value) -> Option<&'a Stmt>,
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
        carried: body.params[1..].iter().copied().enumerate().map(|(place, param)| (param, place)).collect(),
        elem: elem.clone(),
        index_uses: 0,
        shifts: HashMap::default(),
        shift_uses: HashMap::default(),
        reads: Vec::new(),
        variables: Vec::new(),
        standing: HashSet::default(),
    };
    body.stmts.iter().for_each(|stmt| reader.shifted(stmt));
    for (param, result) in body.params[1..].iter().zip(&body.results) {
        let variable = reader.variable(*param, *result)?;
        reader.variables.push(variable);
    }
    for stmt in &body.stmts {
        // What has no results asserts something, here or in a branch.
        if stmt.results.is_empty() || !stmt.results.iter().all(|result| reader.standing.contains(result)) {
            reader.statement(stmt)?;
        }
    }
    let is_complete = reader.uses.get(&reader.index).copied().unwrap_or(0) == reader.index_uses
        && reader.shifts.keys().all(|shifted| reader.uses.get(shifted) == reader.shift_uses.get(shifted))
        && body.params[1..].iter().zip(&reader.variables).all(|(param, variable)| reader.is_read_so(*param, variable));
    let are_apart = reader.variables.iter().all(|variable| are_all_apart(definition, variable.windows(), stmt.args[1]));
    let elem = match reader.elem {
        Elem::F32 => Elem::F32,
        Elem::F64 | Elem::Any => Elem::F64,
        Elem::Param(_) => return None,
    };
    let Reader { reads, variables, standing, .. } = reader;
    let has_before = |window: &Window| matches!(&window.change, Change::Set { before, .. } if !before.is_empty());
    let reads_entries = !reads.is_empty() || variables.iter().flat_map(Variable::windows).any(has_before);
    let is_simple = reads.iter().all(|read| !matches!(read.shift, Shift::From(_))) && variables.iter().all(is_simple);
    // Other loops over parts of arrays are often short, and are fast as they are.
    let is_worth_it = is_simple || has_functions(body);
    (is_complete && are_apart && reads_entries && is_worth_it).then_some(Entrywise { elem, reads, variables, standing })
}

/// Whether a variable is a sum, or is written to at the numbers of the entries that are read, and not read itself.
fn is_simple(variable: &Variable) -> bool {
    match variable {
        Variable::Sum(_) => true,
        Variable::Entries(windows) => windows.iter().all(|window| match (&window.change, window.shift) {
            (_, Shift::From(_)) => false,
            (Change::Added(_), Shift::By(_)) => true,
            (Change::Set { before, .. }, Shift::By(_)) => before.is_empty(),
        }),
        Variable::Pushed(_) => false,
    }
}

/// Whether no two of some ranges of this length have an entry in common.
fn are_all_apart<'s>(definition: &dyn Fn(Value) -> Option<&'s Stmt>, windows: &[Window], len: Value) -> bool {
    let mut pairs = (0..windows.len()).flat_map(|one| (0..one).map(move |two| [&windows[one], &windows[two]]));
    pairs.all(|pair| match pair.map(|window| window.shift.start()) {
        [Some(one), Some(two)] => are_apart(definition, [one, two], len),
        [_, _] => false,
    })
}

struct Reader<'a> {
    program: &'a Program,
    known: &'a dyn Fn(Value) -> Option<i128>,
    index: Value,
    uses: HashMap<Value, usize>,
    definitions: HashMap<Value, &'a Stmt>,
    /// The variables, by their numbers.
    carried: HashMap<Value, usize>,
    /// The type of all numbers.
    elem: Elem,
    /// How many uses of the index are known to be the place of an entry.
    index_uses: usize,
    /// Places after the index, and how far.
    shifts: HashMap<Value, Shift>,
    shift_uses: HashMap<Value, usize>,
    reads: Vec<Read>,
    /// What becomes of the variables, as far as that is known.
    variables: Vec<Variable>,
    standing: HashSet<Value>,
}

impl<'a> Reader<'a> {
    /// How a variable of the loop changes: the chain of operations from its next value back.
    fn variable(&mut self, param: Value, result: Value) -> Option<Variable> {
        let is_sum = matches!(self.program.kind(param), Kind::Real(_));
        if let Some(pushed) = self.pushed(param, result) {
            return Some(pushed);
        }
        let mut terms = Vec::new();
        let mut windows = Vec::<Window>::new();
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
                self.number(stmt.args[term])?;
                terms.push((sign, stmt.args[term]));
                at = stmt.args[before];
            } else if !is_sum && [&ADD_AT, &ADD_ELEMENT, &SET_AT, &SET_ELEMENT].iter().any(|known| rule.is(known)) {
                let shift = self.shift(stmt.args[1])?;
                let value = stmt.args[2];
                self.number(value)?;
                let is_added = rule.is(&ADD_AT) || rule.is(&ADD_ELEMENT);
                match windows.iter_mut().find(|window| window.shift == shift) {
                    Some(Window { change: Change::Added(parts), .. }) if is_added => parts.push(value),
                    Some(_) => return None,
                    None if is_added => windows.push(Window { shift, change: Change::Added(vec![value]) }),
                    None => windows.push(Window { shift, change: Change::Set { before: Vec::new(), after: value } }),
                }
                at = stmt.args[0];
            } else {
                return None;
            }
            self.standing.insert(stmt.results[0]);
        }
        if is_sum {
            return (!terms.is_empty()).then_some(Variable::Sum(terms));
        }
        (!windows.is_empty()).then_some(Variable::Entries(windows))
    }

    /// A record, if that is what a variable is.
    fn pushed(&mut self, param: Value, result: Value) -> Option<Variable> {
        let stmt = *self.definitions.get(&result)?;
        let Op::Apply(rule) = &stmt.op else { return None };
        let is_number = matches!(self.program.kind(param), Kind::Array(element, _) if element.is_real());
        let fits = rule.is(&PUSH) && stmt.args[0] == param && is_number && self.uses.get(&result) == Some(&1);
        if !fits || self.number(stmt.args[1]).is_none() {
            return None;
        }
        self.standing.insert(result);
        Some(Variable::Pushed(stmt.args[1]))
    }

    /// Whether nothing reads a variable but the chain that changes it, and what has been found to read its entries.
    fn is_read_so(&self, param: Value, variable: &Variable) -> bool {
        let befores = variable.windows().iter().map(|window| match &window.change {
            Change::Added(_) => 0,
            Change::Set { before, .. } => before.len(),
        });
        self.uses.get(&param).copied() == Some(1 + befores.sum::<usize>())
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
        let entry = stmt.results[0];
        self.number(entry)?;
        if let Some(variable) = self.carried.get(&whole) {
            let Variable::Entries(windows) = &mut self.variables[*variable] else { return None };
            let window = windows.iter_mut().find(|window| window.shift == shift)?;
            let Change::Set { before, .. } = &mut window.change else { return None };
            before.push(entry);
            self.standing.insert(entry);
            return Some(());
        }
        if self.definitions.contains_key(&whole) {
            return None;
        }
        match self.reads.iter_mut().find(|read| read.whole == whole && read.shift == shift) {
            Some(read) => read.entries.push(entry),
            None => self.reads.push(Read { whole, shift, entries: vec![entry] }),
        }
        self.standing.insert(entry);
        Some(())
    }

    /// How far after the index the place of an entry is, of which this is a use.
    fn shift(&mut self, place: Value) -> Option<Shift> {
        if place == self.index {
            self.index_uses += 1;
            return Some(Shift::NONE);
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
        let is_own = self.definitions.contains_key(&by) || self.carried.contains_key(&by) || by == self.index;
        let shift = match self.known(by) {
            Some(by) => (by > 0).then_some(Shift::By(by)),
            None => (!is_own).then_some(Shift::From(by)),
        };
        if let Some(shift) = shift {
            self.index_uses += 1;
            self.shifts.insert(stmt.results[0], shift);
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
