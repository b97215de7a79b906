//! Macro calls: assertions and failures are evaluated with the primal, lists are lowered, everything else is refused.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, ExprMacro, Macro, Token};

use crate::diagnostics::Poisoned;
use crate::ir::{Assertion, Fragment, Kind, Op, Stmt, Values};
use crate::messages::syntax;

use super::fragment::Captures;
use super::scope::{Binding, Bound};
use super::{Lowered, Lowerer, Tree};

const ASSERTIONS: [&str; 6] =
    ["assert", "assert_eq", "assert_ne", "debug_assert", "debug_assert_eq", "debug_assert_ne"];

/// Macros past which control never gets.
const FAILURES: [&str; 4] = ["panic", "unreachable", "todo", "unimplemented"];

/// Methods of the standard library that only look at what they are given.
const HARMLESS: [&str; 10] = ["contains", "all", "any", "zip", "map", "filter", "fold", "take", "skip", "windows"];

/// Whether a macro call fails whenever it is reached.
pub(super) fn is_failure(call: &Macro) -> bool {
    known(call).is_some_and(|name| FAILURES.contains(&name.as_str()))
}

/// The name of a macro, if it may be one of the standard library.
fn known(call: &Macro) -> Option<String> {
    let names = call.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
    match &names[..] {
        [name] => Some(name.clone()),
        [library, name] if ["alloc", "core", "std"].contains(&library.as_str()) => Some(name.clone()),
        [..] => None,
    }
}

