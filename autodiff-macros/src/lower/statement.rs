//! Blocks and statements.

use syn::{Block, Expr, Local, Stmt};

use crate::diagnostics::Poisoned;
use crate::messages::syntax;

use super::assign::MUTATING;
use super::{Lowered, Lowerer, Tree, pattern, refusal};

impl Lowerer<'_> {
    /// The body of the function; `return` may stand at its end.
    pub(super) fn body(&mut self, block: &Block) -> Lowered<Tree> {
        let Some((Stmt::Expr(Expr::Return(last), _), before)) = block.stmts.split_last() else {
            return self.block(block);
        };
        let verdict = self.statements(before);
        if let Some(attribute) = last.attrs.first() {
            return Err(self.error(attribute, syntax::attribute()));
        }
        let result = match &last.expr {
            Some(expr) => self.expression(expr),
            None => Ok(Tree::unit()),
        };
        verdict.and(result)
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is lowered as a value")]
    pub(super) fn block(&mut self, block: &Block) -> Lowered<Tree> {
        self.scopes.open();
        let result = match block.stmts.split_last() {
            Some((Stmt::Expr(last, None), before)) => {
                // What follows an error is looked at too: several errors are reported in one run.
                let verdict = self.statements(before);
                let result = match last {
                    Expr::ForLoop(_) | Expr::Assign(_) => self.expression_statement(last).map(|()| Tree::unit()),
                    Expr::Binary(binary) if super::operator::is_assignment(&binary.op) => {
                        self.compound(binary).map(|()| Tree::unit())
                    }
                    last => self.expression(last),
                };
                verdict.and(result)
            }
            Some(_) | None => self.statements(&block.stmts).map(|()| Tree::unit()),
        };
        self.scopes.close();
        result
    }

    fn statements(&mut self, stmts: &[Stmt]) -> Lowered<()> {
        let verdicts = stmts.iter().map(|stmt| self.statement(stmt)).collect::<Vec<_>>();
        verdicts.into_iter().collect()
    }

    fn statement(&mut self, stmt: &Stmt) -> Lowered<()> {
        match stmt {
            Stmt::Local(local) => self.local(local),
            Stmt::Item(item) => Err(self.error(item, refusal::item(item))),
            Stmt::Expr(expr, _) => self.expression_statement(expr),
            Stmt::Macro(stmt) => {
                if let Some(attribute) = stmt.attrs.first() {
                    return Err(self.error(attribute, syntax::attribute()));
                }
                self.macro_statement(&stmt.mac)
            }
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is lowered or refused as a value")]
    fn expression_statement(&mut self, expr: &Expr) -> Lowered<()> {
        if let Some(attribute) = refusal::attributes(expr).first() {
            return Err(self.error(attribute, syntax::attribute()));
        }
        match expr {
            Expr::If(_) | Expr::Block(_) => self.expression(expr).map(drop),
            Expr::Macro(call) => self.macro_statement(&call.mac),
            Expr::Assign(assign) => self.assign(assign),
            Expr::ForLoop(expr) => self.for_loop(expr),
            Expr::MethodCall(call) if MUTATING.contains(&call.method.to_string().as_str()) => self.mutate(call),
            Expr::Call(_) | Expr::MethodCall(_) => {
                let help = "bind its result, or remove it: only what the result depends on is differentiated";
                Err(self.error(expr, syntax::refused("a call for its effects", help)))
            }
            Expr::Binary(binary) if super::operator::is_assignment(&binary.op) => self.compound(binary),
            // Every other expression is lowered or refused like one that is used.
            other => self.expression(other).map(drop),
        }
    }

    fn local(&mut self, local: &Local) -> Lowered<()> {
        let value = self.local_value(local);
        let by_reference = local.init.as_ref().is_some_and(|init| self.is_reference(&init.expr));
        let bound = value.and_then(|tree| self.bind(&local.pat, tree, by_reference));
        if bound == Err(Poisoned) {
            for ident in pattern::names(&local.pat) {
                self.scopes.bind(&ident, Err(Poisoned), false);
            }
        }
        bound
    }

    fn local_value(&mut self, local: &Local) -> Lowered<Tree> {
        if let Some(attribute) = local.attrs.first() {
            return Err(self.error(attribute, syntax::attribute()));
        }
        if local.modifiers.require_empty().is_err() {
            return Err(self.error(local, syntax::unknown()));
        }
        let Some(init) = &local.init else {
            let help = "give the value where the name is declared: `let x = if .. { .. } else { .. };`";
            return Err(self.error(local, syntax::refused("a `let` without a value", help)));
        };
        if let Some((_, diverging)) = &init.diverge {
            return Err(self.error(diverging, syntax::refused("`let .. else`", "use `if` and `else`")));
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
