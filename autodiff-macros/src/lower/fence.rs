//! Attributes in a body: those that only the compiler of Rust reads are left out, all others are refused.
//!
//! The walk is `syn`'s own, so no place where an attribute may stand is forgotten. What `autodiff::constant(..)` holds
//! passes through with its attributes, and so does what stands in an item, which is refused as a whole.

use quote::quote;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Attribute, Block, Expr, ExprCall, ExprClosure, Ident, Item, Local, Macro};

use crate::diagnostics::Poisoned;
use crate::messages::syntax;

use super::list::{self, Listed};
use super::{Lowered, Lowerer};

/// Attributes that say something to readers and tools, and nothing of what the code does.
const HARMLESS: [&str; 6] = ["allow", "deny", "doc", "expect", "forbid", "warn"];

/// Tools whose attributes say nothing of what the code does.
const TOOLS: [&str; 2] = ["clippy", "rustfmt"];

impl Lowerer<'_> {
    /// A body without attributes.
    pub(super) fn fenced(&self, block: &Block) -> Lowered<Block> {
        let mut block = block.clone();
        let mut fence = Fence { lowerer: self, verdict: Ok(()) };
        fence.visit_block_mut(&mut block);
        fence.verdict.map(|()| block)
    }

    /// An expression without attributes.
    pub(super) fn fenced_expression(&self, expr: &Expr) -> Lowered<Expr> {
        let mut expr = expr.clone();
        let mut fence = Fence { lowerer: self, verdict: Ok(()) };
        fence.visit_expr_mut(&mut expr);
        fence.verdict.map(|()| expr)
    }
}

struct Fence<'a> {
    lowerer: &'a Lowerer<'a>,
    verdict: Lowered<()>,
}

impl Fence<'_> {
    fn hold<E>(&mut self, modifiers: Result<(), E>, at: &impl quote::ToTokens) {
        if modifiers.is_err() {
            self.verdict = Err(self.lowerer.error(at, syntax::unknown()));
        }
    }
}

impl VisitMut for Fence<'_> {
    fn visit_attributes_mut(&mut self, attributes: &mut Vec<Attribute>) {
        for attribute in attributes.drain(..).filter(|attribute| !is_harmless(attribute)) {
            self.verdict = Err(refused(self.lowerer, &attribute));
        }
    }

    fn visit_expr_call_mut(&mut self, call: &mut ExprCall) {
        if !self.lowerer.is_constant_call(call) {
            visit_mut::visit_expr_call_mut(self, call);
        }
    }

    // What these structs get in later versions of `syn` is refused until it is understood.
    fn visit_local_mut(&mut self, local: &mut Local) {
        self.hold(local.modifiers.require_empty(), local);
        visit_mut::visit_local_mut(self, local);
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut ExprClosure) {
        self.hold(closure.modifiers.require_empty(), closure);
        visit_mut::visit_expr_closure_mut(self, closure);
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}

    fn visit_macro_mut(&mut self, call: &mut Macro) {
        if call.path.segments.last().is_none_or(|last| last.ident != "vec") {
            return;
        }
        match list::contents(call) {
            Some(Listed::Elements(mut elements)) => {
                elements.iter_mut().for_each(|element| self.visit_expr_mut(element));
                call.tokens = quote!(#(#elements),*);
            }
            Some(Listed::Repeated(mut element, mut count)) => {
                self.visit_expr_mut(&mut element);
                self.visit_expr_mut(&mut count);
                call.tokens = quote!(#element; #count);
            }
            None => {}
        }
    }
}

/// Whether there is an item in a block, or in a block in it.
pub(super) fn has_items(block: &Block) -> bool {
    struct Items(bool);
    impl Visit<'_> for Items {
        fn visit_item(&mut self, _: &Item) {
            self.0 = true;
        }
    }
    let mut items = Items(false);
    items.visit_block(block);
    items.0
}

/// Whether an attribute says nothing of what the code does.
fn is_harmless(attribute: &Attribute) -> bool {
    let names = attribute.path().segments.iter().map(|segment| segment.ident.to_string()).collect::<Vec<_>>();
    match &names[..] {
        [name] => HARMLESS.contains(&name.as_str()),
        [tool, ..] => TOOLS.contains(&tool.as_str()),
        [] => false,
    }
}

fn refused(lowerer: &Lowerer<'_>, attribute: &Attribute) -> Poisoned {
    let is_condition = ["cfg", "cfg_attr"].iter().any(|name| attribute.path().is_ident(name));
    lowerer.error(attribute, if is_condition { syntax::condition() } else { syntax::attribute() })
}

/// The name that an item is used by.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other item has no name that values and calls have")]
pub(super) fn name_of(item: &Item) -> Option<&Ident> {
    match item {
        Item::Const(item) => Some(&item.ident),
        Item::Fn(item) => Some(&item.sig.ident),
        Item::Macro(item) => item.ident.as_ref(),
        Item::Static(item) => Some(&item.ident),
        Item::Struct(item) => Some(&item.ident),
        _ => None,
    }
}
