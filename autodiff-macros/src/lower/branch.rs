//! Branches: `if`, `if let` and `match`.

use std::rc::Rc;

use quote::ToTokens;
use syn::{Arm, BinOp, Expr, ExprIf, ExprMatch, Pat, Stmt};

use crate::ir::{Block, Constant, Kind, Name, Value};
use crate::messages::{syntax, value};
use crate::rules::placeholder;

use super::jumps::{self, Position};
use super::scope::Slot;
use super::{Lowered, Lowerer, Tree, are_apart, describe};

/// What follows a branch, and where it is lowered.
#[derive(Clone, Copy)]
enum Rest<'a> {
    /// Nothing, or it stands after the branches.
    After,
    /// In the branches that control does not leave.
    Inside(&'a [Stmt]),
}

impl Lowerer<'_> {
    /// `if c { .. } else { .. }`, and what follows it where control may leave a branch.
    pub(super) fn conditional(&mut self, expr: &ExprIf, rest: &[Stmt], position: Position) -> Lowered<Tree> {
        let then_leaves = jumps::always_leaves(&expr.then_branch);
        let else_leaves = expr.else_branch.as_ref().is_some_and(|(_, branch)| jumps::expr_leaves(branch));
        if rest.is_empty() {
            return self.either(expr, Rest::After, position);
        }
        if (then_leaves || else_leaves) && !is_chain(&expr.cond) {
            return self.either(expr, Rest::Inside(rest), position);
        }
        let done = self.either(expr, Rest::After, Position::Inner);
        self.after(rest, position, expr, |_| done.map(drop))
    }

    fn either(&mut self, expr: &ExprIf, rest: Rest<'_>, position: Position) -> Lowered<Tree> {
        if !jumps::out_of_expr(&expr.cond).is_empty() {
            return Err(self.jump_inside(&expr.cond));
        }
        let then_leaves = jumps::always_leaves(&expr.then_branch);
        let then_stmts = &expr.then_branch.stmts;
        let otherwise = |lowerer: &mut Self| match &expr.else_branch {
            Some((_, branch)) => lowerer.else_branch(branch, rest, position),
            None => lowerer.arm(&[], rest, position, |_| Ok(())),
        };
        let then_rest = if then_leaves { Rest::After } else { rest };
        if let Expr::Let(binding) = &*expr.cond {
            let matched = self.expression(&binding.expr)?;
            let by_reference = self.is_reference(&binding.expr);
            let holds = self.matches(&binding.pat, &matched, &binding.expr)?;
            let bind = |lowerer: &mut Self| lowerer.bind_matched(&binding.pat, &matched, by_reference, &binding.expr);
            return match holds {
                None => self.arm(then_stmts, then_rest, position, bind),
                Some(holds) => {
                    let then = |lowerer: &mut Self| lowerer.arm(then_stmts, then_rest, position, bind);
                    self.choose(Ok(holds), expr, then, otherwise)
                }
            };
        }
        if is_chain(&expr.cond) {
            let mut parts = Vec::new();
            operands(&expr.cond, &mut parts);
            let mut then = |lowerer: &mut Self| lowerer.arm(then_stmts, then_rest, position, |_| Ok(()));
            return self.chain(&parts, expr, &mut then, &otherwise);
        }
        let condition = self.expression(&expr.cond).and_then(|tree| self.truth(&tree, &expr.cond));
        let then = |lowerer: &mut Self| lowerer.arm(then_stmts, then_rest, position, |_| Ok(()));
        self.choose(condition, expr, then, otherwise)
    }

    /// `a && let pattern = b && c`: what a part binds, the later ones see.
    fn chain(
        &mut self,
        parts: &[&Expr],
        at: &ExprIf,
        then: &mut dyn FnMut(&mut Self) -> Lowered<Tree>,
        otherwise: &dyn Fn(&mut Self) -> Lowered<Tree>,
    ) -> Lowered<Tree> {
        match parts.split_first() {
            None => then(self),
            Some((Expr::Let(binding), rest)) => {
                let matched = self.expression(&binding.expr)?;
                let by_reference = self.is_reference(&binding.expr);
                let holds = self.matches(&binding.pat, &matched, &binding.expr)?;
                let mut follow = |lowerer: &mut Self| {
                    lowerer.scopes.open();
                    let bound = lowerer.bind_matched(&binding.pat, &matched, by_reference, &binding.expr);
                    let value = bound.and_then(|()| lowerer.chain(rest, at, then, otherwise));
                    lowerer.scopes.close();
                    value
                };
                match holds {
                    None => follow(self),
                    Some(holds) => self.choose(Ok(holds), at, follow, otherwise),
                }
            }
            Some((condition, rest)) => {
                let holds = self.expression(condition).and_then(|tree| self.truth(&tree, condition));
                self.choose(holds, at, |lowerer| lowerer.chain(rest, at, then, otherwise), otherwise)
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn else_branch(&mut self, branch: &Expr, rest: Rest<'_>, position: Position) -> Lowered<Tree> {
        let leaves = jumps::expr_leaves(branch);
        let rest = if leaves { Rest::After } else { rest };
        match branch {
            Expr::Block(block) => self.arm(&block.block.stmts, rest, position, |_| Ok(())),
            Expr::If(nested) => match rest {
                Rest::After => self.either(nested, Rest::After, position),
                Rest::Inside(rest) => self.conditional(nested, rest, position),
            },
            other => Err(self.error(other, super::syntax::of_expression(other))),
        }
    }

    /// A branch, and what follows it there.
    fn arm(
        &mut self,
        stmts: &[Stmt],
        rest: Rest<'_>,
        position: Position,
        bind: impl FnOnce(&mut Self) -> Lowered<()>,
    ) -> Lowered<Tree> {
        self.scopes.open();
        let inside = if matches!(rest, Rest::After) { position } else { Position::Inner };
        let items = self.refuse_items(stmts);
        let done = bind(self).and_then(|()| self.sequence(stmts, inside));
        let done = items.and(done);
        self.scopes.close();
        match rest {
            Rest::After => done,
            Rest::Inside(rest) if jumps::out_of(stmts).is_empty() => {
                let value = self.sequence(rest, position);
                done.and(value)
            }
            Rest::Inside(rest) => {
                let at = stmts.last().map(ToTokens::to_token_stream).unwrap_or_default();
                self.after(rest, position, &at, |_| done.map(drop))
            }
        }
    }

    /// `match value { .. }`, and what follows it where control may leave an arm.
    pub(super) fn match_expression(&mut self, expr: &ExprMatch, rest: &[Stmt], position: Position) -> Lowered<Tree> {
        if !jumps::out_of_expr(&expr.expr).is_empty() {
            return Err(self.jump_inside(&expr.expr));
        }
        let matched = self.expression(&expr.expr)?;
        let staying = expr.arms.iter().filter(|arm| !jumps::arm_leaves(arm)).count();
        let choice = Choice { expr, matched: &matched, by_reference: self.is_reference(&expr.expr) };
        if rest.is_empty() {
            return self.arms(&choice, &expr.arms, Rest::After, position);
        }
        if staying <= 1 {
            return self.arms(&choice, &expr.arms, Rest::Inside(rest), position);
        }
        let done = self.arms(&choice, &expr.arms, Rest::After, Position::Inner);
        self.after(rest, position, expr, |_| done.map(drop))
    }

    /// The arms from here on: the first that matches is taken.
    fn arms(&mut self, choice: &Choice<'_>, arms: &[Arm], rest: Rest<'_>, position: Position) -> Lowered<Tree> {
        let Some((arm, others)) = arms.split_first() else {
            return Err(self.error(&choice.expr.expr, syntax::refused("a `match` without arms", "remove it")));
        };
        let (pattern, guard) = parts(arm);
        let holds = self.matches(pattern, choice.matched, &choice.expr.expr)?;
        let condition = match guard {
            Some(guard) => Some(self.guarded(choice, arm, holds, guard)?),
            // One of the arms holds: the compiler checks that.
            None if others.is_empty() => None,
            None => holds,
        };
        let taken = |lowerer: &mut Self| lowerer.arm_body(choice, arm, rest, position);
        match condition {
            None => taken(self),
            Some(condition) => {
                let otherwise = |lowerer: &mut Self| lowerer.arms(choice, others, rest, position);
                self.choose(Ok(condition), choice.expr, taken, otherwise)
            }
        }
    }

    fn arm_body(&mut self, choice: &Choice<'_>, arm: &Arm, rest: Rest<'_>, position: Position) -> Lowered<Tree> {
        let rest = if jumps::arm_leaves(arm) { Rest::After } else { rest };
        let bind = |lowerer: &mut Self| {
            lowerer.bind_matched(parts(arm).0, choice.matched, choice.by_reference, &choice.expr.expr)
        };
        if let Expr::Block(block) = &*arm.body
            && block.label.is_none()
        {
            return self.arm(&block.block.stmts, rest, position, bind);
        }
        let body = [Stmt::Expr((*arm.body).clone(), None)];
        self.arm(&body, rest, position, bind)
    }

    /// A pattern that holds, and a guard that is asked only then.
    fn guarded(&mut self, choice: &Choice<'_>, arm: &Arm, holds: Option<Value>, guard: &Expr) -> Lowered<Value> {
        let ask = |lowerer: &mut Self| {
            lowerer.scopes.open();
            let bound = lowerer.bind_matched(parts(arm).0, choice.matched, choice.by_reference, &choice.expr.expr);
            let truth = bound.and_then(|()| lowerer.expression(guard)).and_then(|tree| lowerer.truth(&tree, guard));
            lowerer.scopes.close();
            truth.map(Tree::Leaf)
        };
        let builder = self.builder;
        let tree = match holds {
            None => ask(self)?,
            Some(holds) => {
                let no = |_: &mut Self| Ok(Tree::Leaf(builder.constant(Constant::Bool(false), Kind::Bool)));
                self.choose(Ok(holds), guard, ask, no)?
            }
        };
        self.leaf(&tree, guard)
    }

    /// One of two branches: its value, and the locals that it assigns.
    pub(super) fn choose(
        &mut self,
        condition: Lowered<Value>,
        at: &impl ToTokens,
        then: impl FnOnce(&mut Self) -> Lowered<Tree>,
        otherwise: impl FnOnce(&mut Self) -> Lowered<Tree>,
    ) -> Lowered<Tree> {
        let before = self.scopes.clone();
        let (then, then_tree) = self.branch(then);
        let after_then = std::mem::replace(&mut self.scopes, before.clone());
        let (otherwise, else_tree) = self.branch(otherwise);
        let after_else = std::mem::replace(&mut self.scopes, before);
        let (condition, one, two) = (condition?, then_tree?, else_tree?);
        let changed = self.scopes.changed(&after_then, &after_else);
        let mut pairs = vec![(one, two)];
        for (_, [one, two]) in &changed {
            pairs.push((one.clone()?, two.clone()?));
        }
        let (then, otherwise, shapes) = self.joined(then, otherwise, &pairs, at)?;
        let mut results = self.at(at).branch(condition, then, otherwise).into_iter();
        let mut trees = shapes.iter().map(|shape| shape.refill(&mut results)).collect::<Vec<_>>().into_iter();
        let value = trees.next().unwrap_or(Tree::Unset);
        for ((slot, _), tree) in changed.into_iter().zip(trees) {
            self.assigned(&slot, tree);
        }
        Ok(value)
    }

    /// Gives a local the value that it has after branches or a loop.
    pub(super) fn assigned(&mut self, slot: &Slot, tree: Tree) {
        if let Tree::Leaf(leaf) = &tree {
            self.builder.name(*leaf, Name::of(&slot.ident()));
        }
        if let Tree::Record(record, parts) = &tree {
            self.name_fields(&Name::of(&slot.ident()), record, parts);
        }
        self.scopes.set(slot, Ok(tree));
    }

    /// Two branches that give values of the same shapes, one pair after the other.
    fn joined(
        &mut self,
        then: Block,
        otherwise: Block,
        pairs: &[(Tree, Tree)],
        at: &impl ToTokens,
    ) -> Lowered<(Block, Block, Vec<Tree>)> {
        let mut shapes = Vec::new();
        for (one, two) in pairs {
            self.agree(one, two, at)?;
            shapes.push(common(&self.shape_of(one, two), &self.shape_of(two, one)));
        }
        let builder = self.builder;
        let completed = |block: Block, trees: Vec<&Tree>| {
            builder.reopen(block, || {
                let pairs = trees.iter().zip(&shapes);
                pairs.flat_map(|(tree, shape)| self.filled_in(tree, shape).leaves()).collect()
            })
        };
        let then = completed(then, pairs.iter().map(|(one, _)| one).collect());
        let otherwise = completed(otherwise, pairs.iter().map(|(_, two)| two).collect());
        Ok((then, otherwise, shapes))
    }

    /// A value with placeholders where it has none yet and another one has.
    pub(super) fn filled_in(&self, tree: &Tree, like: &Tree) -> Tree {
        match (tree, like) {
            (Tree::Unset, Tree::Leaf(value)) => Tree::Leaf(placeholder(self.builder, &self.builder.kind(*value))),
            (Tree::Unset, Tree::Tuple(parts)) => {
                Tree::Tuple(parts.iter().map(|part| self.filled_in(&Tree::Unset, part)).collect())
            }
            (Tree::Unset, Tree::Rows(parts)) => {
                Tree::Rows(parts.iter().map(|part| self.filled_in(&Tree::Unset, part)).collect())
            }
            (Tree::Unset, Tree::Record(record, _)) => {
                let kind = Kind::Record(Rc::clone(record));
                self.by_fields(&Tree::Leaf(placeholder(self.builder, &kind)))
            }
            (Tree::Leaf(_), Tree::Record(..)) => self.filled_in(&self.by_fields(tree), like),
            (Tree::Record(record, ones), Tree::Record(_, twos)) if ones.len() == twos.len() => {
                let parts = ones.iter().zip(twos).map(|(one, two)| self.filled_in(one, two));
                Tree::Record(Rc::clone(record), parts.collect())
            }
            // An empty `Vec`, whose elements turn out to be tuples.
            (Tree::Leaf(value), Tree::Rows(_)) if self.is_untyped_list(*value) => self.filled_in(&Tree::Unset, like),
            (Tree::Unset, Tree::Geometry(figure, parts)) => {
                let parts = parts.iter().map(|part| placeholder(self.builder, &self.builder.kind(*part)));
                Tree::Geometry(*figure, parts.collect())
            }
            // A constant where the other one varies.
            (Tree::Leaf(value), Tree::Geometry(..)) if self.figure(*value).is_some() => self.taken_apart(tree),
            (Tree::Rows(ones), Tree::Rows(twos)) if ones.len() == twos.len() => {
                Tree::Rows(ones.iter().zip(twos).map(|(one, two)| self.filled_in(one, two)).collect())
            }
            (Tree::Tuple(ones), Tree::Tuple(twos)) if ones.len() == twos.len() => {
                Tree::Tuple(ones.iter().zip(twos).map(|(one, two)| self.filled_in(one, two)).collect())
            }
            (
                Tree::Unset
                | Tree::Leaf(_)
                | Tree::Tuple(_)
                | Tree::Rows(_)
                | Tree::Record(..)
                | Tree::Place(_)
                | Tree::Optional(_)
                | Tree::Geometry(..),
                _,
            ) => tree.clone(),
        }
    }

    /// Whether a value is a `Vec` of which nothing is known but that it is empty.
    pub(super) fn is_untyped_list(&self, value: Value) -> bool {
        matches!(self.builder.kind(value), Kind::Array(element, _) if *element == Kind::Open)
    }

    fn branch(&mut self, lower: impl FnOnce(&mut Self) -> Lowered<Tree>) -> (Block, Lowered<Tree>) {
        let builder = self.builder;
        let mut tree = Ok(Tree::unit());
        let block = builder.block(Vec::new(), || {
            tree = lower(self);
            Vec::new()
        });
        (block, tree)
    }

    /// Checks that two branches give values of the same kinds.
    fn agree(&self, one: &Tree, two: &Tree, at: &impl ToTokens) -> Lowered<()> {
        match (one, two) {
            (Tree::Unset, _) | (_, Tree::Unset) => Ok(()),
            (Tree::Leaf(first), Tree::Leaf(second)) => {
                let kinds = (self.builder.kind(*first), self.builder.kind(*second));
                match (&kinds, kinds.0.join(&kinds.1)) {
                    (_, Some(known)) => {
                        self.known_as(*first, known.clone());
                        self.known_as(*second, known);
                    }
                    (_, None) => {
                        let message = value::branches(&describe(&kinds.0), &describe(&kinds.1));
                        return Err(self.error(at, message.of_rust(are_apart(&kinds.0, &kinds.1))));
                    }
                }
                Ok(())
            }
            (Tree::Leaf(list), Tree::Rows(_)) | (Tree::Rows(_), Tree::Leaf(list)) if self.is_untyped_list(*list) => {
                Ok(())
            }
            (Tree::Record(_, ones), Tree::Record(_, twos)) if self.is_same_record(one, two) => {
                ones.iter().zip(twos).try_for_each(|(one, two)| self.agree(one, two, at))
            }
            (Tree::Leaf(_), Tree::Record(..)) | (Tree::Record(..), Tree::Leaf(_)) if self.is_same_record(one, two) => {
                Ok(())
            }
            (Tree::Geometry(one, _), Tree::Geometry(two, _)) if one == two => Ok(()),
            (Tree::Leaf(leaf), Tree::Geometry(figure, _)) | (Tree::Geometry(figure, _), Tree::Leaf(leaf))
                if self.figure(*leaf) == Some(*figure) =>
            {
                Ok(())
            }
            (Tree::Tuple(ones), Tree::Tuple(twos)) | (Tree::Rows(ones), Tree::Rows(twos))
                if ones.len() == twos.len() =>
            {
                ones.iter().zip(twos).try_for_each(|(one, two)| self.agree(one, two, at))
            }
            (Tree::Optional(_), _) | (_, Tree::Optional(_)) => Err(self.error(at, value::option_of_factor())),
            (
                Tree::Leaf(_) | Tree::Tuple(_) | Tree::Rows(_) | Tree::Record(..) | Tree::Geometry(..) | Tree::Place(_),
                Tree::Leaf(_) | Tree::Tuple(_) | Tree::Rows(_) | Tree::Record(..) | Tree::Geometry(..) | Tree::Place(_),
            ) => Err(self.error(
                at,
                value::branches(&self.described(one), &self.described(two))
                    .of_rust(self.is_plain(one) && self.is_plain(two)),
            )),
        }
    }
}

/// What two values of one type are to become: what is known of either.
fn common(one: &Tree, two: &Tree) -> Tree {
    let each = |ones: &[Tree], twos: &[Tree]| ones.iter().zip(twos).map(|(one, two)| common(one, two)).collect();
    match (one, two) {
        (Tree::Unset, known) => known.clone(),
        (Tree::Leaf(_), known @ (Tree::Rows(_) | Tree::Geometry(..) | Tree::Record(..))) => known.clone(),
        (Tree::Record(record, ones), Tree::Record(_, twos)) => Tree::Record(Rc::clone(record), each(ones, twos)),
        (Tree::Tuple(ones), Tree::Tuple(twos)) if ones.len() == twos.len() => Tree::Tuple(each(ones, twos)),
        (Tree::Rows(ones), Tree::Rows(twos)) if ones.len() == twos.len() => Tree::Rows(each(ones, twos)),
        (
            Tree::Leaf(_)
            | Tree::Tuple(_)
            | Tree::Rows(_)
            | Tree::Record(..)
            | Tree::Geometry(..)
            | Tree::Place(_)
            | Tree::Optional(_),
            _,
        ) => one.clone(),
    }
}

/// A `match`, and the value that it looks at.
struct Choice<'a> {
    expr: &'a ExprMatch,
    matched: &'a Tree,
    by_reference: bool,
}

/// The pattern of an arm, and its guard.
fn parts(arm: &Arm) -> (&Pat, Option<&Expr>) {
    if let Pat::Guard(guarded) = &arm.pat {
        return (&guarded.pat, Some(&guarded.guard));
    }
    (&arm.pat, None)
}

/// Whether a condition has a `let` among other parts.
fn is_chain(condition: &Expr) -> bool {
    let mut parts = Vec::new();
    operands(condition, &mut parts);
    parts.len() > 1 && parts.iter().any(|part| matches!(part, Expr::Let(_)))
}

/// The parts of `a && b && c`.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
fn operands<'e>(condition: &'e Expr, into: &mut Vec<&'e Expr>) {
    match condition {
        Expr::Binary(binary) if matches!(binary.op, BinOp::And(_)) => {
            operands(&binary.left, into);
            operands(&binary.right, into);
        }
        part => into.push(part),
    }
}
