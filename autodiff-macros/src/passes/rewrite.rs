//! What rewriting passes have in common: a walk in order of execution, with what defines each value at hand.

use std::cell::RefCell;

use crate::ir::hash::HashMap;
use crate::ir::{
    Block, Builder, Constant, Elem, Kind, Op, Pattern, Program, Rule, Stmt, Table, Value, Values, all_uses,
};

use super::bounds::Bounds;
use super::definitions::Definitions;

/// What becomes of a statement.
pub(super) enum Rewrite {
    Keep,
    /// The result is this value.
    Alias(Value),
    /// The result is what this statement computes; statements that it needs have been appended before.
    Become(Op, Vec<Value>),
}

/// What a rule of a pass may look at.
pub(super) struct Context<'b> {
    pub(super) builder: &'b Builder,
    /// Without their blocks.
    definitions: Definitions,
    uses: Table<usize>,
    /// What is known of the sizes of numbers, by how far it was looked.
    pub(super) bounds: RefCell<HashMap<(Value, usize), Bounds>>,
}

impl Context<'_> {
    pub(super) fn definition(&self, value: Value) -> Option<&Stmt> {
        self.definitions.get(&value)
    }

    /// The arguments of a value's definition, if that is this operation.
    pub(super) fn args_of(&self, value: Value, rule: &Rule) -> Option<&[Value]> {
        let stmt = self.definition(value)?;
        matches!(&stmt.op, Op::Apply(applied) if applied.is(rule)).then_some(&stmt.args[..])
    }

    pub(super) fn constant(&self, value: Value) -> Option<&Constant> {
        let stmt = self.definition(value)?;
        if let Op::Constant(constant) = &stmt.op { Some(constant) } else { None }
    }

    pub(super) fn number(&self, value: Value) -> Option<f64> {
        match self.constant(value)? {
            Constant::Real(number, _) => Some(*number),
            Constant::Int(..) | Constant::Bool(_) | Constant::Zero => None,
        }
    }

    pub(super) fn integer(&self, value: Value) -> Option<i128> {
        match self.constant(value)? {
            Constant::Int(number, _) => Some(*number),
            Constant::Real(..) | Constant::Bool(_) | Constant::Zero => None,
        }
    }

    /// Whether a value is a zero that never was a number.
    pub(super) fn is_zero(&self, value: Value) -> bool {
        matches!(self.constant(value), Some(Constant::Zero))
            || self.args_of(value, &crate::rules::tensor::arithmetic::ZEROS_LIKE).is_some()
            || self.args_of(value, &crate::rules::factor::FACTOR_ZEROS).is_some()
            || super::records::is_zero(self, value)
    }

    /// Whether nothing but the statement at hand reads the value.
    pub(super) fn is_read_once(&self, value: Value) -> bool {
        self.uses.get(&value) == Some(&1)
    }

    pub(super) fn apply(&mut self, rule: &'static Rule, args: &[Value]) -> Value {
        let value = self.builder.apply(rule, args);
        self.define(Stmt {
            results: smallvec::smallvec![value],
            op: Op::Apply(rule),
            args: args.into(),
            blocks: Vec::new(),
            span: self.builder.span(),
        });
        self.uses.insert(value, 1);
        value
    }

    pub(super) fn real(&mut self, number: f64) -> Value {
        let value = self.builder.real(number);
        let op = Op::Constant(Constant::Real(number, None));
        self.define(Stmt {
            results: smallvec::smallvec![value],
            op,
            args: Values::default(),
            blocks: Vec::new(),
            span: self.builder.span(),
        });
        value
    }

    fn define(&mut self, stmt: Stmt) {
        if let [result] = stmt.results[..] {
            self.definitions.insert(result, stmt);
        }
    }
}

