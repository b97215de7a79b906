//! Jacobians of loops that add to numbers and to entries: an iteration is linear in the few numbers that it reads of
//! tangents, so it changes the few entries of a Jacobian where what it adds to meets what it reads. No direction is swept.

use std::collections::BTreeSet;

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Builder, Carries, Constant, Dim, Op, Renaming, Rule, Stmt, Value, Values, free_values};
use crate::rules::array::{ADD_ELEMENT, ELEMENT};
use crate::rules::integer::INT_ADD;
use crate::rules::scalar::arithmetic as scalar;
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR, INDEX, SET_AT_PAIR};
use crate::rules::tensor::arithmetic::SCALE;
use crate::rules::tensor::part::{ADD_ROW, ROW};

use super::jacobian::{MOST_UNROLLED, zeros};
use super::structure::{Along, Structure, is_steep};

/// An iteration that reads more numbers of tangents than this is not written once for each.
const MOST_READS: usize = 8;
/// Nor is one with more linear statements than this, all copies together.
const MOST_COPIES: usize = 240;

/// A number of a tangent that an iteration reads.
struct Read {
    value: Value,
    from: Value,
    /// Its place in a vector; none of a number.
    at: Option<Value>,
}

/// What an iteration adds to something that the loop carries.
struct Addition {
    to: usize,
    /// Where in a vector; none to a number.
    at: Option<Value>,
    part: Value,
}

/// The linear part of an iteration.
struct Iteration<'s> {
    reads: Vec<Read>,
    /// What is computed from the reads.
    linear: Vec<&'s Stmt>,
    additions: Vec<Addition>,
}

/// What an addition takes from a read: this multiple.
struct Share<'i> {
    addition: usize,
    read: &'i Read,
    factor: Value,
}

/// Runs a loop forwards, where memory is read faster, if no iteration needs what another one leaves: then sums alone are
/// carried, whose order makes no difference.
fn forwards(part: &mut Stmt, iteration: &Iteration<'_>) {
    let Op::For { reversed } = &mut part.op else { return };
    let body = &mut part.blocks[0];
    let mut left = body.params[1..].iter().copied().collect::<HashSet<_>>();
    for stmt in &body.stmts {
        if uses_any(stmt, &left) {
            left.extend(&stmt.results);
        }
    }
    let places =
        iteration.reads.iter().map(|read| read.at).chain(iteration.additions.iter().map(|addition| addition.at));
    if iteration.linear.iter().any(|stmt| uses_any(stmt, &left)) || places.flatten().any(|place| left.contains(&place))
    {
        return;
    }
    *reversed = false;
    body.stmts.retain(|stmt| !uses_any(stmt, &left));
    body.params.truncate(1);
    body.results.clear();
    part.results = Values::default();
    part.args.truncate(2);
}

fn uses_any(stmt: &Stmt, values: &HashSet<Value>) -> bool {
    let mut uses = false;
    stmt.for_each_use(&mut |value| uses |= values.contains(&value));
    uses
}

