//! A loop that adds to one vector at several places, `x[i]` and `x[i + 1]`, becomes a loop for each of the places.
//!
//! What an iteration adds to an entry, another one would have to wait for: apart, all iterations of a loop are
//! independent, and it runs in lanes. What the loops have in common they compute each for itself, so only arithmetic
//! that costs little is split. Sums change in the order of their terms, not more.

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Builder, Constant, Dim, Kind, Op, Program, Renaming, Rule, Stmt, Value};
use crate::rules::array::{ADD_ELEMENT, ELEMENT};
use crate::rules::integer::INT_ADD;
use crate::rules::scalar::lanes::{Lanes, lanes};
use crate::rules::tensor::access::{ADD_AT, INDEX};

/// An iteration with more statements than this is not computed twice.
const MOST_STATEMENTS: usize = 40;

/// Rewrites the loops of a Program.
pub(super) fn run(program: Program) -> Program {
    let (builder, body) = Builder::rewriting(program);
    body.stmts.into_iter().for_each(|stmt| write(&builder, stmt));
    builder.finish(body.params, body.results)
}

fn write(builder: &Builder, mut stmt: Stmt) {
    stmt.blocks = builder.again(stmt.blocks, &mut |stmt| write(builder, stmt));
    match split(builder, &stmt) {
        Some(loops) => loops.into_iter().for_each(|stmt| builder.push(stmt)),
        None => builder.push(stmt),
    }
}

/// A vector that a loop adds to at several places.
struct Scattered {
    /// Which of the loop's variables it is.
    place: usize,
    /// Values of it in an iteration, from the first to the last, with the index that leads from one to the next.
    updates: Vec<Update>,
}

struct Update {
    before: Value,
    index: Value,
    after: Value,
}

/// The loops that stand for a loop, if it is one that is split.
fn split(builder: &Builder, stmt: &Stmt) -> Option<Vec<Stmt>> {
    let Op::For { .. } = stmt.op else { return None };
    let body = &stmt.blocks[0];
    let is_open = builder.known_int(stmt.args[0]) == Some(0) && builder.known_int(stmt.args[1]).is_none();
    if !is_open || body.stmts.len() > MOST_STATEMENTS || !is_arithmetic(builder, body) {
        return None;
    }
    let mut loops = vec![stmt.clone()];
    for place in 0..body.results.len() {
        let Some(vector) = scattered(builder, body, place) else { continue };
        let first = vector.updates[0].index;
        let mut later = Vec::new();
        for update in &vector.updates {
            if update.index != first && !later.contains(&update.index) {
                later.push(update.index);
            }
        }
        let of_index = |index: Value| later_loop(builder, stmt, &vector, index);
        let apart = later.into_iter().map(of_index).collect::<Vec<_>>();
        keep(builder, &mut loops[0].blocks[0], &vector, first);
        chain(builder, &mut loops, vector.place, stmt.results[vector.place], apart);
    }
    (loops.len() > 1).then_some(loops)
}

/// Whether an iteration reads entries and computes with them what costs little, and its variables are but added to.
fn is_arithmetic(builder: &Builder, body: &Block) -> bool {
    let index = body.params[0];
    let own = |value: Value| body.stmts.iter().find(|stmt| stmt.results.contains(&value)).map(|stmt| &stmt.op);
    let number = |value: Value| match own(value) {
        Some(Op::Constant(Constant::Int(number, _))) => Some(*number),
        Some(_) => None,
        None => builder.known_int(value),
    };
    let mut places = HashSet::from_iter([index]);
    let mut carried = body.params[1..].iter().copied().collect::<HashSet<_>>();
    body.stmts.iter().all(|stmt| {
        let is_carried = |value: &Value| carried.contains(value);
        let fits = match &stmt.op {
            Op::Constant(_) => true,
            Op::Apply(rule) if rule.is(&INT_ADD) => {
                let by = if stmt.args[0] == index { stmt.args[1] } else { stmt.args[0] };
                let is_place = stmt.args.contains(&index) && number(by).is_some_and(|by| by > 0);
                is_place && places.insert(stmt.results[0])
            }
            Op::Apply(rule) if is(rule, [&INDEX, &ELEMENT]) => {
                places.contains(&stmt.args[1]) && !is_carried(&stmt.args[0])
            }
            Op::Apply(rule) if is(rule, [&ADD_AT, &ADD_ELEMENT]) => {
                places.contains(&stmt.args[1]) && is_carried(&stmt.args[0]) && !is_carried(&stmt.args[2])
            }
            Op::Apply(rule) => lanes(rule) == Some(Lanes::AsItIs),
            Op::If
            | Op::Fragment(_)
            | Op::For { .. }
            | Op::While
            | Op::Map { .. }
            | Op::Generate
            | Op::Call(..)
            | Op::Custom(_)
            | Op::Pullback
            | Op::Assert(_) => false,
        };
        if stmt.args.iter().any(is_carried) {
            carried.extend(&stmt.results);
        }
        fits
    })
}

