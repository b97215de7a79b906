//! `return`, `break` and `continue`: what follows a jump becomes the branch that did not jump.
//!
//! A Program has no jumps. Where nothing follows in the body of the function or loop, a jump is the end of its branch.
//! Elsewhere it sets a flag, and what follows stands under a condition on it. The flags are locals that the user did
//! not write, so branches and loops hand them on like any other.

use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{Block, Expr, Lifetime, Stmt};

use crate::ir::{Constant, Kind, Value};
use crate::messages::syntax;

use super::scope::Slot;
use super::{Lowered, Lowerer, Tree};

/// Whether something follows in the body of the innermost loop or of the function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Position {
    Inner,
    Last,
}

/// What a body belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Body {
    Function,
    Loop,
    /// A block with a label, which has a value like a function.
    Block,
}

/// A body that is being lowered.
#[derive(Debug)]
pub(super) struct Frame {
    of: Body,
    pub(super) label: Option<String>,
    /// Of a loop: whether it goes on.
    pub(super) going: Option<Slot>,
    /// Whether the body has been left; `None` where no jump is in it.
    pub(super) left: Option<Slot>,
    /// What the function returns, or a loop breaks with.
    pub(super) result: Option<Slot>,
}

/// A way out of a piece of source.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Jump {
    Return,
    Break(Option<String>),
    Continue(Option<String>),
}

/// The jumps in statements that lead out of them.
pub(super) fn out_of(stmts: &[Stmt]) -> Vec<Jump> {
    let mut finder = Finder::default();
    stmts.iter().for_each(|stmt| finder.visit_stmt(stmt));
    finder.found
}

/// The jumps in an expression that lead out of it.
pub(super) fn out_of_expr(expr: &Expr) -> Vec<Jump> {
    let mut finder = Finder::default();
    finder.visit_expr(expr);
    finder.found
}

/// Where the first jump out of an expression stands, and its word.
pub(super) fn first_out_of(expr: &Expr) -> Option<Ident> {
    let mut finder = Finder::default();
    finder.visit_expr(expr);
    finder.first
}

#[derive(Default)]
struct Finder {
    /// The labels of the loops around, innermost last.
    loops: Vec<Option<String>>,
    /// The labels of the blocks around.
    blocks: Vec<String>,
    found: Vec<Jump>,
    first: Option<Ident>,
}

impl Finder {
    fn jump(&mut self, jump: Jump, label: Option<&Lifetime>, word: Ident) {
        let stays = match label {
            None => !self.loops.is_empty(),
            Some(label) => {
                let name = label.ident.to_string();
                self.blocks.contains(&name) || self.loops.contains(&Some(name))
            }
        };
        if !stays {
            self.found.push(jump);
            self.first.get_or_insert(word);
        }
    }

    fn inside(&mut self, label: Option<&syn::Label>, body: &Block) {
        self.loops.push(label.map(|label| label.name.ident.to_string()));
        self.visit_block(body);
        self.loops.pop();
    }
}

impl<'a> Visit<'a> for Finder {
    fn visit_expr_return(&mut self, expr: &'a syn::ExprReturn) {
        self.found.push(Jump::Return);
        self.first.get_or_insert(Ident::new("return", expr.return_token.span));
        visit::visit_expr_return(self, expr);
    }

    fn visit_expr_break(&mut self, expr: &'a syn::ExprBreak) {
        let label = expr.label.as_ref();
        let word = Ident::new("break", expr.break_token.span);
        self.jump(Jump::Break(label.map(|label| label.ident.to_string())), label, word);
        visit::visit_expr_break(self, expr);
    }

    fn visit_expr_continue(&mut self, expr: &'a syn::ExprContinue) {
        let label = expr.label.as_ref();
        let word = Ident::new("continue", expr.continue_token.span);
        self.jump(Jump::Continue(label.map(|label| label.ident.to_string())), label, word);
    }

