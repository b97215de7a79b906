//! A loop that repeats what another one computes, and records it or goes on from it, becomes one with it.
//!
//! The reverse sweep of an iteration runs its inner loops again to record what it needs of them; where the primal iteration stands beside
//! it, what these carry is the same number by number: two variables that start from one value, and become equal values if they
//! are equal. The function's own values stay as they are computed.

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Op, Program, Stmt, Value, free_values, has_effects};

use super::share;

pub(super) fn run(mut program: Program) -> Program {
    let mut body = std::mem::take(&mut program.body);
    block(&mut program, &mut body);
    program.body = body;
    program
}

fn block(program: &mut Program, body: &mut Block) {
    body.stmts.iter_mut().flat_map(|stmt| &mut stmt.blocks).for_each(|inner| block(program, inner));
    let mut first = 0;
    while first < body.stmts.len() {
        let later = first + 1..body.stmts.len();
        let mut candidates = later.filter(|second| starts_alike(&body.stmts[first], &body.stmts[*second]));
        let found = candidates.find_map(|second| {
            // The function's own values are not made of others.
            let is_own = |value: &Value| (value.0 as usize) < program.primal;
            if body.stmts[second].results.iter().any(is_own) {
                return None;
            }
            let needed = needed(&body.stmts[first..=second])?;
            let (joined, aliases) = joined(program, &body.stmts[first], &body.stmts[second])?;
            Some((second, needed, joined, aliases))
        });
        match found {
            Some((second, needed, joined, aliases)) => put(body, first..second, &needed, joined, &aliases),
            None => first += 1,
        }
    }
}

/// Whether two loops count the same, and each variable of the first starts from what one of the second starts from.
fn starts_alike(first: &Stmt, second: &Stmt) -> bool {
    let (Op::For { reversed: one }, Op::For { reversed: two }) = (&first.op, &second.op) else { return false };
    let counts_alike = one == two && first.args[..2] == second.args[..2];
    counts_alike && first.args.len() > 2 && first.args[2..].iter().all(|start| second.args[2..].contains(start))
}

/// What the last statement needs of those after the first, if it may stand where the first stands.
fn needed(stmts: &[Stmt]) -> Option<HashSet<Value>> {
    let [first, between @ .., last] = stmts else { return None };
    if stmts.iter().any(has_effects) {
        return None;
    }
    let mut needed = free_values(&last.blocks).into_iter().chain(last.args.iter().copied()).collect::<HashSet<_>>();
    for stmt in between
        .iter()
        .rev()
        .filter(|stmt| stmt.results.iter().any(|result| needed.contains(result)))
        .collect::<Vec<_>>()
    {
        if !matches!(stmt.op, Op::Apply(_) | Op::Constant(_)) {
            return None;
        }
        needed.extend(&stmt.args);
    }
    (!first.results.iter().any(|result| needed.contains(result))).then_some(needed)
}

/// One loop for both, and what the results of the second are of it. `None` where their variables turn out to differ.
fn joined(program: &mut Program, first: &Stmt, second: &Stmt) -> Option<(Stmt, HashMap<Value, Value>)> {
    let (one, two) = (&first.blocks[0], &second.blocks[0]);
    let twins = twins(first, second)?;
    let mut same = HashMap::from_iter([(two.params[0], one.params[0])]);
    same.extend(twins.iter().enumerate().map(|(place, twin)| (two.params[twin + 1], one.params[place + 1])));
    let mut repeated = two.clone();
    repeated.map_uses(&|value| same.get(&value).copied().unwrap_or(value));
    let stmts = one.stmts.iter().cloned().chain(repeated.stmts).collect();
    let results = [&one.results[..], &repeated.results].concat();
    let mut both = Block { params: one.params.clone(), stmts, results };
    share::within(program, &mut both);
    let others = both.results.split_off(one.results.len());
    if twins.iter().zip(&both.results).any(|(twin, result)| others[*twin] != *result) {
        return None;
    }
    let mut joined = first.clone();
    let mut aliases = HashMap::default();
    for (place, other) in others.iter().enumerate() {
        match twins.iter().position(|twin| *twin == place) {
            Some(own) => {
                aliases.insert(second.results[place], first.results[own]);
            }
            None => {
                joined.args.push(second.args[place + 2]);
                joined.results.push(second.results[place]);
                both.params.push(two.params[place + 1]);
                both.results.push(*other);
            }
        }
    }
    joined.blocks = vec![both];
    Some((joined, aliases))
}

/// For each variable of the first loop, the one of the second that starts from the same.
fn twins(first: &Stmt, second: &Stmt) -> Option<Vec<usize>> {
    let mut found = Vec::new();
    for start in &first.args[2..] {
        let mut places = (0..second.args.len() - 2).filter(|place| second.args[place + 2] == *start);
        found.push(places.find(|place| !found.contains(place))?);
    }
    Some(found)
}

/// Puts the joined loop where the first of two stood, behind what it needs, and takes the second away.
fn put(
    body: &mut Block,
    places: std::ops::Range<usize>,
    needed: &HashSet<Value>,
    joined: Stmt,
    aliases: &HashMap<Value, Value>,
) {
    let at = places.start;
    let between = body.stmts.drain(places.start..=places.end).collect::<Vec<_>>();
    let count = between.len();
    let between = between.into_iter().skip(1).take(count - 2);
    let (before, after): (Vec<_>, Vec<_>) =
        between.partition(|stmt| stmt.results.iter().any(|result| needed.contains(result)));
    let written = before.into_iter().chain([joined]).chain(after).collect::<Vec<_>>();
    body.stmts.splice(at..at, written);
    body.map_uses(&|value| aliases.get(&value).copied().unwrap_or(value));
}
