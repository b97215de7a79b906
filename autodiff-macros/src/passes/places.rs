//! What a loop does to the entries of an array, it does to each of them once: an entry is read at the start of an iteration and set at its end.
//!
//! `x[i] += a; let b = x[i]; x[i] = c;` reads what was just added to. Where an iteration comes back to one entry, numbers take its place: `x[i] + a`
//! is `b`, and `c` is what the entry becomes. An array that is read and changed at several places is left alone, unless these are in
//! ranges that are known to be apart. No number changes, and sums keep their order.

use super::definitions::Definitions;
use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Builder, Constant, Kind, Op, Program, Rule, Stmt, Value, effects};
use crate::rules::apart::are_apart;
use crate::rules::array::{ADD_ELEMENT, ELEMENT, SET_ELEMENT};
use crate::rules::integer::{INT_ADD, INT_MUL};
use crate::rules::scalar::arithmetic::ADD;
use crate::rules::tensor::access::{ADD_AT, INDEX, SET_AT};

/// Gives the Program, and whether it is another one now.
pub(super) fn run(program: Program) -> (Program, bool) {
    let mut definitions = Definitions::default();
    define(&program.body, &mut definitions);
    let (builder, body) = Builder::rewriting(program);
    let mut walk = Walk { builder: &builder, definitions, has_changed: false };
    body.stmts.into_iter().for_each(|stmt| walk.write(stmt));
    let has_changed = walk.has_changed;
    (builder.finish(body.params, body.results), has_changed)
}

/// Notes what is said by operations and constants, in all blocks.
fn define(block: &Block, definitions: &mut Definitions) {
    for stmt in &block.stmts {
        stmt.blocks.iter().for_each(|inner| define(inner, definitions));
        if let (Op::Apply(_) | Op::Constant(_), [result]) = (&stmt.op, &stmt.results[..]) {
            definitions.insert(*result, stmt.with_blocks(Vec::new()));
        }
    }
}

struct Walk<'b> {
    builder: &'b Builder,
    definitions: Definitions,
    has_changed: bool,
}

/// How the entries of an array or a vector are read and changed.
#[derive(Clone, Copy)]
struct Access {
    read: &'static Rule,
    set: &'static Rule,
    add: &'static Rule,
}

const ACCESSES: [Access; 2] = [
    Access { read: &ELEMENT, set: &SET_ELEMENT, add: &ADD_ELEMENT },
    Access { read: &INDEX, set: &SET_AT, add: &ADD_AT },
];

/// An array of which an iteration reads and changes entries alone.
struct Entries {
    access: Access,
    /// Which of the loop's variables it is.
    place: usize,
    /// What it is in the course of an iteration, first what it starts as.
    stages: Vec<Value>,
    /// The places, in order.
    indices: Vec<Value>,
    /// Whether an iteration comes back to an entry.
    comes_back: bool,
}