    fn visit_expr_block(&mut self, expr: &'a syn::ExprBlock) {
        let label = expr.label.as_ref().map(|label| label.name.ident.to_string());
        let is_labelled = label.is_some();
        self.blocks.extend(label);
        visit::visit_expr_block(self, expr);
        if is_labelled {
            self.blocks.pop();
        }
    }

    fn visit_expr_for_loop(&mut self, expr: &'a syn::ExprForLoop) {
        self.visit_expr(&expr.expr);
        self.inside(expr.label.as_ref(), &expr.body);
    }

    fn visit_expr_while(&mut self, expr: &'a syn::ExprWhile) {
        self.visit_expr(&expr.cond);
        self.inside(expr.label.as_ref(), &expr.body);
    }

    fn visit_expr_loop(&mut self, expr: &'a syn::ExprLoop) {
        self.inside(expr.label.as_ref(), &expr.body);
    }

    // What these jump out of is their own.
    fn visit_expr_closure(&mut self, _: &'a syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &'a syn::ExprAsync) {}
    fn visit_item(&mut self, _: &'a syn::Item) {}
}

/// Whether control never gets past a block.
pub(super) fn always_leaves(block: &Block) -> bool {
    block.stmts.iter().any(|stmt| match stmt {
        Stmt::Expr(expr, _) => expr_leaves(expr),
        Stmt::Local(local) => local.init.as_ref().is_some_and(|init| expr_leaves(&init.expr)),
        Stmt::Macro(stmt) => super::macros::is_failure(&stmt.mac),
        Stmt::Item(_) => false,
    })
}

/// Whether control never gets past an expression, by its form.
#[expect(clippy::wildcard_enum_match_arm, reason = "what is not seen to leave may go on")]
pub(super) fn expr_leaves(expr: &Expr) -> bool {
    match expr {
        Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => true,
        Expr::Paren(inner) => expr_leaves(&inner.expr),
        Expr::Group(inner) => expr_leaves(&inner.expr),
        Expr::Block(inner) => inner.label.is_none() && always_leaves(&inner.block),
        Expr::Macro(call) => super::macros::is_failure(&call.mac),
        Expr::If(branches) => {
            always_leaves(&branches.then_branch)
                && branches.else_branch.as_ref().is_some_and(|(_, branch)| expr_leaves(branch))
        }
        Expr::Match(choice) => !choice.arms.is_empty() && choice.arms.iter().all(arm_leaves),
        Expr::Loop(endless) => {
            let label = endless.label.as_ref().map(|label| label.name.ident.to_string());
            let stops = |jump: &Jump| matches!(jump, Jump::Break(to) if to.is_none() || *to == label);
            !out_of(&endless.body.stmts).iter().any(stops)
        }
        _ => false,
    }
}

/// Whether control never gets past an arm of a `match`.
pub(super) fn arm_leaves(arm: &syn::Arm) -> bool {
    expr_leaves(&arm.body)
}

impl Lowerer<'_> {
    /// A frame for a body in which these jumps are.
    pub(super) fn enter(
        &mut self,
        of: Body,
        label: Option<String>,
        going: Option<Slot>,
        result: Option<Slot>,
        jumps: &[Jump],
    ) {
        let left = (!jumps.is_empty()).then(|| {
            let no = self.builder.constant(Constant::Bool(false), Kind::Bool);
            self.scopes.bind_hidden("left", Tree::Leaf(no))
        });
        self.frames.push(Frame { of, label, going, left, result });
    }

