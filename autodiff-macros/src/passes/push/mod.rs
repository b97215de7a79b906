//! A vector is pushed through a chain of products, where a loop multiplies matrices and nothing but one column or row of
//! the product is read, or the product times one vector.
//!
//! `(M L₁ L₂ ⋯) v = M (L₁ (L₂ (⋯ v)))`, so the loop runs backwards, and there is no product of matrices in it or in its
//! derivatives. For `⋯ L₂ L₁ M`, and for `uᵀ M`, the order of the loop follows in the same way. It changes results by rounding.

mod apart;
mod entries;

use crate::ir::{Builder, Constant, Dim, Kind, Op, Program, Rule, Stmt, Tensor, Value, Values, uses};
use crate::rules::tensor::access::{INDEX, INDEX_PAIR};
use crate::rules::tensor::construct::{ENTRIES, FROM_DIAGONAL_ELEMENT};
use crate::rules::tensor::product::{MATMUL, TR_MUL};

use apart::Apart;

/// A longer column is not written entry by entry.
const MOST_ENTRIES: usize = 16;

/// Runs before a function is differentiated.
pub(super) fn run(program: Program) -> Program {
    let (builder, body) = Builder::rewriting(program);
    let counts = uses(&body);
    let count = |value: Value| counts.get(&value).copied().unwrap_or(0);
    block(&builder, &body.stmts, &count);
    builder.finish(body.params, body.results)
}

fn block(builder: &Builder, stmts: &[Stmt], count: &dyn Fn(Value) -> usize) {
    let mut waiting = Vec::new();
    for stmt in stmts {
        let apart = without_effects(builder, stmt, stmts, count);
        let stmt = apart.as_ref().unwrap_or(stmt);
        builder.at(stmt.span);
        if let Some(push) = chain(builder, stmt).and_then(|chain| chain.read_by(builder, stmts, count)) {
            waiting.push((push, None));
            continue;
        }
        if let Some((push, pushed)) = waiting.iter_mut().find(|(push, _)| push.reads.contains(&stmt.results)) {
            // The loop stands where its result is read first: there is what it is multiplied with.
            let pushed = *pushed.get_or_insert_with(|| push.write(builder, stmt));
            push.read(builder, stmt, pushed);
            continue;
        }
        let blocks = stmt.blocks.iter().map(|inner| {
            builder.block(inner.params.clone(), || {
                block(builder, &inner.stmts, count);
                inner.results.clone()
            })
        });
        builder.push(stmt.with_blocks(blocks.collect()));
    }
}

/// A loop that will be pushed through, without what has an effect: that gets a loop of its own.
fn without_effects(builder: &Builder, stmt: &Stmt, stmts: &[Stmt], count: &dyn Fn(Value) -> usize) -> Option<Stmt> {
    let push = chain(builder, stmt).and_then(|chain| chain.read_by(builder, stmts, count));
    let apart = push.and_then(|_| Apart::of(builder, &stmt.blocks[0])).filter(|apart| !apart.is_empty());
    Some(apart?.write(builder, stmt))
}

/// A loop that multiplies what it carries with another matrix in each iteration.
struct Chain {
    stmt: Stmt,
    /// Which of the loop's variables it is.
    place: usize,
    /// The statement of the body that multiplies.
    product: usize,
    /// The factor that does not come from the iteration before.
    link: Value,
    /// Whether it stands on the right.
    is_right: bool,
}

/// What a chain is multiplied with in the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum End {
    /// From the right, with the unit vector that reads this column.
    Column(i128),
    /// From the left, with the one that reads this row.
    Row(i128),
    Right(Value),
    Left(Value),
}

struct Push {
    chain: Chain,
    end: End,
    /// The results of the statements that read the product.
    reads: Vec<Values>,
}