/// Applies a rule to each statement, again and again while it changes something.
pub(super) fn rewrite(program: Program, rule: fn(&mut Context<'_>, &Stmt) -> Rewrite) -> Program {
    let (builder, body) = Builder::rewriting(program);
    let uses = all_uses(&body);
    let mut walk = Walk {
        context: Context { builder: &builder, definitions: Definitions::default(), uses, bounds: RefCell::default() },
        aliases: Table::default(),
        rule,
    };
    walk.stmts(body.stmts);
    let results = body.results.iter().map(|result| walk.resolve(*result)).collect();
    drop(walk);
    builder.finish(body.params, results)
}

struct Walk<'b> {
    context: Context<'b>,
    aliases: Table<Value>,
    rule: fn(&mut Context<'_>, &Stmt) -> Rewrite,
}

impl Walk<'_> {
    fn resolve(&self, value: Value) -> Value {
        self.aliases.get(&value).copied().unwrap_or(value)
    }

    fn stmts(&mut self, stmts: Vec<Stmt>) {
        for stmt in stmts {
            self.context.builder.at(stmt.span);
            self.stmt(stmt);
        }
    }

    fn block(&mut self, block: Block) -> Block {
        let Block { params, stmts, mut results } = block;
        self.context.builder.block(params, || {
            self.stmts(stmts);
            results.iter_mut().for_each(|result| *result = self.resolve(*result));
            results
        })
    }

    fn stmt(&mut self, mut stmt: Stmt) {
        stmt.args.iter_mut().for_each(|arg| *arg = self.resolve(*arg));
        stmt.blocks = stmt.blocks.into_iter().map(|block| self.block(block)).collect();
        // A rule makes its statement simpler each time; the bound is a guard against a pair that undo each other.
        for _ in 0..16 {
            match (self.rule)(&mut self.context, &stmt) {
                Rewrite::Keep => break,
                // A sum of a static vector and a dynamic zero is static; the zero's other operand may not be.
                Rewrite::Alias(value) if self.is_of_other_sizes(stmt.results[0], value) => break,
                Rewrite::Alias(value) => return self.alias(stmt.results[0], value),
                Rewrite::Become(op, args) if self.changes_sizes(&stmt, &op, &args) => break,
                Rewrite::Become(op, args) => {
                    stmt.op = op;
                    stmt.args = args.into();
                    stmt.blocks.clear();
                }
            }
        }
        // No rule looks into the blocks of what defines a value: they would be copied at each level of nesting.
        if let [_] = stmt.results[..] {
            self.context.define(stmt.with_blocks(Vec::new()));
        }
        self.context.builder.push(stmt);
    }

    /// Whether an operation instead of that of a statement knows other sizes of its result than that did.
    fn changes_sizes(&self, stmt: &Stmt, op: &Op, args: &[Value]) -> bool {
        let (Op::Apply(before), Op::Apply(after)) = (&stmt.op, op) else { return false };
        let builder = self.context.builder;
        if builder.kind(stmt.results[0]).tensor().is_none() {
            return false;
        }
        let kind = |rule: &Rule, args: &[Value]| {
            (rule.signature.result != Pattern::Given).then(|| rule.signature.bind(&builder.kinds(args), None)).flatten()
        };
        let kinds = kind(before, &stmt.args).zip(kind(after, args));
        kinds.is_some_and(|(before, after)| before.is_of_other_sizes(&after))
    }

    fn is_of_other_sizes(&self, one: Value, two: Value) -> bool {
        let builder = self.context.builder;
        builder.kind(one).is_of_other_sizes(&builder.kind(two))
    }

    fn alias(&mut self, result: Value, value: Value) {
        let builder = self.context.builder;
        if let Some(name) = builder.name_of(result) {
            builder.name(value, name);
        }
        // A number without a type of its own has that of the place where it stands.
        if let (Kind::Real(Elem::Any), known @ Kind::Real(_)) = (builder.kind(value), builder.kind(result)) {
            builder.assume(value, known);
        }
        let more = self.context.uses.get(&result).copied().unwrap_or(0);
        let count = self.context.uses.entry(value).get_or_insert(0);
        *count = (*count + more).saturating_sub(1);
        self.aliases.insert(result, value);
    }
}

/// A rule for operations of the table.
pub(super) type Rewriter = fn(&mut Context<'_>, &'static Rule, &[Value]) -> Option<Rewrite>;

pub(super) fn apply(rule: &'static Rule, args: &[Value]) -> Option<Rewrite> {
    Some(Rewrite::Become(Op::Apply(rule), args.to_vec()))
}

/// Exactly so many values, copied out of the context.
pub(super) trait FromSlice: Sized {
    type Values;
    fn from_slice(slice: &[Value]) -> Option<Self::Values>;
}

impl<const N: usize> FromSlice for &[Value; N] {
    type Values = [Value; N];
    fn from_slice(slice: &[Value]) -> Option<[Value; N]> {
        slice.try_into().ok()
    }
}
