//! Forward mode: the tangent of each statement after the statement.

use crate::ir::hash::HashMap;
use crate::ir::{ArgumentRule, Builder, Derivative, Formula, Marks, Op, Program, Rule, Stmt, Table, Value};
use crate::rules::{is_finite_where_vertical, weigh, zero_like};

use super::sum;

/// A Program with its tangents.
pub(crate) struct Linearized {
    /// The parameters and results are those of the primal; tangents are free in it.
    pub(crate) program: Program,
    /// The tangents of the parameters in `wrt`.
    pub(crate) tangents: Vec<Value>,
    /// The tangents of the results that have one.
    pub(crate) results: Vec<Option<Value>>,
    /// The value that a tangent belongs to, for its shape and its name.
    pub(crate) primal_of: Table<Value>,
}

/// How calls get their tangents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Calls {
    /// From a pullback, so that they can be transposed.
    Recorded,
    /// From a call of the forward-mode derivative.
    Pushed,
}

/// Adds tangents to a Program.
pub(crate) fn linearize(program: Program, wrt: &[Value], calls: Calls) -> Linearized {
    let (builder, body) = Builder::rewriting(program);
    let mut linearizer = Linearizer::of_one(&builder, calls);
    let tangents = wrt.iter().map(|param| linearizer.new_tangent(*param)).collect();
    linearizer.stmts(&body.stmts);
    let results = body.results.iter().map(|result| linearizer.tangent(*result)).collect();
    let Linearizer { tangents: of, parts, .. } = linearizer;
    // A tangent of several values belongs to the first of them.
    let mut of = of.iter().map(|(primal, tangent)| (*tangent, primal)).collect::<Vec<_>>();
    of.sort_by_key(|(_, primal)| std::cmp::Reverse(*primal));
    let primal_of = parts.into_iter().chain(of).collect();
    let program = builder.finish(body.params, body.results);
    Linearized { program, tangents, results, primal_of }
}

pub(super) struct Linearizer<'b> {
    pub(super) builder: &'b Builder,
    pub(super) calls: Calls,
    /// Calls that gave pullbacks, by these.
    pub(super) recorded: HashMap<Value, Stmt>,
    tangents: Table<Value>,
    /// Parts of tangents, and the values that have their shapes.
    pub(super) parts: Vec<(Value, Value)>,
    /// Tangents that may be infinite where the value is not.
    vertical: Marks,
}

impl<'b> Linearizer<'b> {
    /// For single statements.
    pub(super) fn of_one(builder: &'b Builder, calls: Calls) -> Linearizer<'b> {
        Linearizer {
            builder,
            calls,
            recorded: HashMap::default(),
            tangents: Table::default(),
            parts: Vec::new(),
            vertical: Marks::default(),
        }
    }
}

impl Linearizer<'_> {
    pub(super) fn tangent(&self, value: Value) -> Option<Value> {
        self.tangents.get(&value).copied()
    }

    /// Declares the tangent of a value that something else defines.
    pub(super) fn new_tangent(&mut self, value: Value) -> Value {
        let tangent = self.builder.fresh(self.builder.kind(value).tangent(), true);
        self.set_tangent(value, tangent);
        tangent
    }

    pub(super) fn set_tangent(&mut self, value: Value, tangent: Value) {
        if let Some(name) = self.builder.name_of(value) {
            self.builder.name(tangent, name.with("_dot"));
        }
        self.tangents.insert(value, tangent);
    }

    /// Lets a value stand for another one that is the same number; unless both have tangents.
    pub(super) fn take_over(&mut self, value: Value, other: Value) -> bool {
        if self.tangents.contains_key(&value) {
            return !self.tangents.contains_key(&other);
        }
        if let Some(tangent) = self.tangents.remove(&other) {
            self.tangents.insert(value, tangent);
        }
        self.builder.name_of(other).into_iter().for_each(|name| self.builder.name(value, name));
        true
    }

    pub(super) fn stmts(&mut self, stmts: &[Stmt]) {
        for stmt in stmts {
            self.builder.at(stmt.span);
            self.stmt(stmt);
        }
    }