fn chain(builder: &Builder, stmt: &Stmt) -> Option<Chain> {
    let Op::For { .. } = stmt.op else { return None };
    let body = &stmt.blocks[0];
    let asserts = |stmt: &Stmt| matches!(stmt.op, Op::Assert(_));
    if Apart::of(builder, body).is_none() || body.stmts.iter().any(asserts) {
        return None;
    }
    let counts = uses(body);
    (0..body.results.len()).find_map(|place| {
        let (before, after) = (body.params[place + 1], body.results[place]);
        let product = body.stmts.iter().position(|stmt| stmt.results[..] == [after])?;
        let Op::Apply(rule) = body.stmts[product].op else { return None };
        let [left, right] = body.stmts[product].args[..] else { return None };
        let is_alone = rule.is(&MATMUL) && counts.get(&before) == Some(&1) && counts.get(&after) == Some(&1);
        let link = if left == before { right } else { left };
        let is_square = [before, link].into_iter().all(|matrix| is_square(builder, matrix));
        let is_chain = is_alone && is_square && (left == before) != (right == before);
        is_chain.then(|| Chain { stmt: stmt.clone(), place, product, link, is_right: left == before })
    })
}

/// Whether it is the identity matrix by the way it is written.
fn is_one(builder: &Builder, matrix: Value) -> bool {
    let args = builder.args_of(matrix, &FROM_DIAGONAL_ELEMENT);
    args.is_some_and(|args| builder.known_real(args[2]) == Some(1.0))
}

fn is_square(builder: &Builder, matrix: Value) -> bool {
    let kind = builder.kind(matrix);
    kind.tensor().is_some_and(|tensor| tensor.rows == tensor.cols && matches!(tensor.rows, Dim::Known(2..)))
}

impl Chain {
    /// Whether all that reads the product wants it times one vector.
    fn read_by(self, builder: &Builder, stmts: &[Stmt], count: &dyn Fn(Value) -> usize) -> Option<Push> {
        let whole = self.stmt.results[self.place];
        let mut reads = Vec::new();
        let mut ends = Vec::new();
        for stmt in stmts.iter().filter(|stmt| stmt.args.contains(&whole)) {
            ends.push(end_of(builder, stmts, stmt, whole)?);
            reads.push(stmt.results.clone());
        }
        let shared = |place: usize| {
            let first = ends.first()?[place]?;
            ends.iter().all(|end| end[place] == Some(first)).then_some(first)
        };
        let end = shared(0).or_else(|| shared(1))?;
        let push = Push { chain: self, end, reads };
        let is_alone = push.chain.stmt.results.len() == 1 || !push.turns() && push.may_wait(stmts);
        let is_entry = matches!(push.end, End::Column(_) | End::Row(_));
        let are_few = is_entry || push.reads.len() == 1;
        (push.reads.len() == count(whole) && is_alone && are_few).then_some(push)
    }
}

/// What a statement multiplies the product with: from the right, or from the left.
fn end_of(builder: &Builder, stmts: &[Stmt], stmt: &Stmt, whole: Value) -> Option<[Option<End>; 2]> {
    let Op::Apply(rule) = &stmt.op else { return None };
    let is_vector =
        |value: Value| value != whole && builder.kind(value).tensor().is_some_and(|tensor| tensor.cols.is_one());
    let number = |value: Value| {
        let own = stmts.iter().find(|stmt| stmt.results[..] == [value]).map(|stmt| &stmt.op);
        match own {
            Some(Op::Constant(Constant::Int(number, _))) => Some(*number),
            Some(_) => None,
            None => builder.known_int(value),
        }
    };
    let is_entry = |index: i128| {
        let kind = builder.kind(whole);
        kind.tensor().is_some_and(|tensor| {
            matches!(tensor.rows, Dim::Known(size) if size <= MOST_ENTRIES && (0..size as i128).contains(&index))
        })
    };
    match stmt.args[..] {
        [_, row, column] if rule.is(&INDEX_PAIR) => {
            let [row, column] = [row, column].map(|index| number(index).filter(|index| is_entry(*index)));
            // Any other index panics, which the product has to be there for.
            let (row, column) = (row?, column?);
            Some([Some(End::Column(column)), Some(End::Row(row))])
        }
        [_, v] if rule.is(&MATMUL) && is_vector(v) => Some([Some(End::Right(v)), None]),
        [_, u] if rule.is(&TR_MUL) && is_vector(u) => Some([None, Some(End::Left(u))]),
        _ => None,
    }
}

impl Push {
    fn is_from_right(&self) -> bool {
        matches!(self.end, End::Column(_) | End::Right(_))
    }

    /// Whether the loop runs the other way: the link next to the vector comes first.
    fn turns(&self) -> bool {
        self.chain.is_right == self.is_from_right()
    }

