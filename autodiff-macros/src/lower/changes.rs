//! What constant Rust may do to locals: nothing. It is not looked into, so what it changes would be lost.

use proc_macro2::{Ident, TokenStream};
use syn::parse::{ParseStream, Parser};
use syn::visit::{self, Visit};
use syn::{Expr, Token};

use crate::ir::Kind;
use crate::messages::syntax;
use crate::rules;

use super::scope::Bound;
use super::{Lowered, Lowerer, Tree, assign, method};

/// Methods of the standard library that only look at what they are called on.
const LOOKING: [&str; 42] = [
    "as_bytes",
    "as_str",
    "binary_search",
    "binary_search_by",
    "chars",
    "chunks",
    "chunks_exact",
    "cmp",
    "column_iter",
    "concat",
    "contains",
    "contains_key",
    "ends_with",
    "eq",
    "expect",
    "first",
    "get",
    "into_iter",
    "is_err",
    "is_none",
    "is_ok",
    "is_some",
    "is_some_and",
    "iter",
    "join",
    "keys",
    "last",
    "ncols",
    "ne",
    "nrows",
    "partial_cmp",
    "partition_point",
    "row_iter",
    "shape",
    "split_at",
    "starts_with",
    "to_string",
    "unwrap",
    "unwrap_or",
    "unwrap_or_default",
    "values",
    "windows",
];

impl Lowerer<'_> {
    /// Constant Rust must not change a local of the function.
    pub(super) fn check_unchanged(&self, source: &TokenStream) -> Lowered<()> {
        let mut changes = Changes::default();
        expressions(source).iter().for_each(|expr| changes.visit_expr(expr));
        let assigned = changes.assigned.iter().find(|ident| self.scopes.get(ident).is_some());
        if let Some(ident) = assigned {
            return Err(self.error(ident, syntax::changed_inside(&ident.to_string())));
        }
        match changes.called.iter().find(|(ident, _)| self.may_be_changed(ident)) {
            None => Ok(()),
            Some((ident, method)) => {
                let message = syntax::changed_by(&method.to_string(), &ident.to_string());
                Err(self.error(method, message))
            }
        }
    }

    /// Whether a method that nobody knows could change a local.
    fn may_be_changed(&self, ident: &Ident) -> bool {
        let Some(binding) = self.scopes.get(ident).filter(|binding| binding.may_change) else { return false };
        let Bound::Value(Ok(Tree::Leaf(leaf))) = binding.bound else { return true };
        !matches!(self.builder.kind(leaf), Kind::Real(_) | Kind::Int(_) | Kind::Bool)
    }
}

/// What stands in a piece of source: an expression, or what a macro is given.
fn expressions(source: &TokenStream) -> Vec<Expr> {
    let parser = |input: ParseStream<'_>| {
        let mut found = Vec::new();
        while !input.is_empty() {
            found.push(input.parse::<Expr>()?);
            if input.parse::<Option<Token![,]>>()?.is_none() {
                // A pattern of `matches!`, or what nobody knows.
                input.parse::<TokenStream>()?;
            }
        }
        Ok(found)
    };
    parser.parse2(source.clone()).unwrap_or_default()
}

/// Whether an expression calls a function of a module, which may do something.
pub(super) fn calls(expr: &Expr) -> bool {
    struct Calls(bool);
    impl<'a> Visit<'a> for Calls {
        fn visit_expr_call(&mut self, call: &'a syn::ExprCall) {
            let Expr::Path(path) = &*call.func else { return self.0 = true };
            let names = path.path.segments.iter().map(|segment| segment.ident.to_string());
            let ty = names.rev().nth(1).unwrap_or_default();
            self.0 |= !ty.starts_with(char::is_uppercase) && ty != "f64" && ty != "f32";
            visit::visit_expr_call(self, call);
        }

        fn visit_macro(&mut self, _: &'a syn::Macro) {
            self.0 = true;
        }
    }
    let mut calls = Calls(false);
    calls.visit_expr(expr);
    calls.0
}

/// Names of what is assigned, and of what a method is called on that may change it, with the method.
#[derive(Default)]
struct Changes {
    assigned: Vec<Ident>,
    called: Vec<(Ident, Ident)>,
    /// Whether there is a method that changes what it is called on.
    has_mutation: bool,
}

impl<'a> Visit<'a> for Changes {
    fn visit_expr_assign(&mut self, assign: &'a syn::ExprAssign) {
        self.assigned.extend(root(&assign.left).cloned());
        visit::visit_expr_assign(self, assign);
    }

    fn visit_expr_binary(&mut self, binary: &'a syn::ExprBinary) {
        if super::operator::is_assignment(&binary.op) {
            self.assigned.extend(root(&binary.left).cloned());
        }
        visit::visit_expr_binary(self, binary);
    }

    fn visit_expr_method_call(&mut self, call: &'a syn::ExprMethodCall) {
        if !only_looks(call) {
            self.called.extend(root(&call.receiver).map(|root| (root.clone(), call.method.clone())));
        }
        self.has_mutation |= assign::is_mutating(call);
        visit::visit_expr_method_call(self, call);
    }

    fn visit_item(&mut self, _: &'a syn::Item) {}
}

/// Whether a method does not change what it is called on, by its name.
fn only_looks(call: &syn::ExprMethodCall) -> bool {
    let name = call.method.to_string();
    let is_known = LOOKING.contains(&name.as_str())
        || ["checked_", "overflowing_", "saturating_", "wrapping_"].iter().any(|start| name.starts_with(start))
        || method::INTEGER_METHODS.contains(&name.as_str())
        || method::IDENTITIES.contains(&name.as_str())
        || rules::method_names().any(|known| known == name);
    is_known && !assign::is_mutating(call)
}

/// The local that an expression is a part of.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is a value of its own")]
fn root(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Path(path) => path.path.get_ident(),
        Expr::Field(inner) => root(&inner.base),
        Expr::Index(inner) => root(&inner.expr),
        Expr::Paren(inner) => root(&inner.expr),
        Expr::Group(inner) => root(&inner.expr),
        Expr::Unary(inner) => root(&inner.expr),
        Expr::Reference(inner) => root(&inner.expr),
        _ => None,
    }
}

/// Whether an expression assigns, wherever in it.
pub(super) fn assigns(expr: &Expr) -> bool {
    let mut changes = Changes::default();
    changes.visit_expr(expr);
    changes.has_mutation || !changes.assigned.is_empty()
}
