//! Blocks and statements.

use quote::ToTokens;
use syn::{Block, Expr, Local, Member, Pat, Stmt, Type, UnOp};

use crate::diagnostics::Poisoned;
use crate::messages::{assignment, syntax};

use super::jumps::{self, Position};
use super::scope::{Bound, Slot};
use super::{Lowered, Lowerer, Shape, Tree, assign, fence, pattern};

impl Lowerer<'_> {
    /// The body of the function.
    pub(super) fn body(&mut self, block: &Block, shape: &Shape) -> Lowered<Tree> {
        let block = self.fenced(block)?;
        let jumps = jumps::out_of(&block.stmts);
        let result = (!jumps.is_empty()).then(|| self.result_slot(shape));
        self.enter(jumps::Body::Function, None, None, result, &jumps);
        let tree = self.deeper(|lowerer| lowerer.block(&block, Position::Last));
        self.frames.pop();
        tree
    }

    /// Where the result of the function is kept, when it is left early.
    fn result_slot(&mut self, shape: &Shape) -> Slot {
        let tree = self.placeholders(shape);
        self.scopes.bind_hidden("result", tree)
    }

    fn placeholders(&self, shape: &Shape) -> Tree {
        match shape {
            Shape::Leaf(leaf) => Tree::Leaf(crate::rules::placeholder(self.builder, &leaf.kind)),
            Shape::Tuple(parts) => Tree::Tuple(parts.iter().map(|part| self.placeholders(part)).collect()),
        }
    }

    pub(super) fn block(&mut self, block: &Block, position: Position) -> Lowered<Tree> {
        self.scopes.open();
        let items = self.refuse_items(&block.stmts);
        let result = self.sequence(&block.stmts, position);
        self.scopes.close();
        items.and(result)
    }

    /// Items are in view in all of their block, also where control never gets.
    pub(super) fn refuse_items(&mut self, stmts: &[Stmt]) -> Lowered<()> {
        let mut verdict = Ok(());
        for stmt in stmts {
            let Stmt::Item(item) = stmt else { continue };
            // What is done with it stays silent.
            if let Some(name) = fence::name_of(item) {
                self.scopes.bind(name, Err(Poisoned), false);
            }
            verdict = Err(self.error(item, super::syntax::of_item(item)));
        }
        verdict
    }

    /// Statements in order; what follows one that may jump is lowered with it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    pub(super) fn sequence(&mut self, stmts: &[Stmt], position: Position) -> Lowered<Tree> {
        // What follows an error is looked at too: several errors are reported in one run.
        let mut verdict = Ok(());
        for (place, stmt) in stmts.iter().enumerate() {
            let rest = &stmts[place + 1..];
            if has_else(stmt) || !jumps::out_of(std::slice::from_ref(stmt)).is_empty() {
                let end = self.leaving(stmt, rest, position);
                return verdict.and(end);
            }
            match stmt {
                Stmt::Expr(last, None) if rest.is_empty() => {
                    let value = self.last(last);
                    return verdict.and(value);
                }
                Stmt::Expr(failure, _) if jumps::expr_leaves(failure) => {
                    let end = self.expression(failure).map(|_| Tree::Unset);
                    return verdict.and(end);
                }
                stmt => verdict = self.statement(stmt).and(verdict),
            }
            if let Stmt::Macro(stmt) = stmt
                && super::macros::is_failure(&stmt.mac)
            {
                return verdict.map(|()| Tree::Unset);
            }
        }
        verdict.map(|()| Tree::unit())
    }

    /// The last expression of a block.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is lowered as a value")]
    pub(super) fn last(&mut self, last: &Expr) -> Lowered<Tree> {
        match last {
            Expr::ForLoop(_) | Expr::While(_) | Expr::Assign(_) => {
                self.expression_statement(last).map(|()| Tree::unit())
            }
            Expr::MethodCall(call) if self.is_statement(call) => self.expression_statement(last).map(|()| Tree::unit()),
            Expr::Call(call) if assign::swapped(call).is_some() => {
                self.expression_statement(last).map(|()| Tree::unit())
            }
            Expr::Binary(binary) if super::operator::is_assignment(&binary.op) => {
                self.compound(binary).map(|()| Tree::unit())
            }
            last => self.expression(last),
        }
    }

    /// Whether a method call stands for what it does, and has no value.
    fn is_statement(&mut self, call: &syn::ExprMethodCall) -> bool {
        call.method == "for_each" || (assign::is_mutating(call) && !self.gives_longer(call))
    }

    /// Whether this is `push` of a vector of nalgebra, which gives a longer one, unlike that of a `Vec`.
    fn gives_longer(&mut self, call: &syn::ExprMethodCall) -> bool {
        if call.method != "push" {
            return false;
        }
        let (builder, before) = (self.builder, self.scopes.clone());
        let mut receiver = None;
        drop(builder.block(Vec::new(), || {
            receiver = self.attempt(|lowerer| lowerer.expression(&call.receiver));
            Vec::new()
        }));
        self.scopes = before;
        let leaf = receiver.and_then(|receiver| if let Tree::Leaf(leaf) = receiver { Some(leaf) } else { None });
        leaf.is_some_and(|leaf| builder.kind(leaf).tensor().is_some())
    }

    fn statement(&mut self, stmt: &Stmt) -> Lowered<()> {
        match stmt {
            Stmt::Local(local) => self.local(local),
            // Refused where the block starts.
            Stmt::Item(_) => Ok(()),
            Stmt::Expr(expr, _) => self.expression_statement(expr),
            Stmt::Macro(stmt) => self.macro_statement(&stmt.mac),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is lowered or refused as a value")]
    fn expression_statement(&mut self, expr: &Expr) -> Lowered<()> {
        match expr {
            // A semicolon alone.
            Expr::Verbatim(nothing) if nothing.is_empty() => Ok(()),
            Expr::If(_) | Expr::Block(_) => self.expression(expr).map(drop),
            Expr::Macro(call) => self.macro_statement(&call.mac),
            Expr::Assign(assign) => self.assign(assign),
            Expr::ForLoop(expr) => self.for_loop(expr),
            Expr::While(expr) => self.while_loop(expr),
            Expr::MethodCall(call) if call.method == "for_each" => self.for_each(call),
            Expr::MethodCall(call) if assign::is_mutating(call) => self.mutate(call),
            Expr::Call(call) if assign::swapped(call).is_some() => {
                if let Expr::Path(path) = &*call.func {
                    self.note_function(path, "::core::mem::swap::<()>");
                }
                assign::swapped(call).map_or(Ok(()), |places| self.swap(places))
            }
            Expr::Call(call) if self.calls_closure(call)? => self.expression(expr).map(drop),
            Expr::Call(_) | Expr::MethodCall(_) => Err(self.effect_refused(expr)),
            Expr::Binary(binary) if super::operator::is_assignment(&binary.op) => self.compound(binary),
            // Every other expression is lowered or refused like one that is used.
            other => self.expression(other).map(drop),
        }
    }

    /// Refuses a call that stands for what it does.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn effect_refused(&self, expr: &Expr) -> Poisoned {
        let lent = match expr {
            Expr::Call(call) => call.args.iter().find_map(lent_local),
            Expr::MethodCall(call) if is_sorting(&call.method) => {
                return self.error(&call.method, assignment::sorting(&call.method.to_string()));
            }
            Expr::MethodCall(call) if call.method.to_string().ends_with("_mut") => {
                return self.error(&call.method, assignment::in_place(&call.method.to_string()));
            }
            _ => None,
        };
        if let Some(lent) = lent.filter(|lent| self.scopes.get(lent).is_some()) {
            return self.error(lent, syntax::borrowed_mutably(&lent.to_string()));
        }
        let help = "bind its result, or remove it: only what the result depends on is differentiated";
        self.error(expr, syntax::refused("a call for its effects", help))
    }

    /// Whether a call is of a local closure.
    fn calls_closure(&self, call: &syn::ExprCall) -> Lowered<bool> {
        let Expr::Path(path) = &*call.func else { return Ok(false) };
        self.local_closure(path).map(|local| local.is_some())
    }

    /// A statement from which control may jump away, and the statements after it.
    fn leaving(&mut self, stmt: &Stmt, rest: &[Stmt], position: Position) -> Lowered<Tree> {
        match stmt {
            Stmt::Local(local) => match &local.init {
                Some(init) if init.diverge.is_some() => self.let_else(local, rest, position),
                Some(init) => {
                    let value = self.branching(&init.expr);
                    self.after(rest, position, stmt, |lowerer| lowerer.bind_local(local, value))
                }
                None => self.local(local).map(|()| Tree::unit()),
            },
            Stmt::Expr(expr, _) => self.leaving_expression(expr, rest, position),
            Stmt::Item(_) | Stmt::Macro(_) => self.statement(stmt).map(|()| Tree::unit()),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "a jump in any other expression is refused")]
    pub(super) fn leaving_expression(&mut self, expr: &Expr, rest: &[Stmt], position: Position) -> Lowered<Tree> {
        match expr {
            Expr::Paren(inner) => self.leaving_expression(&inner.expr, rest, position),
            Expr::Group(inner) => self.leaving_expression(&inner.expr, rest, position),
            Expr::Return(_) | Expr::Break(_) | Expr::Continue(_) => self.jump(expr, position),
            Expr::If(branches) => self.conditional(branches, rest, position),
            Expr::Match(choice) => self.match_expression(choice, rest, position),
            Expr::Block(inner) if inner.label.is_none() => {
                if rest.is_empty() || jumps::always_leaves(&inner.block) {
                    return self.block(&inner.block, position);
                }
                let done = self.block(&inner.block, Position::Inner);
                self.after(rest, position, expr, |_| done.map(drop))
            }
            Expr::ForLoop(inner) => {
                let done = self.for_loop(inner);
                self.after(rest, position, expr, |_| done)
            }
            Expr::While(inner) => {
                let done = self.while_loop(inner);
                self.after(rest, position, expr, |_| done)
            }
            Expr::Loop(inner) => {
                let value = self.endless_loop(inner);
                if rest.is_empty() && !jumps::expr_leaves(expr) {
                    let left = self.has_left(expr)?;
                    return self.choose(Ok(left), expr, |lowerer| lowerer.result_so_far(position), |_| value);
                }
                self.after(rest, position, expr, |_| value.map(drop))
            }
            Expr::Assign(assign) => {
                let value = self.branching(&assign.right);
                self.after(rest, position, expr, |lowerer| lowerer.assign_value(assign, value))
            }
            _ => Err(self.jump_inside(expr)),
        }
    }

    /// An expression in whose branches jumps may be.
    #[expect(clippy::wildcard_enum_match_arm, reason = "a jump in any other expression is refused")]
    fn branching(&mut self, expr: &Expr) -> Lowered<Tree> {
        match expr {
            Expr::Paren(inner) => self.branching(&inner.expr),
            Expr::Group(inner) => self.branching(&inner.expr),
            Expr::If(_) | Expr::Match(_) | Expr::Block(_) | Expr::Loop(_) => self.expression(expr),
            _ => Err(self.jump_inside(expr)),
        }
    }

    /// Refuses the first jump in an expression.
    pub(super) fn jump_inside(&self, expr: &Expr) -> Poisoned {
        match jumps::first_out_of(expr) {
            Some(word) => self.error(&word, syntax::jump_inside(&word.to_string())),
            None => self.error(expr, syntax::jump_inside("jump")),
        }
    }

    /// What follows a statement from which control may have jumped away: it runs only where it has not.
    pub(super) fn after(
        &mut self,
        rest: &[Stmt],
        position: Position,
        at: &impl ToTokens,
        first: impl FnOnce(&mut Self) -> Lowered<()>,
    ) -> Lowered<Tree> {
        let left = self.has_left(at);
        let is_never = left.is_ok_and(|left| self.builder.known_bool(left) == Some(false));
        let follow = |lowerer: &mut Self| {
            let verdict = first(lowerer);
            let value = lowerer.sequence(rest, position);
            verdict.and(value)
        };
        if is_never {
            return follow(self);
        }
        self.choose(left, at, |lowerer| lowerer.result_so_far(position), follow)
    }

    /// `let pattern = value else { .. };`
    fn let_else(&mut self, local: &Local, rest: &[Stmt], position: Position) -> Lowered<Tree> {
        let Some(init) = &local.init else { return Ok(Tree::unit()) };
        let Some((_, diverging)) = &init.diverge else { return Ok(Tree::unit()) };
        let value = self.expression(&init.expr)?;
        let by_reference = self.is_reference(&init.expr);
        let holds = self.matches(&local.pat, &value, &init.expr)?;
        let follow = |lowerer: &mut Self| {
            lowerer.bind_matched(&local.pat, &value, by_reference, &init.expr)?;
            lowerer.sequence(rest, position)
        };
        match holds {
            None => follow(self),
            Some(holds) => {
                let end = |lowerer: &mut Self| lowerer.leaving_or_failing(diverging, position);
                self.choose(Ok(holds), local, follow, end)
            }
        }
    }

    /// The `else` of a `let`.
    fn leaving_or_failing(&mut self, diverging: &Expr, position: Position) -> Lowered<Tree> {
        if jumps::out_of_expr(diverging).is_empty() {
            return self.expression(diverging).map(|_| Tree::Unset);
        }
        self.leaving_expression(diverging, &[], position)
    }

    fn local(&mut self, local: &Local) -> Lowered<()> {
        if let Some(declared) = self.declared(local) {
            return declared;
        }
        if let Some(bound) = self.bind_borrowed(local) {
            return bound;
        }
        let value = self.local_value(local);
        self.bind_local(local, value)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "of any other pattern nothing is noted")]
    fn bind_local(&mut self, local: &Local, value: Lowered<Tree>) -> Lowered<()> {
        let by_reference = local.init.as_ref().is_some_and(|init| self.is_reference(&init.expr));
        let is_value = match &local.pat {
            Pat::Type(typed) => matches!(*typed.ty, Type::Path(_)),
            Pat::Ident(name) => {
                name.by_ref.is_none() && local.init.as_ref().is_some_and(|init| !self.may_be_reference(&init.expr))
            }
            _ => false,
        };
        let bound = value.and_then(|tree| self.bind(&local.pat, tree, by_reference));
        if let (true, Some(name)) = (is_value, single_name(&local.pat)) {
            self.scopes.is_value(&name.ident);
        }
        if bound == Err(Poisoned) {
            for ident in pattern::names(&local.pat) {
                self.scopes.bind(&ident, Err(Poisoned), false);
            }
        }
        bound
    }

    /// `let x;` and `let x: f64;`: a local that gets its value later.
    fn declared(&mut self, local: &Local) -> Option<Lowered<()>> {
        if local.init.is_some() {
            return None;
        }
        let name = single_name(&local.pat)?;
        self.scopes.bind(&name.ident, Ok(Tree::Unset), false);
        if name.mutability.is_some() {
            self.scopes.may_change(&name.ident);
        }
        if let Pat::Type(typed) = &local.pat {
            self.scopes.declare(&name.ident, self.types.read(&typed.ty));
        }
        Some(Ok(()))
    }

    /// `let r = &mut v[i];` and closures: names that stand for something else than a value.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
    fn bind_borrowed(&mut self, local: &Local) -> Option<Lowered<()>> {
        let init = &*local.init.as_ref()?.expr;
        if let (Expr::Closure(closure), Pat::Ident(ident)) = (init, &local.pat) {
            return Some(self.bind_closure(&ident.ident, closure));
        }
        let ident = single_name(&local.pat)?;
        if !is_mutably_borrowed(init) {
            return None;
        }
        if ident.mutability.is_some() && matches!(init, Expr::Reference(_)) {
            self.scopes.bind(&ident.ident, Err(Poisoned), false);
            return Some(Err(self.error(ident, assignment::reference(&ident.ident.to_string()))));
        }
        let place = match init {
            Expr::Reference(inner) if !is_place(&inner.expr) => {
                let help = "bind the value to a name first: `let mut x = ..; let r = &mut x;`";
                Err(self.error(init, syntax::refused("a mutable reference to a value without a name", help)))
            }
            _ => self.place(init),
        };
        if place.is_err() {
            self.scopes.bind(&ident.ident, Err(Poisoned), false);
        }
        Some(place.map(|place| self.scopes.bind_as(&ident.ident, Bound::Place(place.into()), true)))
    }

    fn local_value(&mut self, local: &Local) -> Lowered<Tree> {
        let Some(init) = &local.init else {
            let help = "declare one name at a time: `let x;`";
            return Err(self.error(local, syntax::refused("a `let` of several names without a value", help)));
        };
        if let Some(value) = self.declared_field(&local.pat, &init.expr) {
            return value;
        }
        self.expression(&init.expr)
    }

    fn ends_in_reference(&self, block: &Block) -> bool {
        matches!(block.stmts.last(), Some(Stmt::Expr(last, None)) if self.is_reference(last))
    }

    /// Whether an expression is a reference to a value, as the user's own code sees it.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression makes a new value")]
    pub(super) fn is_reference(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Reference(_) => true,
            Expr::Paren(inner) => self.is_reference(&inner.expr),
            Expr::Group(inner) => self.is_reference(&inner.expr),
            Expr::Block(inner) => self.ends_in_reference(&inner.block),
            Expr::If(branches) => self.ends_in_reference(&branches.then_branch),
            Expr::Path(path) => {
                let binding = path.path.get_ident().and_then(|ident| self.scopes.get(ident));
                binding.is_some_and(|binding| binding.by_reference)
            }
            // Anything else makes a new value.
            _ => false,
        }
    }
}

