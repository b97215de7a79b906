//! Products with steep slopes without their guards, and one test at the end.
//!
//! `scaled(t, slope)` is `t * slope` wherever that is a number, so a Jacobian whose entries come out finite by plain products is the one
//! that guarded products give: what is infinite or NaN on the way stays so in sums, in products, and in quotients that it is divided
//! in, up to the end. Where an entry is not finite, all that depends on guards is computed again with them. In the same way several
//! quotients by one number become products with its reciprocal, which changes them by rounding: where the reciprocal overflows,
//! entries do.
//!
//! This pays where many guards stand between the entries of a matrix, as each is a branch.

mod strict;

use crate::ir::hash::{HashMap, HashSet};
use crate::ir::{Block, Builder, Constant, Elem, Op, Program, Renaming, Stmt, Value, uses};
use crate::rules::logic::IS_FINITE;
use crate::rules::scalar::arithmetic::{ADD, DIV, MUL, NEG, SCALED};
use crate::rules::tensor::construct::ENTRIES;

use strict::touched;

/// So few guards stay.
const FEWEST: usize = 3;
/// Of more numbers the test would cost more than the guards.
const MOST_TESTED: usize = 64;

pub(super) fn run(program: Program) -> Program {
    let Some(plan) = Plan::of(&program) else { return program };
    let body = program.body.clone();
    let builder = Builder::over(program);
    let results = plan.write(&builder, &body);
    builder.finish(body.params, results)
}

/// Statements that change, and what is tested.
struct Plan {
    relaxed: HashSet<Value>,
    touched: HashSet<Value>,
    /// Results of the Program that are touched, and what makes matrices of numbers among them.
    results: Vec<Value>,
    tested: Vec<Value>,
}

impl Plan {
    fn of(program: &Program) -> Option<Plan> {
        let mut relaxed = Relaxed { program, guards: 0, values: HashSet::default() };
        relaxed.block(&program.body.stmts, &HashSet::default());
        let Relaxed { guards, values: relaxed, .. } = relaxed;
        if guards < FEWEST {
            return None;
        }
        let touched = touched(&program.body.stmts, &relaxed)?;
        let results = program.body.results.iter().copied().filter(|result| touched.contains(result));
        let results = results.collect::<Vec<_>>();
        let definitions = program.body.stmts.iter().filter(|stmt| stmt.results.len() == 1);
        let definitions = definitions.map(|stmt| (stmt.results[0], stmt)).collect::<HashMap<_, _>>();
        let mut tested = Vec::new();
        for result in &results {
            tested.extend(numbers(program, *result, &definitions)?.into_iter().filter(|value| touched.contains(value)));
        }
        // A number is finite where its negative is.
        let positive = |value: Value| match definitions.get(&value) {
            Some(Stmt { op: Op::Apply(rule), args, .. }) if rule.is(&NEG) => args[0],
            Some(_) | None => value,
        };
        let mut seen = HashSet::default();
        let tested = tested.into_iter().map(positive).filter(|value| seen.insert(*value)).collect::<Vec<_>>();
        let is_few = !tested.is_empty() && tested.len() <= MOST_TESTED;
        is_few.then_some(Plan { relaxed, touched, results, tested })
    }

    fn write(&self, builder: &Builder, body: &Block) -> Vec<Value> {
        let counts = uses(body);
        let is_last = |stmt: &&Stmt| match stmt.results[..] {
            [result] => self.results.contains(&result) && counts.get(&result) == Some(&1) && is_matrix(builder, result),
            _ => false,
        };
        let (last, before): (Vec<_>, Vec<_>) = body.stmts.iter().partition(is_last);
        let mut plain = Plain { builder, relaxed: &self.relaxed, aliases: HashMap::default() };
        let mut reciprocals = HashMap::default();
        before.into_iter().for_each(|stmt| plain.stmt(stmt, &mut reciprocals));
        let condition = self.condition(builder, &plain);
        let then = builder.block(Vec::new(), || {
            last.iter().for_each(|stmt| plain.stmt(stmt, &mut reciprocals));
            self.results.iter().map(|result| plain.resolve(*result)).collect()
        });
        let otherwise = builder.block(Vec::new(), || {
            let mut renaming = Renaming::default();
            for stmt in body.stmts.iter().filter(|stmt| stmt.results.iter().any(|value| self.touched.contains(value))) {
                let copy = renaming.stmt(builder, stmt);
                builder.at(stmt.span).push(copy);
            }
            self.results.iter().map(|result| renaming.get(*result)).collect()
        });
        let given = builder.branch(condition, then, otherwise);
        let given = self.results.iter().copied().zip(given).collect::<HashMap<_, _>>();
        body.results.iter().map(|result| given.get(result).copied().unwrap_or_else(|| plain.resolve(*result))).collect()
    }

    /// Whether a sum of all is finite. It is not where one of them is not.
    fn condition(&self, builder: &Builder, plain: &Plain<'_>) -> Value {
        let mut level = self.tested.iter().map(|value| plain.resolve(*value)).collect::<Vec<_>>();
        while level.len() > 1 {
            let sum = |pair: &[Value]| match pair {
                [one, two] => builder.apply(&ADD, &[*one, *two]),
                _ => pair[0],
            };
            level = level.chunks(2).map(sum).collect();
        }
        builder.apply(&IS_FINITE, &level)
    }
}

