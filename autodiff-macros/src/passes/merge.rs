//! The primal loop and its reverse in one pass over the data, where the reverse only accumulates.
//!
//! A reverse loop runs the other way because it undoes what the primal loop carries. Where it reads nothing of that,
//! and each of its own variables is a running total, its iterations may come in any order: then each stands beside the
//! primal iteration whose values it shares. Totals change by rounding only, and the function's own not at all.

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Op, Program, Rule, Stmt, Value, is_ordered};
use crate::rules::array::{ADD_ARRAYS, ADD_ELEMENT, ADD_RANGE};
use crate::rules::entry::ADD_ENTRY;
use crate::rules::scalar::arithmetic as scalar;
use crate::rules::tensor::access::{ADD_AT, ADD_AT_PAIR};
use crate::rules::tensor::arithmetic as tensor;

/// Operations that add to their first argument.
const ADDITIONS: [&Rule; 10] = [
    &scalar::ADD,
    &scalar::SUB,
    &tensor::ADD,
    &tensor::SUB,
    &ADD_AT,
    &ADD_AT_PAIR,
    &ADD_ELEMENT,
    &ADD_ENTRY,
    &ADD_RANGE,
    &ADD_ARRAYS,
];

pub(super) fn run(mut program: Program) -> Program {
    block(&mut program.body, program.primal);
    program
}

fn block(block: &mut Block, primal: usize) {
    for stmt in &mut block.stmts {
        stmt.blocks.iter_mut().for_each(|block| self::block(block, primal));
    }
    while let Some((first, second)) = pair(&block.stmts, primal) {
        merge(&mut block.stmts, first, second);
    }
}

/// Two loops that can be one.
fn pair(stmts: &[Stmt], primal: usize) -> Option<(usize, usize)> {
    let is_loop = |place: &usize| matches!(stmts[*place].op, Op::For { .. }) && !is_ordered(&stmts[*place]);
    let loops = (0..stmts.len()).filter(is_loop).collect::<Vec<_>>();
    let totals = loops.iter().copied().filter(|place| accumulates(&stmts[*place])).collect::<Vec<_>>();
    if totals.is_empty() {
        return None;
    }
    let needs = Needs::of(stmts, &loops);
    let partner = |(number, first): (usize, usize)| {
        let fits = |second: usize| second > first && may_join(&stmts[first], &stmts[second], primal);
        let second = totals.iter().copied().find(|second| fits(*second) && !needs.has(*second, number))?;
        Some((first, second))
    };
    loops.iter().copied().enumerate().find_map(partner)
}

/// Which loops of a block its statements depend on, each on itself.
struct Needs {
    /// For each statement, a bit for each loop.
    rows: Vec<Vec<u64>>,
}

impl Needs {
    /// What has effects keeps its order: it depends on all loops before it.
    fn of(stmts: &[Stmt], loops: &[usize]) -> Needs {
        let mut rows: Vec<Vec<u64>> = Vec::with_capacity(stmts.len());
        let mut makers = HashMap::default();
        let mut so_far = vec![0; loops.len().div_ceil(64)];
        let mut next = 0;
        for (place, stmt) in stmts.iter().enumerate() {
            let mut row = if is_ordered(stmt) { so_far.clone() } else { vec![0; so_far.len()] };
            stmt.for_each_use(&mut |value| {
                if let Some(maker) = makers.get(&value) {
                    row.iter_mut().zip(&rows[*maker]).for_each(|(word, needed)| *word |= needed);
                }
            });
            if loops.get(next) == Some(&place) {
                let bit = 1 << (next % 64);
                so_far[next / 64] |= bit;
                row[next / 64] |= bit;
                next += 1;
            }
            makers.extend(stmt.results.iter().map(|result| (*result, place)));
            rows.push(row);
        }
        Needs { rows }
    }

    /// Whether a statement depends on a loop, by the number of that.
    fn has(&self, place: usize, number: usize) -> bool {
        self.rows[place][number / 64] >> (number % 64) & 1 == 1
    }
}

/// Whether a loop has the range of another, and may run in its direction: a total of the function's own is added up as
/// the function does it.
fn may_join(first: &Stmt, second: &Stmt, primal: usize) -> bool {
    let is_own = |total: &Value| (total.0 as usize) < primal;
    let is_reversed = |stmt: &Stmt| matches!(stmt.op, Op::For { reversed: true });
    let is_turned = is_reversed(first) != is_reversed(second);
    first.args[..2] == second.args[..2] && !(is_turned && second.blocks[0].params[1..].iter().any(is_own))
}

/// What depends on the first of some statements, which leads them, and on those with effects, which keep their order.
#[derive(Default)]
struct Dependents {
    found: HashSet<Value>,
    has_begun: bool,
}

impl Dependents {
    /// Takes note of the next statement; gives whether it depends, which one without results may do too.
    fn note(&mut self, stmt: &Stmt) -> bool {
        let mut depends = !self.has_begun || is_ordered(stmt);
        stmt.for_each_use(&mut |value| depends |= self.found.contains(&value));
        if depends {
            self.found.extend(&stmt.results);
        }
        self.has_begun = true;
        depends
    }
}

/// Whether every variable of a loop is a running total that nothing in it reads.
fn accumulates(stmt: &Stmt) -> bool {
    let body = &stmt.blocks[0];
    let mut uses = HashMap::default();
    body.for_each_use(&mut |value| *uses.entry(value).or_insert(0) += 1);
    body.params[1..].iter().zip(&body.results).all(|(param, result)| is_total(body, *param, *result, &uses))
}

/// Whether a variable becomes its next value by additions alone, in loops too.
fn is_total(body: &Block, param: Value, result: Value, uses: &HashMap<Value, usize>) -> bool {
    let mut total = result;
    while total != param {
        let definition = body.stmts.iter().find(|stmt| stmt.results.contains(&total));
        let (Some(stmt), Some(1)) = (definition, uses.get(&total)) else { return false };
        total = match &stmt.op {
            Op::Apply(rule) if ADDITIONS.iter().any(|addition| rule.is(addition)) => stmt.args[0],
            Op::For { .. } => {
                let Some(place) = stmt.results.iter().position(|result| *result == total) else { return false };
                let inner = &stmt.blocks[0];
                if !is_total(inner, inner.params[place + 1], inner.results[place], uses) {
                    return false;
                }
                stmt.args[place + 2]
            }
            Op::Apply(_)
            | Op::Constant(_)
            | Op::Fragment(_)
            | Op::If
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => return false,
        };
    }
    uses.get(&param) == Some(&1)
}

/// Puts the first loop into the second, and what depends on the first after both.
fn merge(stmts: &mut Vec<Stmt>, first: usize, second: usize) {
    let mut dependents = Dependents::default();
    dependents.note(&stmts[first]);
    let mut two = stmts.remove(second);
    let mut one = stmts.remove(first);
    let between = stmts.drain(first..second - 1).collect::<Vec<_>>();
    let (after, before): (Vec<_>, Vec<_>) = between.into_iter().partition(|stmt| dependents.note(stmt));
    let mut other = two.blocks.remove(0);
    let body = &mut one.blocks[0];
    let (index, number) = (other.params[0], body.params[0]);
    other.map_uses(&|value| if value == index { number } else { value });
    body.params.extend(&other.params[1..]);
    body.stmts.extend(other.stmts);
    body.results.extend(&other.results);
    one.args.extend_from_slice(&two.args[2..]);
    one.results.extend_from_slice(&two.results);
    let rest = stmts.split_off(first);
    stmts.extend(before);
    stmts.push(one);
    stmts.extend(after);
    stmts.extend(rest);
}