    /// Whether nothing reads what else the loop gives before the product is read, where the loop will stand.
    fn may_wait(&self, stmts: &[Stmt]) -> bool {
        let others = &self.chain.stmt.results;
        let after = stmts.iter().skip_while(|stmt| stmt.results != *others).skip(1);
        after.take_while(|stmt| !self.reads.contains(&stmt.results)).all(|stmt| {
            let mut reads_other = false;
            stmt.for_each_use(&mut |value| reads_other |= others.contains(&value));
            !reads_other
        })
    }

    fn product(&self) -> &'static Rule {
        if self.is_from_right() { &MATMUL } else { &TR_MUL }
    }

    fn multiplied(&self, builder: &Builder, matrix: Value, vector: Value) -> Value {
        builder.apply(self.product(), &[matrix, vector])
    }

    /// Writes the loop, and gives what becomes of the vector. `read` is the first statement that reads it.
    fn write(&self, builder: &Builder, read: &Stmt) -> Value {
        let Chain { ref stmt, place, product, link, .. } = self.chain;
        builder.at(stmt.span);
        let start = stmt.args[place + 2];
        let end = self.vector(builder);
        let starts_as_one = is_one(builder, start);
        let first = if self.turns() || starts_as_one { end } else { self.multiplied(builder, start, end) };
        let body = &stmt.blocks[0];
        let kind = Kind::Tensor(Tensor { cols: Dim::ONE, ..self.tensor(builder) });
        let fresh = || builder.fresh(kind.clone(), true);
        let pushed = if matches!(self.end, End::Column(_) | End::Row(_)) { fresh() } else { read.results[0] };
        let param = fresh();
        let mut params = body.params.clone();
        params[place + 1] = param;
        let block = builder.block(params, || {
            let others = body.stmts.iter().enumerate().filter(|(at, _)| *at != product);
            others.for_each(|(_, stmt)| builder.push(stmt.clone()));
            let mut results = body.results.clone();
            let vector = (param, Tensor { cols: Dim::ONE, ..self.tensor(builder) });
            let sums = entries::product(builder, body, self.product(), link, vector);
            results[place] = sums.unwrap_or_else(|| self.multiplied(builder, link, param));
            results
        });
        let Op::For { reversed } = stmt.op else { unreachable!("a chain is a loop") };
        let result = if self.turns() && !starts_as_one { fresh() } else { pushed };
        let (mut args, mut results) = (stmt.args.clone(), stmt.results.clone());
        args[place + 2] = first;
        results[place] = result;
        let op = Op::For { reversed: reversed != self.turns() };
        builder.push(Stmt { results, op, args, blocks: vec![block], span: stmt.span });
        if result != pushed {
            let (op, args) = (Op::Apply(self.product()), vec![start, result]);
            builder.push(Stmt {
                results: smallvec::smallvec![pushed],
                op,
                args: args.into(),
                blocks: Vec::new(),
                span: read.span,
            });
        }
        pushed
    }

    fn tensor(&self, builder: &Builder) -> Tensor {
        let kind = builder.kind(self.chain.stmt.results[self.chain.place]);
        kind.tensor().cloned().unwrap_or_else(|| unreachable!("a chain is one of matrices"))
    }

    /// The vector at the end.
    fn vector(&self, builder: &Builder) -> Value {
        let (End::Column(one) | End::Row(one)) = self.end else {
            let (End::Right(vector) | End::Left(vector)) = self.end else { unreachable!("an entry, or a vector") };
            return vector;
        };
        let tensor = self.tensor(builder);
        let size = if let Dim::Known(size) = tensor.rows { size } else { 0 };
        let entries = (0..size as i128).map(|place| builder.real(if place == one { 1.0 } else { 0.0 }));
        let args = [builder.int(size as i128), builder.int(1)].into_iter().chain(entries).collect::<Vec<_>>();
        builder.apply_as(&ENTRIES, &args, Kind::Tensor(Tensor { cols: Dim::ONE, ..tensor }))
    }

    /// Writes a statement that read an entry of the product.
    fn read(&self, builder: &Builder, stmt: &Stmt, pushed: Value) {
        let index = match self.end {
            End::Column(_) => stmt.args[1],
            End::Row(_) => stmt.args[2],
            // The vector has taken its place.
            End::Right(_) | End::Left(_) => return,
        };
        builder.push(Stmt { op: Op::Apply(&INDEX), args: smallvec::smallvec![pushed, index], ..stmt.clone() });
    }
}