fn is_matrix(builder: &Builder, value: Value) -> bool {
    builder.kind(value).tensor().is_some()
}

/// The numbers that a result is made of.
fn numbers(program: &Program, result: Value, definitions: &HashMap<Value, &Stmt>) -> Option<Vec<Value>> {
    let has_test = |elem: &Elem| matches!(elem, Elem::F64 | Elem::F32);
    if !program.kind(result).elem().is_some_and(has_test) {
        return None;
    }
    if program.kind(result).is_real() {
        return Some(vec![result]);
    }
    let stmt = definitions.get(&result)?;
    matches!(&stmt.op, Op::Apply(rule) if rule.is(&ENTRIES)).then(|| stmt.args[2..].to_vec())
}

/// Finds the products with guards, and the quotients by one number.
struct Relaxed<'p> {
    program: &'p Program,
    guards: usize,
    values: HashSet<Value>,
}

impl Relaxed<'_> {
    /// `outside` has the numbers that are divided by several times around.
    fn block(&mut self, stmts: &[Stmt], outside: &HashSet<Value>) {
        let mut counts: HashMap<Value, usize> = HashMap::default();
        for stmt in stmts {
            *counts.entry(self.divisor(stmt).unwrap_or(Value(u32::MAX))).or_insert(0) += 1;
        }
        let is_shared = |divisor: &Value| outside.contains(divisor) || counts.get(divisor).is_some_and(|n| *n > 1);
        let shared = counts.keys().copied().chain(outside.iter().copied()).filter(is_shared).collect::<HashSet<_>>();
        for stmt in stmts {
            if self.divisor(stmt).is_some_and(|divisor| shared.contains(&divisor)) {
                self.values.extend(&stmt.results);
            }
            if is_guard(stmt) && !self.is_primal(stmt) {
                self.guards += 1;
                self.values.extend(&stmt.results);
            }
            stmt.blocks.iter().for_each(|block| self.block(&block.stmts, &shared));
        }
    }

    fn is_primal(&self, stmt: &Stmt) -> bool {
        stmt.results.iter().any(|result| (result.0 as usize) < self.program.primal)
    }

    /// What a quotient of the derivative's own is divided by.
    fn divisor(&self, stmt: &Stmt) -> Option<Value> {
        (is_quotient(stmt) && !self.is_primal(stmt)).then(|| stmt.args[1])
    }
}

fn is_guard(stmt: &Stmt) -> bool {
    matches!(&stmt.op, Op::Apply(rule) if rule.is(&SCALED))
}

fn is_quotient(stmt: &Stmt) -> bool {
    matches!(&stmt.op, Op::Apply(rule) if rule.is(&DIV))
}

/// Writes statements without guards.
struct Plain<'p> {
    builder: &'p Builder,
    relaxed: &'p HashSet<Value>,
    aliases: HashMap<Value, Value>,
}

impl Plain<'_> {
    fn resolve(&self, value: Value) -> Value {
        self.aliases.get(&value).copied().unwrap_or(value)
    }

    /// Writes a statement; `reciprocals` has those in view.
    fn stmt(&mut self, stmt: &Stmt, reciprocals: &mut HashMap<Value, Value>) {
        let builder = self.builder.at(stmt.span);
        let args = stmt.args.iter().map(|arg| self.resolve(*arg)).collect::<Vec<_>>();
        let is_relaxed = stmt.results.iter().any(|result| self.relaxed.contains(result));
        if is_relaxed && is_quotient(stmt) {
            let value = self.quotient(stmt, args[0], args[1], reciprocals);
            self.define(stmt.results[0], value);
            return;
        }
        if is_relaxed {
            let product = builder.apply(&MUL, &args);
            self.define(stmt.results[0], product);
            return;
        }
        let blocks = stmt.blocks.iter().map(|block| {
            builder.block(block.params.clone(), || {
                let mut inside = reciprocals.clone();
                block.stmts.iter().for_each(|stmt| self.stmt(stmt, &mut inside));
                block.results.iter().map(|result| self.resolve(*result)).collect()
            })
        });
        let blocks = blocks.collect();
        builder.push(Stmt {
            results: stmt.results.clone(),
            op: stmt.op.clone(),
            args: args.into(),
            blocks,
            span: stmt.span,
        });
    }

    /// A guarded copy defines the same values anew: what is changed here is another value.
    fn define(&mut self, result: Value, value: Value) {
        self.builder.name_of(result).into_iter().for_each(|name| self.builder.name(value, name));
        self.aliases.insert(result, value);
    }

    /// `a / b = a (1 / b)`
    fn quotient(&self, stmt: &Stmt, a: Value, b: Value, reciprocals: &mut HashMap<Value, Value>) -> Value {
        let builder = self.builder;
        let reciprocal = *reciprocals.entry(b).or_insert_with(|| {
            let one = builder.constant(Constant::Real(1.0, None), builder.kind(stmt.results[0]));
            builder.apply(&DIV, &[one, b])
        });
        if builder.known_real(a) == Some(1.0) { reciprocal } else { builder.apply(&MUL, &[a, reciprocal]) }
    }
}
