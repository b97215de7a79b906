//! The functions of one module, which know each other: short ones are written into those that are written into others.
//!
//! A function alone is handed over before it knows what it calls, so no caller can write it in. In a module that is
//! expanded as a whole, those that call nobody come first, then those that call these.

use proc_macro2::TokenStream;
use quote::ToTokens;
use syn::{Attribute, Item, ItemFn, Meta};

use crate::diagnostics::{Diagnostics, Place};
use crate::ir::Builder;
use crate::lower::{self, Source, Structs};
use crate::request::Request;

use super::carriage::Handing;
use super::guard::guarded;
use super::module::{function, is_mark};
use super::state::{self, Found};

/// Attributes that leave a function as it stands.
const INERT: [&str; 12] = [
    "doc",
    "inline",
    "must_use",
    "allow",
    "warn",
    "deny",
    "forbid",
    "expect",
    "cold",
    "track_caller",
    "deprecated",
    "rustfmt",
];

/// Expands the functions that nothing but our attribute changes.
pub(super) fn expand(items: &mut [Item]) {
    let mut left = Vec::new();
    for (place, item) in items.iter_mut().enumerate() {
        left.extend(function(item).and_then(|function| alone(function)).map(|sibling| (place, sibling)));
    }
    let mut known = Found::default();
    let functions = left.iter().map(|(_, Sibling { function, .. })| function.sig.ident.clone()).collect::<Vec<_>>();
    let is_one = |function: &ItemFn| functions.iter().filter(|other| **other == function.sig.ident).count() == 1;
    let mut waiting =
        left.iter().map(|(_, sibling)| sibling).filter(|sibling| is_one(&sibling.function)).collect::<Vec<_>>();
    loop {
        let before = waiting.len();
        waiting.retain(|sibling| match sibling.handed(&known) {
            Some(payload) => {
                known.learn(sibling.function.sig.ident.clone().into(), payload);
                false
            }
            None => true,
        });
        if waiting.len() == before {
            break;
        }
    }
    for (place, Sibling { arguments, function }) in &left {
        let expanded =
            super::beside(arguments.clone(), function, function.to_token_stream(), known.named_in(&function.block));
        items[*place] = Item::Verbatim(expanded);
    }
}

/// A function and what its attribute asks for.
struct Sibling {
    arguments: TokenStream,
    function: ItemFn,
}

fn alone(function: &ItemFn) -> Option<Sibling> {
    let (marks, others): (Vec<_>, Vec<_>) = function.attrs.iter().cloned().partition(is_mark);
    let [mark] = &marks[..] else { return None };
    let arguments = match &mark.meta {
        Meta::Path(_) => TokenStream::new(),
        Meta::List(list) => list.tokens.clone(),
        Meta::NameValue(_) => return None,
    };
    let is_inert = |attribute: &Attribute| INERT.iter().any(|name| attribute.path().is_ident(name));
    others.iter().all(is_inert).then(|| Sibling { arguments, function: ItemFn { attrs: others, ..function.clone() } })
}

impl Sibling {
    /// How the function is handed over, if all that it calls is known.
    fn handed(&self, known: &Found) -> Option<TokenStream> {
        let Sibling { arguments, function } = self;
        let known = known.named_in(&function.block);
        let (diagnostics, knowledge, builder) = (Diagnostics::default(), known.knowledge(), Builder::new());
        let request = Request::parse(arguments.clone(), &diagnostics);
        let source = Source { item: function, owner: None, siblings: &[] };
        let structs = Structs::new(&knowledge);
        // Where this panics, so does the expansion of the function, which says so.
        let body = guarded(Place::from(function.sig.ident.span()), || {
            let signature = lower::signature(source, &request, &structs, &builder, &diagnostics).ok()?;
            lower::body(source, &request, &signature, &knowledge, &structs, builder, &diagnostics).ok()
        });
        let body = body.ok().flatten();
        let has_errors = diagnostics.check().is_err();
        let body = body.filter(|_| !has_errors && !knowledge.is_wanting())?;
        Some(state::payload(arguments, function, &Handing::of(source, &body.program), &known))
    }
}