    fn stmt(&mut self, stmt: &Stmt) {
        match &stmt.op {
            Op::Constant(_) | Op::Fragment(_) | Op::Assert(_) => self.builder.push(stmt.clone()),
            Op::Apply(rule) => {
                self.builder.push(stmt.clone());
                if let Some(tangent) = self.apply(rule, stmt) {
                    self.set_tangent(stmt.results[0], tangent);
                }
            }
            Op::If => self.conditional(stmt),
            Op::For { .. } | Op::While => self.count(stmt),
            Op::Map { located } => self.map(stmt, *located),
            Op::Generate => self.generate(stmt),
            Op::Call(call, callee) => self.call(*call, callee, stmt),
            Op::Custom(custom) => {
                self.builder.push(stmt.clone());
                if let Some(tangent) = self.custom(custom, stmt) {
                    self.set_tangent(stmt.results[0], tangent);
                }
            }
            Op::Pullback => unreachable!("pullbacks are made after everything is linearized"),
        }
    }

    /// The tangent of an operation of the table, if an argument has one.
    pub(super) fn apply(&mut self, rule: &'static Rule, stmt: &Stmt) -> Option<Value> {
        let Derivative::ByArgument { joint, .. } = rule.derivative else { return None };
        let builder = self.builder;
        let mut parts = Vec::new();
        let mut is_vertical = false;
        if joint {
            parts.extend(self.jointly_linear(rule, stmt));
        }
        for (position, arg) in stmt.args.iter().enumerate() {
            let Some(tangent) = self.tangent(*arg) else { continue };
            let formula = self.formula(stmt, position);
            let part = match rule.argument(position)? {
                ArgumentRule::Linear(_) | ArgumentRule::LinearInto(_) if joint => None,
                ArgumentRule::Linear(_) | ArgumentRule::LinearInto(_) => {
                    let mut args = stmt.args.clone();
                    args[position] = tangent;
                    Some(builder.apply_as(rule, &args, builder.kind(stmt.results[0]).tangent()))
                }
                ArgumentRule::Differential(pushforward) => Some(pushforward(&formula, builder.node(tangent)).value()),
                ArgumentRule::Slope { slope, .. } => {
                    let slope = slope(&formula);
                    is_vertical |=
                        self.vertical.contains(&tangent) || (is_finite_where_vertical(rule) && slope.is_steep());
                    let slope = if self.vertical.contains(&tangent) { slope.steep() } else { slope };
                    weigh(builder, slope, tangent)
                }
                ArgumentRule::Constant => None,
            };
            parts.extend(part);
        }
        self.parts.extend(parts.iter().map(|part| (*part, stmt.results[0])));
        let tangent = parts.into_iter().reduce(|one, two| sum(builder, one, two));
        // In reverse, the cotangent that arrives at the steep slope is zero.
        if is_vertical && self.calls == Calls::Pushed {
            self.vertical.extend(tangent);
        }
        tangent
    }

    /// The operation itself on the tangents of its linear arguments, with zeros for those that have none.
    fn jointly_linear(&self, rule: &'static Rule, stmt: &Stmt) -> Option<Value> {
        let result = self.builder.kind(stmt.results[0]);
        // The constants of a struct stay in its tangent.
        let linear = |position: usize| rule.is_linear_in(position) && !rule.is_constant_in(position, &result);
        let varied = |(position, arg): (usize, &Value)| linear(position) && self.tangent(*arg).is_some();
        stmt.args.iter().enumerate().any(varied).then(|| {
            let args = stmt.args.iter().enumerate().map(|(position, arg)| match self.tangent(*arg) {
                Some(tangent) if linear(position) => tangent,
                None if linear(position) => zero_like(self.builder, *arg),
                Some(_) | None => *arg,
            });
            self.builder.apply_as(rule, &args.collect::<Vec<_>>(), self.builder.kind(stmt.results[0]).tangent())
        })
    }

    fn formula(&self, stmt: &Stmt, position: usize) -> Formula<'_> {
        let builder = self.builder;
        let node = |value: &Value| builder.node(*value).with_activity(self.tangent(*value).is_some());
        let args = stmt.args.iter().map(node).collect();
        Formula { builder, args, result: builder.node(stmt.results[0]), position }
    }
}