impl Lowerer<'_> {
    /// Whether a number may be behind a reference, on which Rust would look for methods first.
    #[expect(clippy::wildcard_enum_match_arm, reason = "of any other expression nothing is known")]
    pub(super) fn may_be_reference(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Lit(_) | Expr::Binary(_) | Expr::Cast(_) | Expr::Index(_) => false,
            Expr::Unary(unary) => matches!(unary.op, UnOp::Deref(_)),
            Expr::Paren(inner) => self.may_be_reference(&inner.expr),
            Expr::Group(inner) => self.may_be_reference(&inner.expr),
            Expr::Call(call) => !matches!(&*call.func, Expr::Path(path) if self.scalar_function(path).is_some()),
            // `v.x`, but not a part of a tuple.
            Expr::Field(field) => matches!(field.member, Member::Unnamed(_)),
            Expr::MethodCall(call) => GIVES_WHAT_IS_INSIDE.contains(&call.method.to_string().as_str()),
            Expr::Path(path) => {
                let binding = path.path.get_ident().and_then(|ident| self.scopes.get(ident));
                binding.is_some_and(|binding| !binding.is_value)
            }
            _ => true,
        }
    }
}

/// Methods that may give a reference to a number.
const GIVES_WHAT_IS_INSIDE: [&str; 8] =
    ["as_ref", "borrow", "deref", "expect", "get", "unwrap", "unwrap_or", "unwrap_or_else"];