impl Lowerer<'_> {
    pub(super) fn macro_statement(&mut self, call: &Macro) -> Lowered<()> {
        let name = known(call).unwrap_or_default();
        if !ASSERTIONS.contains(&name.as_str()) && !is_failure(call) {
            return self.refuse_macro(call);
        }
        self.note_macro(call);
        let Captures { captures, values } = self.captures(&call.tokens)?;
        if self.active(&captures, &values).is_some() {
            self.check_assertion(call)?;
        }
        // By its own path: a macro of the user's that is called so could declare names.
        let (ident, arguments) = (&call.path.segments[call.path.segments.len() - 1].ident, &call.tokens);
        let tokens = if is_failure(call) {
            // In a closure of no value: what is written after it would be unreachable.
            quote!((|| -> () { ::core::#ident!(#arguments) })())
        } else {
            quote!(::core::#ident!(#arguments))
        };
        let fragment =
            Fragment { tokens, captures, has_effect: true, is_place: false, declared: None, owns_entries: false };
        let builder = self.at(&call.path);
        let span = builder.span();
        let op = Op::Assert(Assertion::Written(fragment.into()));
        builder.push(Stmt { results: Values::default(), op, args: values.into(), blocks: Vec::new(), span });
        Ok(())
    }

    /// What an assertion hands to unknown code could come back as a constant: an active value in a cell.
    fn check_assertion(&self, call: &Macro) -> Lowered<()> {
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        let Ok(parts) = call.parse_body_with(parser) else { return Err(self.error(call, syntax::unknown())) };
        let mut handed = Handed::default();
        parts.iter().for_each(|part| handed.visit_expr(part));
        for (to, given) in handed.found {
            let Captures { captures, values } = self.captures(&given)?;
            if let Some(active) = self.active(&captures, &values) {
                return Err(self.error(&to, syntax::asserted(&active)));
            }
        }
        for (known, given) in handed.to_known {
            let Captures { captures, values } = self.captures(&given)?;
            if let (Some(active), true) = (self.active(&captures, &values), self.is_users(known)) {
                return Err(self.error(known, syntax::asserted(&active)));
            }
        }
        Ok(())
    }

    /// Whether the type of an expression is one that only the user's code knows: what its methods and operators do, too.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other expression is made of others, or of a known type")]
    fn is_users(&self, expr: &Expr) -> bool {
        match expr {
            Expr::Paren(inner) => self.is_users(&inner.expr),
            Expr::Reference(inner) => self.is_users(&inner.expr),
            Expr::Unary(inner) => self.is_users(&inner.expr),
            Expr::Field(inner) => self.is_users(&inner.base),
            Expr::Index(inner) => self.is_users(&inner.expr),
            Expr::MethodCall(inner) => self.is_users(&inner.receiver),
            Expr::Call(inner) => !is_scalar(&inner.func),
            Expr::Path(path) => match path.path.get_ident().and_then(|ident| self.scopes.get(ident)) {
                Some(binding) => match &binding.bound {
                    Bound::Value(Ok(Tree::Leaf(leaf))) => {
                        matches!(self.builder.kind(*leaf), Kind::Opaque | Kind::Open)
                    }
                    Bound::Value(_) | Bound::Place(_) => false,
                    Bound::Closure(_) => true,
                },
                // A parameter of a closure in the assertion, or a constant.
                None => path.path.get_ident().is_none_or(is_capitalized),
            },
            Expr::Struct(_) | Expr::Macro(_) => true,
            _ => false,
        }
    }

    pub(super) fn macro_expression(&mut self, expr: &ExprMacro) -> Lowered<Tree> {
        let name = known(&expr.mac).unwrap_or_default();
        if ASSERTIONS.contains(&name.as_str()) {
            return self.macro_statement(&expr.mac).map(|()| Tree::unit());
        }
        if is_failure(&expr.mac) {
            return self.macro_statement(&expr.mac).map(|()| Tree::Unset);
        }
        if ["vec", "matches"].contains(&name.as_str()) {
            self.note_macro(&expr.mac);
        }
        match name.as_str() {
            "vec" => self.vec_macro(&expr.mac),
            "cfg" => {
                let condition = &expr.mac.tokens;
                self.pure_constant(&[], |_| quote!(::core::cfg!(#condition)), Kind::Bool)
            }
            "matches" => {
                let arguments = &expr.mac.tokens;
                let Captures { captures, values } = self.captures(arguments)?;
                match self.active(&captures, &values) {
                    Some(active) => Err(self.error(&expr.mac.path, syntax::macro_call(&name, Some(&active)))),
                    None => self.fragment(&quote!(::core::matches!(#arguments)), Kind::Bool),
                }
            }
            _ => self.refuse_macro(&expr.mac).map(|()| Tree::unit()),
        }
    }

    fn refuse_macro(&self, call: &Macro) -> Lowered<()> {
        if call.path.get_ident().and_then(|ident| self.scopes.get(ident)).is_some_and(Binding::is_poisoned) {
            return Err(Poisoned);
        }
        let name = &name(call);
        let Captures { captures, values } = self.captures(&call.tokens)?;
        let active = self.active(&captures, &values);
        Err(self.error(&call.path, syntax::macro_call(name, active.as_deref())))
    }
}

/// What an assertion may hand to code that nobody knows.
#[derive(Default)]
struct Handed<'a> {
    /// Calls of what the table does not know, with their arguments.
    found: Vec<(TokenStream, TokenStream)>,
    /// What known methods and operators are called on, and what they are given.
    to_known: Vec<(&'a Expr, TokenStream)>,
}

impl<'a> Visit<'a> for Handed<'a> {
    fn visit_expr_call(&mut self, expr: &'a syn::ExprCall) {
        if !is_scalar(&expr.func) {
            self.found.push((expr.func.to_token_stream(), expr.args.to_token_stream()));
        }
        visit::visit_expr_call(self, expr);
    }

    fn visit_expr_method_call(&mut self, expr: &'a syn::ExprMethodCall) {
        let name = expr.method.to_string();
        if HARMLESS.contains(&name.as_str()) || is_method(&name) {
            self.to_known.push((&expr.receiver, expr.args.to_token_stream()));
        } else {
            self.found.push((expr.method.to_token_stream(), expr.args.to_token_stream()));
        }
        visit::visit_expr_method_call(self, expr);
    }

    fn visit_expr_binary(&mut self, expr: &'a syn::ExprBinary) {
        self.to_known.push((&expr.left, expr.right.to_token_stream()));
        self.to_known.push((&expr.right, expr.left.to_token_stream()));
        visit::visit_expr_binary(self, expr);
    }

    fn visit_expr_assign(&mut self, expr: &'a syn::ExprAssign) {
        // `name = value` of a format string.
        if !matches!(&*expr.left, Expr::Path(_)) {
            self.found.push((expr.left.to_token_stream(), expr.right.to_token_stream()));
        }
        visit::visit_expr_assign(self, expr);
    }

    fn visit_block(&mut self, block: &'a syn::Block) {
        self.found.push((block.to_token_stream(), block.to_token_stream()));
    }

    fn visit_macro(&mut self, call: &'a Macro) {
        if known(call).is_none_or(|name| name != "matches") {
            self.found.push((call.path.to_token_stream(), call.tokens.clone()));
        }
    }
}

/// Whether a path is that of a function of reals in the table: `f64::abs`.
fn is_scalar(function: &Expr) -> bool {
    let Expr::Path(path) = function else { return false };
    let names = path.path.segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
    matches!(&names[..], [ty, name] if (ty == "f64" || ty == "f32") && is_method(name))
}

fn is_method(name: &str) -> bool {
    crate::rules::method_names().any(|known| known == name)
}

fn is_capitalized(ident: &proc_macro2::Ident) -> bool {
    ident.to_string().starts_with(char::is_uppercase)
}

fn name(call: &Macro) -> String {
    call.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}