fn is(rule: &Rule, known: [&'static Rule; 2]) -> bool {
    known.into_iter().any(|known| rule.is(known))
}

/// A variable that is a vector of a size that only run time knows, and added to at more than one place.
fn scattered(builder: &Builder, body: &Block, place: usize) -> Option<Scattered> {
    let is_open = match builder.kind(body.params[place + 1]) {
        Kind::Tensor(tensor) => tensor.rows == Dim::Dyn,
        Kind::Array(element, length) => element.is_real() && length == Dim::Dyn,
        Kind::Real(_)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => false,
    };
    let mut updates = Vec::new();
    let mut at = body.params[place + 1];
    for stmt in &body.stmts {
        if let Op::Apply(rule) = stmt.op
            && is(rule, [&ADD_AT, &ADD_ELEMENT])
            && stmt.args[0] == at
        {
            at = stmt.results[0];
            updates.push(Update { before: stmt.args[0], index: stmt.args[1], after: at });
        }
    }
    let is_whole = is_open && at == body.results[place];
    // Where an entry is added to as it is counted, that loop comes first: it may start from nothing.
    let first = updates.iter().position(|update| update.index == body.params[0]);
    let index = updates.get(first.unwrap_or(0))?.index;
    if !is_whole || updates.iter().all(|update| update.index == index) {
        return None;
    }
    updates.rotate_left(first.unwrap_or(0));
    Some(Scattered { place, updates })
}

/// Leaves of the updates of a vector those at one place.
fn keep(builder: &Builder, body: &mut Block, vector: &Scattered, index: Value) {
    let mut renaming = Renaming::default();
    let dropped = vector.updates.iter().filter(|update| update.index != index).collect::<Vec<_>>();
    let befores = dropped.iter().map(|update| (update.after, update.before)).collect::<HashMap<_, _>>();
    for update in &dropped {
        let mut before = update.before;
        while let Some(earlier) = befores.get(&before) {
            before = *earlier;
        }
        renaming.insert(update.after, before);
    }
    body.stmts.retain(|stmt| !dropped.iter().any(|update| stmt.results.contains(&update.after)));
    let stmts = std::mem::take(&mut body.stmts);
    *body = builder.block(body.params.clone(), || {
        for mut stmt in stmts {
            stmt.args.iter_mut().for_each(|arg| *arg = renaming.get(*arg));
            builder.push(stmt);
        }
        body.results.iter().map(|result| renaming.get(*result)).collect()
    });
}

/// The loop that does what an iteration does to a vector at one place, and nothing else.
fn later_loop(builder: &Builder, stmt: &Stmt, vector: &Scattered, index: Value) -> Stmt {
    let body = &stmt.blocks[0];
    let mut own = body.clone();
    keep(builder, &mut own, vector, index);
    let (param, result) = (body.params[vector.place + 1], own.results[vector.place]);
    let mut others = body.params[1..].iter().copied().filter(|other| *other != param).collect::<HashSet<_>>();
    own.stmts.retain(|stmt| {
        let depends = stmt.args.iter().any(|arg| others.contains(arg));
        others.extend(stmt.results.iter().filter(|_| depends));
        !depends
    });
    own.params = vec![body.params[0], param];
    own.results = vec![result];
    let block = Renaming::default().block(builder, &own);
    stmt.with_blocks(vec![block])
}

/// Puts loops after the others: the vector goes from one to the next.
fn chain(builder: &Builder, loops: &mut Vec<Stmt>, place: usize, last: Value, apart: Vec<Stmt>) {
    let mut so_far = builder.like(last);
    loops[0].results[place] = so_far;
    let count = apart.len();
    for (number, mut stmt) in apart.into_iter().enumerate() {
        stmt.args = vec![stmt.args[0], stmt.args[1], so_far].into();
        so_far = if number + 1 == count { last } else { builder.like(last) };
        stmt.results = smallvec::smallvec![so_far];
        loops.push(stmt);
    }
}