/// The local in `&mut x`.
fn lent_local(argument: &Expr) -> Option<&proc_macro2::Ident> {
    let Expr::Reference(reference) = argument else { return None };
    let Expr::Path(path) = &*reference.expr else { return None };
    reference.mutability.as_ref().and(path.path.get_ident())
}

/// Whether a method puts elements in order, by its name.
fn is_sorting(method: &proc_macro2::Ident) -> bool {
    let name = method.to_string();
    name.starts_with("sort") || name.starts_with("select_nth_unstable")
}

/// The name of `x` and of `x: T`.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other pattern has no single name")]
fn single_name(pat: &Pat) -> Option<&syn::PatIdent> {
    match pat {
        Pat::Ident(ident) => Some(ident),
        Pat::Type(typed) => single_name(&typed.pat),
        _ => None,
    }
}

/// Whether an expression names a place, by its form.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
fn is_place(expr: &Expr) -> bool {
    match expr {
        Expr::Path(_) | Expr::Field(_) | Expr::Index(_) | Expr::MethodCall(_) => true,
        Expr::Paren(inner) => is_place(&inner.expr),
        Expr::Group(inner) => is_place(&inner.expr),
        Expr::Unary(inner) => matches!(inner.op, syn::UnOp::Deref(_)),
        _ => false,
    }
}

/// Whether an expression borrows a place mutably, by its form.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is treated alike")]
fn is_mutably_borrowed(expr: &Expr) -> bool {
    match expr {
        Expr::Reference(reference) => reference.mutability.is_some(),
        Expr::MethodCall(call) => match call.method.to_string().as_str() {
            "row_mut" | "column_mut" => true,
            name if super::part::lent_mutably(name).is_some() => true,
            "unwrap" | "expect" => {
                matches!(&*call.receiver, Expr::MethodCall(inner) if inner.method == "last_mut" || inner.method == "first_mut")
            }
            _ => false,
        },
        _ => false,
    }
}

/// Whether a statement is `let .. else`: what follows it belongs to one of two branches.
fn has_else(stmt: &Stmt) -> bool {
    matches!(stmt, Stmt::Local(local) if local.init.as_ref().is_some_and(|init| init.diverge.is_some()))
}
