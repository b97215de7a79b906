//! Macro calls: assertions and failures are evaluated with the primal, lists are lowered, everything else is refused.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::{Expr, ExprMacro, Macro, Token};

use crate::diagnostics::Poisoned;
use crate::ir::{Assertion, Fragment, Kind, Op, Stmt};
use crate::messages::syntax;

use super::fragment::Captures;
use super::scope::Binding;
use super::{Lowered, Lowerer, Tree};

const ASSERTIONS: [&str; 6] =
    ["assert", "assert_eq", "assert_ne", "debug_assert", "debug_assert_eq", "debug_assert_ne"];

/// Macros past which control never gets.
const FAILURES: [&str; 4] = ["panic", "unreachable", "todo", "unimplemented"];

/// Methods of the standard library that only look at what they are given.
const HARMLESS: [&str; 10] = ["contains", "all", "any", "zip", "map", "filter", "fold", "take", "skip", "windows"];

/// Whether a macro call fails whenever it is reached.
pub(super) fn is_failure(call: &Macro) -> bool {
    FAILURES.contains(&name(call).as_str()) && call.path.segments.len() <= 2
}

impl Lowerer<'_> {
    pub(super) fn macro_statement(&mut self, call: &Macro) -> Lowered<()> {
        let name = name(call);
        let is_known = ASSERTIONS.contains(&name.as_str()) || is_failure(call);
        if !is_known || call.path.segments.len() > 2 {
            return self.refuse_macro(call, &name);
        }
        self.note_macro(call);
        let Captures { captures, values } = self.captures(&call.tokens)?;
        self.check_assertion(call)?;
        // By its own path: a macro of the user's that is called so could declare names.
        let (ident, arguments) = (&call.path.segments[call.path.segments.len() - 1].ident, &call.tokens);
        let tokens = if is_failure(call) {
            // In a closure of no value: what is written after it would be unreachable.
            quote!((|| -> () { ::core::#ident!(#arguments) })())
        } else {
            quote!(::core::#ident!(#arguments))
        };
        let fragment = Fragment { tokens, captures, has_effect: true, is_place: false };
        let builder = self.at(&call.path);
        let span = builder.span();
        let op = Op::Assert(Assertion::Written(fragment));
        builder.push(Stmt { results: Vec::new(), op, args: values, blocks: Vec::new(), span });
        Ok(())
    }

    /// What an assertion hands to unknown code could come back as a constant: an active value in a cell.
    fn check_assertion(&self, call: &Macro) -> Lowered<()> {
        let parser = Punctuated::<Expr, Token![,]>::parse_terminated;
        let Ok(parts) = call.parse_body_with(parser) else { return Ok(()) };
        let mut calls = Calls::default();
        parts.iter().for_each(|part| calls.visit_expr(part));
        for (called, arguments) in calls.found {
            let Captures { captures, values } = self.captures(&arguments)?;
            if let Some(active) = self.active(&captures, &values) {
                return Err(self.error(&called, syntax::asserted(&active)));
            }
        }
        Ok(())
    }

    pub(super) fn macro_expression(&mut self, expr: &ExprMacro) -> Lowered<Tree> {
        let name = name(&expr.mac);
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
            "matches" => {
                let arguments = &expr.mac.tokens;
                let Captures { captures, values } = self.captures(arguments)?;
                match self.active(&captures, &values) {
                    Some(active) => Err(self.error(&expr.mac.path, syntax::macro_call(&name, Some(&active)))),
                    None => self.fragment(&quote!(::core::matches!(#arguments)), Kind::Bool),
                }
            }
            _ => self.refuse_macro(&expr.mac, &name).map(|()| Tree::unit()),
        }
    }

    fn refuse_macro(&self, call: &Macro, name: &str) -> Lowered<()> {
        if call.path.get_ident().and_then(|ident| self.scopes.get(ident)).is_some_and(Binding::is_poisoned) {
            return Err(Poisoned);
        }
        let Captures { captures, values } = self.captures(&call.tokens)?;
        let active = self.active(&captures, &values);
        Err(self.error(&call.path, syntax::macro_call(name, active.as_deref())))
    }
}

/// Calls of what the table does not know, with their arguments.
#[derive(Default)]
struct Calls {
    found: Vec<(TokenStream, TokenStream)>,
}

impl<'a> Visit<'a> for Calls {
    fn visit_expr_call(&mut self, expr: &'a syn::ExprCall) {
        let function = expr.func.to_token_stream();
        let is_scalar = matches!(function.to_string().split(' ').next(), Some("f64" | "f32"));
        if !is_scalar {
            self.found.push((function, expr.args.to_token_stream()));
        }
        visit::visit_expr_call(self, expr);
    }

    fn visit_expr_method_call(&mut self, expr: &'a syn::ExprMethodCall) {
        let name = expr.method.to_string();
        if !HARMLESS.contains(&name.as_str()) && !crate::rules::method_names().any(|known| known == name) {
            self.found.push((expr.method.to_token_stream(), expr.args.to_token_stream()));
        }
        visit::visit_expr_method_call(self, expr);
    }
}

fn name(call: &Macro) -> String {
    call.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}
