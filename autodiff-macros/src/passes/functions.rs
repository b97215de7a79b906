//! Functions that take long, of the entries of a vector that a loop goes over, are computed for all entries before the loop:
//! several at once, where the loop computes one after the other.
//!
//! `for i in 0..6 { pose *= link(angles[i].sin(), ..) }` reads entries of `angles.map(f64::sin)`. The sizes are known, so the
//! loop reads each of these entries, and what it computes stays the same.

use crate::ir::{Block, Builder, Dim, Kind, Op, Program, Stmt, Tensor, Value};
use crate::rules::scalar::is_dear;
use crate::rules::scalar::lanes::has_lanes;
use crate::rules::tensor::access::INDEX;

/// For fewer entries the compiler does as well.
const FEWEST: usize = 4;

/// Runs before a function is differentiated.
pub(super) fn run(program: Program) -> Program {
    let (builder, body) = Builder::rewriting(program);
    body.stmts.into_iter().for_each(|stmt| write(&builder, stmt));
    builder.finish(body.params, body.results)
}

fn write(builder: &Builder, mut stmt: Stmt) {
    if let Op::For { .. } = stmt.op {
        let found = found(builder, &stmt);
        if !found.is_empty() {
            stmt.blocks[0] = hoisted(builder, &stmt.blocks[0], &found);
        }
    }
    stmt.blocks = builder.again(stmt.blocks, &mut |stmt| write(builder, stmt));
    builder.push(stmt);
}

/// A function of an entry that each iteration computes.
struct Found<'s> {
    /// The statement that computes it.
    stmt: &'s Stmt,
    vector: Value,
    tensor: Tensor,
}

/// Such functions in a loop over all entries of a vector.
fn found<'s>(builder: &Builder, whole: &'s Stmt) -> Vec<Found<'s>> {
    let body = &whole.blocks[0];
    let range = [whole.args[0], whole.args[1]].map(|bound| builder.known_int(bound));
    let entry = |value: Value| body.stmts.iter().find(|stmt| stmt.results[..] == [value]);
    let function = |stmt: &'s Stmt| {
        let Op::Apply(rule) = stmt.op else { return None };
        let [argument] = stmt.args[..] else { return None };
        let read = entry(argument).filter(|read| matches!(read.op, Op::Apply(rule) if rule.is(&INDEX)))?;
        let (vector, index) = (read.args[0], read.args[1]);
        let tensor = builder.kind(vector).tensor().cloned()?;
        let is_outside = vector != body.params[0] && !body.params.contains(&vector) && entry(vector).is_none();
        let goes_over_all = matches!(tensor.rows, Dim::Known(rows)
            if rows >= FEWEST && tensor.cols.is_one() && range == [Some(0), Some(rows as i128)]);
        let fits = is_dear(rule) && has_lanes(rule, || None) && index == body.params[0];
        (fits && is_outside && goes_over_all).then_some(Found { stmt, vector, tensor })
    };
    body.stmts.iter().filter_map(function).collect()
}

/// The body, which reads what is computed before the loop.
fn hoisted(builder: &Builder, body: &Block, found: &[Found<'_>]) -> Block {
    let all = found.iter().map(|found| (found.stmt.results[0], all(builder, found))).collect::<Vec<_>>();
    let index = body.params[0];
    let read = |stmt: &Stmt| match all.iter().find(|(result, _)| stmt.results[..] == [*result]) {
        Some((_, all)) => Stmt { op: Op::Apply(&INDEX), args: smallvec::smallvec![*all, index], ..stmt.clone() },
        None => stmt.clone(),
    };
    Block { stmts: body.stmts.iter().map(read).collect(), ..body.clone() }
}

/// The function of all entries.
fn all(builder: &Builder, Found { stmt, vector, tensor }: &Found<'_>) -> Value {
    builder.at(stmt.span);
    let is_varied = builder.is_varied(*vector);
    let entry = builder.fresh(builder.kind(stmt.args[0]), is_varied);
    let result = builder.like(stmt.results[0]);
    let block = builder.block(vec![entry], || {
        builder.push(Stmt {
            results: smallvec::smallvec![result],
            args: smallvec::smallvec![entry],
            ..(*stmt).clone()
        });
        vec![result]
    });
    let all =
        builder.emit(Op::Map { located: false }, &[*vector], vec![block], Kind::Tensor(tensor.clone()), is_varied);
    if let Some(name) = builder.name_of(stmt.results[0]) {
        builder.name(all, name.with("_of_all"));
    }
    all
}
