//! Calls of differentiated functions: one call where several ask the same function for different things.
//!
//! Differentiation asks for each thing on its own: for values, for a pullback, for tangents. One call gives them
//! together, and one that only gives what nobody reads is a cheaper call. A differentiated function has no effects, so
//! it may be called earlier or later.

use std::rc::Rc;

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Call, Callee, Op, Program, Stmt, Value, uses};

pub(super) fn run(mut program: Program) -> Program {
    if !program.body.stmts.iter().any(has_call) {
        return program;
    }
    let mut recorded = HashMap::default();
    join_cotangents(&mut program.body, &mut recorded);
    let live = uses(&program.body).into_keys().collect();
    without_pullbacks(&mut program.body, &live);
    let mut aliases = HashMap::default();
    join_values(&mut program.body, &mut aliases);
    program.body.map_uses(&|value| aliases.get(&value).copied().unwrap_or(value));
    program
}

fn has_call(stmt: &Stmt) -> bool {
    call_of(stmt).is_some() || stmt.blocks.iter().flat_map(|block| &block.stmts).any(has_call)
}

/// A call of a statement.
fn call_of(stmt: &Stmt) -> Option<(Call, &Rc<Callee>)> {
    if let Op::Call(call, callee) = &stmt.op { Some((*call, callee)) } else { None }
}

/// Whether two statements call one function.
fn is_of_one(one: &Callee, two: &Callee) -> bool {
    let generics = |callee: &Callee| callee.path.as_ref().map(|path| path.generics.to_string());
    one.name() == two.name() && generics(one) == generics(two)
}

/// A pullback that nobody calls is not made.
fn without_pullbacks(block: &mut Block, live: &HashSet<Value>) {
    for stmt in &mut block.stmts {
        stmt.blocks.iter_mut().for_each(|block| without_pullbacks(block, live));
        let Op::Call(call @ Call::Recorded, _) = &mut stmt.op else { continue };
        if stmt.results.last().is_some_and(|pullback| !live.contains(pullback)) {
            *call = Call::Primal;
            stmt.results.pop();
        }
    }
}

/// What a pullback gives, and its tangents.
fn join_cotangents(block: &mut Block, recorded: &mut HashMap<Value, Vec<Value>>) {
    let mut place = 0;
    while place < block.stmts.len() {
        block.stmts[place].blocks.iter_mut().for_each(|block| join_cotangents(block, recorded));
        let stmt = &block.stmts[place];
        match call_of(stmt) {
            Some((Call::Recorded, _)) => {
                recorded.extend(stmt.results.last().map(|pullback| (*pullback, stmt.args.to_vec())));
            }
            Some((Call::Cotangent, callee)) => {
                let args = recorded.get(&stmt.args[0]).cloned().unwrap_or_default();
                let seeds = &stmt.args[stmt.args.len() - callee.result.count()..];
                let mut after = place + 1..block.stmts.len();
                let later = after.find(|later| is_second(&block.stmts[*later], callee, &args, seeds));
                if let Some(later) = later
                    && sink(block, place, later)
                {
                    continue;
                }
            }
            Some((Call::Primal | Call::Tangent | Call::Pushforward | Call::Second, _)) | None => {}
        }
        place += 1;
    }
}

/// Whether a statement gives the tangents of what a pullback gives for these cotangents.
fn is_second(stmt: &Stmt, callee: &Callee, args: &[Value], seeds: &[Value]) -> bool {
    let Some((Call::Second, other)) = call_of(stmt) else { return false };
    let start = callee.arguments() + callee.differentiated().len();
    let is_alone = stmt.results.len() == callee.differentiated().len();
    is_alone && is_of_one(callee, other) && stmt.args.starts_with(args) && stmt.args[start..].starts_with(seeds)
}

/// Lets a later statement give the results of an earlier one too, if nothing between them reads these.
fn sink(block: &mut Block, earlier: usize, later: usize) -> bool {
    let values = block.stmts[earlier].results.clone();
    let mut is_read = false;
    for stmt in &block.stmts[earlier + 1..=later] {
        stmt.for_each_use(&mut |value| is_read |= values.contains(&value));
    }
    if !is_read {
        let later = &mut block.stmts[later].results;
        *later = values.iter().chain(later.iter()).copied().collect();
        block.stmts.remove(earlier);
    }
    !is_read
}

/// The values of a call, and its pullback or its tangents.
fn join_values(block: &mut Block, aliases: &mut HashMap<Value, Value>) {
    let mut place = 0;
    while place < block.stmts.len() {
        block.stmts[place].blocks.iter_mut().for_each(|block| join_values(block, aliases));
        if let Some((Call::Primal | Call::Recorded, callee)) = call_of(&block.stmts[place]) {
            let callee = Rc::clone(callee);
            if join_later(block, place, &callee, aliases) {
                continue;
            }
        }
        place += 1;
    }
}

/// Joins a call for values with a later one for more; `true` if it went there.
fn join_later(block: &mut Block, place: usize, callee: &Callee, aliases: &mut HashMap<Value, Value>) -> bool {
    let own = &block.stmts[place];
    let is_same = |stmt: &Stmt| match call_of(stmt) {
        Some((Call::Primal | Call::Recorded, other)) => is_of_one(callee, other) && stmt.args == own.args,
        Some((Call::Pushforward, other)) => {
            let is_alone = stmt.results.len() == own.results.len();
            is_alone && is_of_one(callee, other) && stmt.args.starts_with(&own.args)
        }
        Some((Call::Tangent | Call::Cotangent | Call::Second, _)) | None => false,
    };
    let Some(later) = (place + 1..block.stmts.len()).find(|later| is_same(&block.stmts[*later])) else { return false };
    if matches!(call_of(&block.stmts[later]), Some((Call::Pushforward, _))) {
        return sink(block, place, later);
    }
    // What asks for no more arguments can be asked earlier.
    let other = block.stmts.remove(later);
    let stmt = &mut block.stmts[place];
    let pullback = other.results.get(stmt.results.len()).copied();
    aliases.extend(other.results.iter().copied().zip(stmt.results.iter().copied()));
    if let Some(pullback) = pullback {
        stmt.op = other.op;
        stmt.results.push(pullback);
    }
    // The same call may stand there once more.
    join_later(block, place, callee, aliases)
}
