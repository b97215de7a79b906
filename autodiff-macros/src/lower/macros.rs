//! Macro calls: assertions are evaluated with the primal, everything else is refused.

use quote::quote;
use syn::{ExprMacro, Macro};

use crate::ir::{Fragment, Op, Stmt};
use crate::messages::syntax;

use super::fragment::Captures;
use super::{Lowered, Lowerer, Tree};

const ASSERTIONS: [&str; 6] =
    ["assert", "assert_eq", "assert_ne", "debug_assert", "debug_assert_eq", "debug_assert_ne"];

impl Lowerer<'_> {
    pub(super) fn macro_statement(&mut self, call: &Macro) -> Lowered<()> {
        let name = name(call);
        if !ASSERTIONS.contains(&name.as_str()) || call.path.segments.len() > 2 {
            return self.refuse_macro(call, &name);
        }
        let Captures { captures, values } = self.captures(&call.tokens)?;
        // By its own path: a macro of the user's that is called so could declare names.
        let (ident, arguments) = (&call.path.segments[call.path.segments.len() - 1].ident, &call.tokens);
        let fragment = Fragment { tokens: quote!(::core::#ident!(#arguments)), captures, has_effect: true };
        let builder = self.at(&call.path);
        let span = builder.span();
        builder.push(Stmt { results: Vec::new(), op: Op::Assert(fragment), args: values, blocks: Vec::new(), span });
        Ok(())
    }

    pub(super) fn macro_expression(&mut self, expr: &ExprMacro) -> Lowered<Tree> {
        let name = name(&expr.mac);
        if ASSERTIONS.contains(&name.as_str()) {
            return self.macro_statement(&expr.mac).map(|()| Tree::unit());
        }
        self.refuse_macro(&expr.mac, &name).map(|()| Tree::unit())
    }

    fn refuse_macro(&self, call: &Macro, name: &str) -> Lowered<()> {
        let Captures { captures, values } = self.captures(&call.tokens)?;
        let active = self.active(&captures, &values);
        Err(self.error(&call.path, syntax::macro_call(name, active.as_deref())))
    }
}

fn name(call: &Macro) -> String {
    call.path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default()
}
