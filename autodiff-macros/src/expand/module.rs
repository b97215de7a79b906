//! `#[differentiate] mod model { .. }`: the attribute on each function of a module.
//!
//! The functions know each other's signatures, and the fields of the module's structs, as all functions do: from the
//! items themselves.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Item, ItemFn, ItemMod, parse_quote};

use crate::diagnostics::{Diagnostics, Place};
use crate::lower::{Source, has_derivatives};
use crate::request::Request;
use crate::{emit, messages};

/// A module whose functions have the attribute: those that it marks, or if it marks none, all that have something to
/// differentiate by.
pub(super) fn expand(arguments: &TokenStream, mut module: ItemMod) -> TokenStream {
    let diagnostics = Diagnostics::default();
    let request = Request::parse(arguments.clone(), &diagnostics);
    if let Some(name) = request.of_one_function() {
        diagnostics.report(Place::of(arguments.clone()), messages::attribute::of_one_function(name));
    }
    if let Some((_, items)) = &mut module.content {
        mark(arguments, &request, items);
    } else {
        diagnostics.report(Place::of(module.ident.to_token_stream()), messages::attribute::module_elsewhere());
    }
    let errors = match diagnostics.check() {
        Ok(()) => TokenStream::new(),
        Err(reported) => emit::errors(&reported),
    };
    quote!(#module #errors)
}

fn mark(arguments: &TokenStream, request: &Request, items: &mut [Item]) {
    let functions = || items.iter().filter_map(function);
    if functions().any(|function| function.attrs.iter().any(is_mark)) {
        items.iter_mut().filter_map(function_mut).for_each(|function| complete(arguments, request, function));
        return;
    }
    let attribute = attribute(arguments, request);
    for function in items.iter_mut().filter_map(function_mut) {
        if has_derivatives(Source { item: function, owner: None }, request) {
            function.attrs.push(attribute.clone());
        }
    }
}

/// The arguments of the module count for its functions too.
fn complete(arguments: &TokenStream, request: &Request, function: &mut ItemFn) {
    for mark in function.attrs.iter_mut().filter(|attribute| is_mark(attribute)) {
        let own = match &mark.meta {
            syn::Meta::List(list) => list.tokens.clone(),
            syn::Meta::Path(_) | syn::Meta::NameValue(_) => TokenStream::new(),
        };
        let separator = (!own.is_empty() && !arguments.is_empty()).then(|| quote!(,));
        let all = quote!(#own #separator #arguments);
        *mark = attribute(&all, request);
    }
}

fn attribute(arguments: &TokenStream, request: &Request) -> Attribute {
    let private = emit::private(request);
    if arguments.is_empty() {
        parse_quote!(#[#private::differentiate])
    } else {
        parse_quote!(#[#private::differentiate(#arguments)])
    }
}

/// Whether an attribute is ours, by its name.
pub(super) fn is_mark(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "differentiate")
}

#[expect(clippy::wildcard_enum_match_arm, reason = "any other item stays as it is")]
fn function(item: &Item) -> Option<&ItemFn> {
    match item {
        Item::Fn(function) => Some(function),
        _ => None,
    }
}

#[expect(clippy::wildcard_enum_match_arm, reason = "any other item stays as it is")]
fn function_mut(item: &mut Item) -> Option<&mut ItemFn> {
    match item {
        Item::Fn(function) => Some(function),
        _ => None,
    }
}