impl Structure<'_> {
    /// The Jacobians of what a loop carries.
    pub(super) fn scatter(&mut self, stmt: &Stmt) -> Option<()> {
        let at = stmt.op.carries()?;
        let is_few = matches!(self.builder.kind(self.param).stacked(), Dim::Known(count) if count <= MOST_UNROLLED);
        if is_few || !self.transposer.keepers(std::slice::from_ref(stmt)).is_empty() {
            return None;
        }
        let body = &stmt.blocks[0];
        let carried = (0..body.results.len()).filter(|place| self.transposer.is_linear(body.params[place + 1]));
        let carried = carried.collect::<Vec<_>>();
        let iteration = self.iteration(body, &carried)?;
        let is_matrix = |read: &Read| matches!(self.of(read.from), Along::Matrix(_));
        if is_steep(body) && iteration.reads.iter().any(is_matrix) {
            // A zero direction along which the slope is infinite contributes nothing.
            return None;
        }
        let jacobians = self.loop_of(stmt, at, &carried, &iteration);
        for (place, jacobian) in carried.iter().zip(jacobians) {
            self.along.insert(stmt.results[at.results + place], Along::Matrix(jacobian));
        }
        Some(())
    }

    /// Takes an iteration apart; `None` where it does more with tangents than to read numbers and to add numbers.
    fn iteration<'s>(&self, body: &'s Block, carried: &[usize]) -> Option<Iteration<'s>> {
        let mut found = Iteration { reads: Vec::new(), linear: Vec::new(), additions: Vec::new() };
        let mut totals = carried.iter().map(|place| (body.params[place + 1], *place)).collect::<HashMap<_, _>>();
        let is_linear = |value: &Value| self.transposer.is_linear(*value);
        let is_real = |value: &Value| self.builder.kind(*value).is_real();
        for stmt in body.stmts.iter().filter(|stmt| stmt.results.iter().any(is_linear)) {
            if let Some((total, addition)) = addition(stmt, &totals) {
                self.outer_reals(&[addition.part], &mut found)?;
                totals.remove(&total);
                totals.insert(stmt.results[0], addition.to);
                found.additions.push(addition);
            } else if let Some(read) = self.read(stmt) {
                found.reads.push(read);
            } else {
                let read = stmt.args.iter().copied().chain(free_values(&stmt.blocks)).collect::<Vec<_>>();
                self.outer_reals(&read, &mut found)?;
                stmt.results.iter().filter(|result| is_linear(result)).all(is_real).then_some(())?;
                found.linear.push(stmt);
            }
        }
        let goes_on = |place: &usize| totals.get(&body.results[*place]) == Some(place);
        let is_small = found.reads.len() <= MOST_READS && found.reads.len() * found.linear.len() <= MOST_COPIES;
        (is_small && carried.iter().all(goes_on)).then_some(found)
    }

    fn read(&self, stmt: &Stmt) -> Option<Read> {
        let Op::Apply(rule) = &stmt.op else { return None };
        let [from, at] = *stmt.args else { return None };
        let is_read = rule.is(&INDEX) || (rule.is(&ELEMENT) && self.builder.kind(stmt.results[0]).is_real());
        (is_read && self.along.contains_key(&from)).then_some(Read { value: stmt.results[0], from, at: Some(at) })
    }

    /// Notes those of some values that are numbers from outside the loop. All else that is linear must be numbers of this
    /// iteration.
    fn outer_reals(&self, read: &[Value], found: &mut Iteration<'_>) -> Option<()> {
        let is_linear = |value: &Value| self.transposer.is_linear(*value);
        let is_real = |value: &Value| self.builder.kind(*value).is_real();
        let inside =
            found.linear.iter().flat_map(|stmt| &stmt.results).chain(found.reads.iter().map(|read| &read.value));
        let inside = inside.copied().collect::<HashSet<_>>();
        let read = read.iter().copied().filter(is_linear);
        for value in read.filter(|value| !inside.contains(value)).collect::<BTreeSet<_>>() {
            if !is_real(&value) || !self.along.contains_key(&value) {
                return None;
            }
            found.reads.push(Read { value, from: value, at: None });
        }
        Some(())
    }

    /// The same loop with Jacobians for tangents.
    fn loop_of(&self, stmt: &Stmt, at: Carries, carried: &[usize], iteration: &Iteration<'_>) -> Vec<Value> {
        let builder = self.builder;
        let mut part = self.transposer.primal_part(stmt).unwrap_or_else(|| unreachable!("a loop is kept"));
        forwards(&mut part, iteration);
        let start = carried.iter().map(|place| self.start(stmt, at, *place)).collect::<Vec<_>>();
        let jacobian = |start: &Value| self.named(builder.like(*start));
        let jacobians = start.iter().map(jacobian).collect::<Vec<_>>();
        let mut renaming = Renaming::default();
        let own = part.blocks[0].params.iter().map(|param| copy(builder, &mut renaming, *param)).collect::<Vec<_>>();
        let params = [own, jacobians.clone()].concat();
        let block = builder.block(params, || {
            for stmt in &part.blocks[0].stmts {
                let stmt = renaming.stmt(builder, stmt);
                builder.push(stmt);
            }
            let primal = part.blocks[0].results.iter().map(|result| renaming.get(*result)).collect::<Vec<_>>();
            let mut so_far = carried.iter().copied().zip(jacobians).collect::<HashMap<_, _>>();
            let shares = self.shares(iteration, &renaming);
            let is_only = |share: &&Share<'_>| {
                let to = iteration.additions[share.addition].to;
                let starts_at_zero = matches!(self.of(stmt.args[at.args + to]), Along::Zero);
                starts_at_zero && self.is_only(stmt, iteration, &shares, share)
            };
            // What is read and changed comes first: a read need not wait for what is only written.
            let (set, added) = shares.iter().partition::<Vec<_>, _>(is_only);
            for (share, rule) in added
                .into_iter()
                .map(|share| (share, &ADD_AT_PAIR))
                .chain(set.into_iter().map(|share| (share, &SET_AT_PAIR)))
            {
                let addition = &iteration.additions[share.addition];
                let changed = self.add(so_far[&addition.to], addition, share, &renaming, rule);
                so_far.insert(addition.to, changed);
            }
            primal.into_iter().chain(carried.iter().map(|place| so_far[place])).collect()
        });
        let results = start.iter().map(jacobian).collect::<Vec<_>>();
        part.args.extend(start);
        part.results = part.results.iter().map(|result| builder.like(*result)).chain(results.iter().copied()).collect();
        part.blocks = vec![block];
        builder.push(part);
        results
    }

    fn named(&self, jacobian: Value) -> Value {
        self.builder.name(jacobian, self.name.clone());
        jacobian
    }

    /// The Jacobian before the first iteration.
    fn start(&self, stmt: &Stmt, at: Carries, place: usize) -> Value {
        let along = self.of(stmt.args[at.args + place]);
        let result = self.transposer.primal_of(stmt.results[at.results + place]);
        // What is only added to keeps its shape.
        let own = stmt.results[at.results..].iter().position(|other| *other == result);
        let like = own.map_or(result, |own| stmt.args[at.args + own]);
        self.matrix(along).unwrap_or_else(|| zeros(self.builder, like, like, self.param))
    }

    /// What each addition takes from each read: the iteration with 1 for it, and zero for all others.
    fn shares<'i>(&self, iteration: &'i Iteration<'_>, primal: &Renaming) -> Vec<Share<'i>> {
        let builder = self.builder;
        let mut shares = Vec::new();
        for read in iteration.reads.iter().filter(|read| !matches!(self.of(read.from), Along::Zero)) {
            let mut renaming = primal.clone();
            let zero = |value: &Value| builder.zero(builder.kind(*value));
            for other in &iteration.reads {
                renaming.insert(other.value, zero(&other.value));
            }
            renaming.insert(read.value, builder.constant(Constant::Real(1.0, None), builder.kind(read.value)));
            let mut reached = HashSet::from_iter([read.value]);
            for stmt in &iteration.linear {
                let mut is_reached = false;
                stmt.for_each_use(&mut |value| is_reached |= reached.contains(&value));
                if is_reached {
                    reached.extend(&stmt.results);
                    let stmt = renaming.stmt(builder, stmt);
                    builder.push(stmt);
                } else {
                    let linear = stmt.results.iter().filter(|result| self.transposer.is_linear(**result));
                    linear.for_each(|result| renaming.insert(*result, zero(result)));
                }
            }
            let own = iteration.additions.iter().enumerate().filter(|(_, addition)| reached.contains(&addition.part));
            shares.extend(own.map(|(place, to)| Share { addition: place, read, factor: renaming.get(to.part) }));
        }
        shares.sort_by_key(|share| share.addition);
        shares
    }

    /// Whether no other share reaches an entry that a share reaches, in any iteration: what is added is the entry.
    fn is_only(&self, stmt: &Stmt, iteration: &Iteration<'_>, shares: &[Share<'_>], share: &Share<'_>) -> bool {
        let Op::For { .. } = stmt.op else { return false };
        let diagonal = |share: &Share<'_>| self.diagonal(&stmt.blocks[0], iteration, share);
        let to = |share: &Share<'_>| iteration.additions[share.addition].to;
        let own = diagonal(share);
        let others = shares.iter().filter(|other| !std::ptr::eq(*other, share) && to(other) == to(share));
        own.is_some() && others.map(diagonal).all(|other| other.is_some() && other != own)
    }

    /// How far beside the diagonal the entries are that a share reaches, one in each iteration.
    fn diagonal(&self, body: &Block, iteration: &Iteration<'_>, share: &Share<'_>) -> Option<i128> {
        if let Along::Matrix(_) = self.of(share.read.from) {
            return None;
        }
        let after_index = |place: Value| {
            if place == body.params[0] {
                return Some(0);
            }
            let sum = body.stmts.iter().find(|stmt| stmt.results[..] == [place])?;
            let is_sum = matches!(sum.op, Op::Apply(rule) if rule.is(&INT_ADD));
            let number = |value: Value| {
                let own = body.stmts.iter().find(|stmt| stmt.results[..] == [value]);
                match own.map(|stmt| &stmt.op) {
                    Some(Op::Constant(Constant::Int(number, _))) => Some(*number),
                    Some(_) => None,
                    None => self.builder.known_int(value),
                }
            };
            if is_sum && sum.args[0] == body.params[0] { number(sum.args[1]) } else { None }
        };
        Some(after_index(share.read.at?)? - after_index(iteration.additions[share.addition].at?)?)
    }

    /// Adds a share where it belongs: to an entry where the read is one of the parameter, else to a row. Where it is all of the entry,
    /// `at_entry` sets that.
    fn add(
        &self,
        jacobian: Value,
        addition: &Addition,
        share: &Share<'_>,
        renaming: &Renaming,
        at_entry: &'static Rule,
    ) -> Value {
        let builder = self.builder;
        let row = addition.at.map_or_else(|| builder.int(0), |at| renaming.get(at));
        let column = share.read.at.map_or_else(|| builder.int(0), |at| renaming.get(at));
        let times = |weight: Value| builder.apply(&scalar::MUL, &[share.factor, weight]);
        let at_entry = |entry: Value| builder.apply(at_entry, &[jacobian, row, column, entry]);
        match self.of(share.read.from) {
            Along::Zero => jacobian,
            Along::Multiple(None) => at_entry(share.factor),
            Along::Multiple(Some(s)) => at_entry(times(s)),
            Along::Diagonal(diagonal) => at_entry(times(builder.apply(&INDEX, &[diagonal, column]))),
            Along::Matrix(matrix) => {
                let part = builder.apply(&SCALE, &[builder.apply(&ROW, &[matrix, column]), share.factor]);
                builder.apply(&ADD_ROW, &[jacobian, row, part])
            }
        }
    }
}

/// What a statement adds to a total, and that total.
fn addition(stmt: &Stmt, totals: &HashMap<Value, usize>) -> Option<(Value, Addition)> {
    let Op::Apply(rule) = &stmt.op else { return None };
    let is = |other: &'static Rule| rule.is(other);
    let (total, at, part) = match *stmt.args {
        [total, at, part] if is(&ADD_AT) || is(&ADD_ELEMENT) => (total, Some(at), part),
        [one, two] if is(&scalar::ADD) && totals.contains_key(&one) => (one, None, two),
        [one, two] if is(&scalar::ADD) => (two, None, one),
        _ => return None,
    };
    let to = *totals.get(&total)?;
    (!totals.contains_key(&part)).then_some((total, Addition { to, at, part }))
}

fn copy(builder: &Builder, renaming: &mut Renaming, value: Value) -> Value {
    let copy = builder.like(value);
    builder.name_of(value).into_iter().for_each(|name| builder.name(copy, name));
    renaming.insert(value, copy);
    copy
}