    /// Lowers a jump. Its value is that of the function where the function ends there.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    pub(super) fn jump(&mut self, expr: &Expr, position: Position) -> Lowered<Tree> {
        match expr {
            Expr::Return(jump) => {
                let value = match &jump.expr {
                    Some(value) => self.expression(value)?,
                    None => Tree::unit(),
                };
                if self.frames.len() == 1 && position == Position::Last {
                    return Ok(value);
                }
                self.keep_result(0, value, expr)?;
                self.leave(0, Leaving::Whole, position);
            }
            Expr::Break(jump) => {
                let target = self.target(jump.label.as_ref(), expr)?;
                if let Some(value) = &jump.expr {
                    let value = self.expression(value)?;
                    let is_end = target + 1 == self.frames.len() && position == Position::Last;
                    if is_end && self.frames[target].of == Body::Block {
                        return Ok(value);
                    }
                    self.keep_result(target, value, expr)?;
                }
                self.leave(target, Leaving::Whole, position);
            }
            Expr::Continue(jump) => {
                let target = self.target(jump.label.as_ref(), expr)?;
                self.leave(target, Leaving::Iteration, position);
            }
            other => unreachable!("no jump: {other:?}"),
        }
        Ok(Tree::Unset)
    }

    /// `'a: { .. break 'a value .. }`
    pub(super) fn labelled_block(&mut self, expr: &syn::ExprBlock) -> Lowered<Tree> {
        let label = expr.label.as_ref().map(|label| label.name.ident.to_string());
        let jumps = out_of(&expr.block.stmts);
        self.scopes.open();
        let result = self.scopes.bind_hidden("result", Tree::Unset);
        self.enter(Body::Block, label, None, Some(result), &jumps);
        let value = self.block(&expr.block, Position::Last);
        self.frames.pop();
        self.scopes.close();
        value
    }

    /// The loop that a jump is about, as a place among the frames.
    fn target(&self, label: Option<&Lifetime>, at: &Expr) -> Lowered<usize> {
        let found = match label {
            None => self.frames.iter().rposition(|frame| frame.of == Body::Loop),
            Some(label) => {
                let name = Some(label.ident.to_string());
                self.frames.iter().rposition(|frame| frame.label == name)
            }
        };
        found.ok_or_else(|| self.error(at, syntax::jump_to_nowhere().of_rust(true)))
    }

    fn keep_result(&mut self, frame: usize, value: Tree, at: &Expr) -> Lowered<()> {
        let Some(slot) = self.frames[frame].result.clone() else { return Ok(()) };
        let before = self.scopes.read(&slot)?;
        let value = self.replaced(&before, value, at)?;
        self.scopes.set(&slot, Ok(value));
        Ok(())
    }

    /// Sets the flags of all loops that a jump leaves.
    fn leave(&mut self, target: usize, leaving: Leaving, position: Position) {
        let innermost = self.frames.len() - 1;
        for place in target..=innermost {
            let goes_on = place == target && leaving == Leaving::Iteration;
            if let (Some(going), false) = (self.frames[place].going.clone(), goes_on) {
                self.flag(&going, false);
            }
            if let (Some(left), false) =
                (self.frames[place].left.clone(), place == innermost && position == Position::Last)
            {
                self.flag(&left, true);
            }
        }
    }

    fn flag(&mut self, slot: &Slot, truth: bool) {
        let truth = self.builder.constant(Constant::Bool(truth), Kind::Bool);
        self.scopes.set(slot, Ok(Tree::Leaf(truth)));
    }

    /// Whether a jump has left the innermost body.
    pub(super) fn has_left(&self, at: &impl quote::ToTokens) -> Lowered<Value> {
        let slot = self.frames.last().and_then(|frame| frame.left.clone());
        let slot = slot.ok_or_else(|| self.error(at, syntax::jump_to_nowhere().of_rust(true)))?;
        let tree = self.scopes.read(&slot)?;
        self.leaf(&tree, at)
    }

    /// What a body has given that was left: its result where it ends.
    pub(super) fn result_so_far(&self, position: Position) -> Lowered<Tree> {
        match (self.frames.last(), position) {
            (Some(Frame { of: Body::Function | Body::Block, result: Some(slot), .. }), Position::Last) => {
                self.scopes.read(slot)
            }
            (_, _) => Ok(Tree::Unset),
        }
    }
}

/// What of a loop is left.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Leaving {
    Whole,
    Iteration,
}