impl Walk<'_> {
    fn write(&mut self, mut stmt: Stmt) {
        let builder = self.builder;
        stmt.blocks = builder.again(stmt.blocks, &mut |stmt| self.write(stmt));
        if let Op::For { .. } = stmt.op {
            let count = stmt.blocks[0].stmts.len();
            self.hoist_starts(&mut stmt.blocks[0]);
            self.has_changed |= stmt.blocks[0].stmts.len() != count;
            let body = &stmt.blocks[0];
            let arrays = (0..body.results.len()).filter_map(|place| self.entries(&stmt, place));
            let arrays = arrays.filter(|entries| entries.comes_back).collect::<Vec<_>>();
            if !arrays.is_empty() && !has_effects(&body.stmts) {
                stmt.blocks[0] = self.at_once(body, &arrays);
                self.has_changed = true;
            }
        }
        self.builder.push(stmt);
    }

    /// Puts what places start from, `2 * n` in `x[2 * n + i]`, before the loop. Only sums and products: these are numbers of any sizes.
    fn hoist_starts(&self, body: &mut Block) {
        let number = body.params[0];
        let mut starts = HashSet::default();
        for stmt in body.stmts.iter().rev() {
            let is_start = stmt.results.iter().any(|result| starts.contains(result));
            match args_of(stmt, &INT_ADD).or_else(|| args_of(stmt, &INT_MUL)) {
                Some(args) if is_start => starts.extend(args.iter().copied()),
                Some(&[one, two]) if one == number || two == number => {
                    starts.insert(if one == number { two } else { one });
                }
                Some(_) | None => {}
            }
        }
        let mut own = body.params.iter().copied().collect::<HashSet<_>>();
        body.stmts.retain(|stmt| {
            let is_known = matches!(stmt.op, Op::Constant(Constant::Int(..)))
                || args_of(stmt, &INT_ADD).or_else(|| args_of(stmt, &INT_MUL)).is_some();
            let is_start = stmt.results.iter().any(|result| starts.contains(result));
            let stays = !is_known || !is_start || stmt.args.iter().any(|arg| own.contains(arg));
            if stays {
                own.extend(&stmt.results);
            } else {
                self.builder.push(stmt.clone());
            }
            stays
        });
    }

    /// A variable of a loop, if entries are all that an iteration reads and changes of it.
    fn entries(&self, stmt: &Stmt, place: usize) -> Option<Entries> {
        let body = &stmt.blocks[0];
        let param = body.params[place + 1];
        let access = match self.builder.kind(param) {
            Kind::Array(element, _) if element.is_real() => ACCESSES[0],
            Kind::Tensor(_) => ACCESSES[1],
            Kind::Array(..)
            | Kind::Real(_)
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Record(_)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => return None,
        };
        let mut stages = vec![param];
        let mut known = HashSet::from_iter([param]);
        let mut touched: HashMap<Value, Touched> = HashMap::default();
        let mut indices = Vec::new();
        let mut comes_back = false;
        for stmt in &body.stmts {
            let mut uses = 0;
            stmt.for_each_use(&mut |value| uses += usize::from(known.contains(&value)));
            if uses == 0 {
                continue;
            }
            let Op::Apply(rule) = &stmt.op else { return None };
            let is_of_last = uses == 1 && stmt.args.first() == stages.last();
            let (is_read, is_set, is_add) = (rule.is(access.read), rule.is(access.set), rule.is(access.add));
            if !is_of_last || !(is_read || is_set || is_add) {
                return None;
            }
            let index = stmt.args[1];
            if !indices.contains(&index) {
                indices.push(index);
            }
            comes_back |= match touched.get(&index) {
                // The array itself is read, though other entries have changed.
                None => is_read && stages.len() > 1,
                Some(Touched::Read) => is_add,
                Some(Touched::Added) => !is_add,
                Some(Touched::Set) => true,
            };
            let now = if is_set {
                Touched::Set
            } else if is_add {
                Touched::Added
            } else {
                Touched::Read
            };
            touched.insert(index, now);
            if !is_read {
                known.insert(stmt.results[0]);
                stages.push(stmt.results[0]);
            }
        }
        let is_handed_on = stages.last() == Some(&body.results[place]);
        let handed_on = body.results.iter().filter(|result| known.contains(result)).count();
        let fits = is_handed_on && handed_on == 1 && self.are_apart(stmt, &indices);
        fits.then_some(Entries { access, place, stages, indices, comes_back })
    }

    /// Whether places of an iteration are never those of another one, nor of each other.
    fn are_apart(&self, stmt: &Stmt, indices: &[Value]) -> bool {
        // One place is the same entry throughout an iteration, whatever it is.
        if indices.len() <= 1 {
            return true;
        }
        let is_from_zero = matches!(self.op(stmt.args[0]), Some(Op::Constant(Constant::Int(0, _))));
        let starts = indices.iter().map(|index| self.start(&stmt.blocks[0], *index)).collect::<Option<Vec<_>>>();
        let Some(starts) = starts.filter(|_| is_from_zero) else { return false };
        let definition = |value: Value| self.definitions.get(&value);
        let pairs = (0..starts.len()).flat_map(|one| (0..one).map(move |two| (one, two)));
        pairs.into_iter().all(|(one, two)| are_apart(&definition, [starts[one], starts[two]], stmt.args[1]))
    }

    /// Where the range starts in which a place is the one that the loop counts.
    fn start(&self, body: &Block, index: Value) -> Option<Option<Value>> {
        let number = body.params[0];
        if index == number {
            return Some(None);
        }
        let sum = body.stmts.iter().find(|stmt| stmt.results.contains(&index))?;
        let [one, two] = *args_of(sum, &INT_ADD)? else { return None };
        let start = if one == number { two } else { one };
        let is_own = body.params.contains(&start) || body.stmts.iter().any(|stmt| stmt.results.contains(&start));
        ((one == number || two == number) && !is_own).then_some(Some(start))
    }

    fn op(&self, value: Value) -> Option<&Op> {
        self.definitions.get(&value).map(|stmt| &stmt.op)
    }

    /// The body with each entry of some arrays read once and set once.
    fn at_once(&self, body: &Block, arrays: &[Entries]) -> Block {
        let mut aliases = HashMap::default();
        let mut states = arrays.iter().map(|_| HashMap::default()).collect::<Vec<HashMap<Value, State>>>();
        let mut block = self.builder.block(body.params.clone(), || {
            for stmt in &body.stmts {
                let array = arrays.iter().position(|entries| {
                    stmt.args.first().is_some_and(|whole| entries.stages.contains(whole))
                        && matches!(stmt.op, Op::Apply(_))
                });
                match array {
                    Some(array) => self.touch(stmt, &arrays[array], &mut states[array], &mut aliases),
                    None => self.builder.push(stmt.clone()),
                }
            }
            let mut results = body.results.clone();
            for (entries, states) in arrays.iter().zip(&states) {
                results[entries.place] = self.write_back(entries, states);
            }
            results
        });
        block.map_uses(&|value| resolved(&aliases, value));
        block
    }

    /// An operation on an entry, as one on numbers.
    fn touch(
        &self,
        stmt: &Stmt,
        entries: &Entries,
        states: &mut HashMap<Value, State>,
        aliases: &mut HashMap<Value, Value>,
    ) {
        let Access { read, set, .. } = entries.access;
        let builder = self.builder;
        builder.at(stmt.span);
        let (index, first) = (stmt.args[1], entries.stages[0]);
        let Op::Apply(rule) = &stmt.op else { return };
        let state = states.remove(&index);
        let next = if rule.is(set) {
            State::Is { value: stmt.args[2], is_changed: true }
        } else if rule.is(read) {
            let (value, is_changed) = match state {
                None => {
                    let args = vec![first, index];
                    builder.push(Stmt { args: args.into(), ..stmt.clone() });
                    (stmt.results[0], false)
                }
                Some(State::Is { value, is_changed }) => (value, is_changed),
                Some(State::Added(terms)) => {
                    let start = builder.apply(read, &[first, index]);
                    (terms.into_iter().fold(start, |sum, term| self.sum(sum, term)), true)
                }
            };
            if value != stmt.results[0] {
                aliases.insert(stmt.results[0], value);
            }
            State::Is { value, is_changed }
        } else {
            match state {
                None => State::Added(vec![stmt.args[2]]),
                Some(State::Added(mut terms)) => {
                    terms.push(stmt.args[2]);
                    State::Added(terms)
                }
                Some(State::Is { value, .. }) => State::Is { value: self.sum(value, stmt.args[2]), is_changed: true },
            }
        };
        states.insert(index, next);
    }

    /// `a + b`, of which `a` may be a zero that never was a number.
    fn sum(&self, one: Value, two: Value) -> Value {
        if matches!(self.op(one), Some(Op::Constant(Constant::Zero))) {
            return two;
        }
        self.builder.apply(&ADD, &[one, two])
    }

    /// The array at the end of an iteration.
    fn write_back(&self, entries: &Entries, states: &HashMap<Value, State>) -> Value {
        let Access { set, add, .. } = entries.access;
        entries.indices.iter().fold(entries.stages[0], |array, index| match &states[index] {
            State::Is { is_changed: false, .. } => array,
            State::Is { value, .. } => self.builder.apply(set, &[array, *index, *value]),
            State::Added(terms) => {
                terms.iter().fold(array, |array, term| self.builder.apply(add, &[array, *index, *term]))
            }
        })
    }
}

/// What was done to an entry last.
#[derive(Clone, Copy)]
enum Touched {
    Read,
    Added,
    Set,
}

/// What is known of an entry.
enum State {
    /// These were added to it.
    Added(Vec<Value>),
    Is {
        value: Value,
        is_changed: bool,
    },
}

fn resolved(aliases: &HashMap<Value, Value>, value: Value) -> Value {
    aliases.get(&value).map_or(value, |alias| resolved(aliases, *alias))
}

/// Whether it shows in which order statements run.
fn has_effects(stmts: &[Stmt]) -> bool {
    let is_call = |stmt: &Stmt| matches!(stmt.op, Op::Call(..) | Op::Custom(_) | Op::Assert(_));
    let inside = |stmt: &Stmt| stmt.blocks.iter().any(|block| has_effects(&block.stmts));
    !effects(stmts).is_empty() || stmts.iter().any(|stmt| is_call(stmt) || inside(stmt))
}

fn args_of<'s>(stmt: &'s Stmt, rule: &Rule) -> Option<&'s [Value]> {
    matches!(&stmt.op, Op::Apply(applied) if applied.is(rule)).then_some(&stmt.args[..])
}
