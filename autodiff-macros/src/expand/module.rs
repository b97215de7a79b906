//! `#[differentiate] mod model { .. }`: the attribute on each function of a module.
//!
//! The functions know each other's signatures, and the fields of the module's structs, as all functions do: from the
//! items themselves.

use proc_macro2::TokenStream;
use quote::{ToTokens, format_ident, quote};
use syn::{Attribute, Item, ItemFn, ItemMod, ItemStruct, Meta, parse_quote};

use crate::diagnostics::{Diagnostics, Place};
use crate::lower::{Knowledge, Known, Source, has_derivatives};
use crate::request::Request;
use crate::{emit, messages};

use super::guard::trip;
use super::{methods::with_forms, siblings};

/// A module whose functions have the attribute: those that it marks, or if it marks none, all that have something to
/// differentiate by.
pub(super) fn expand(arguments: &TokenStream, mut module: ItemMod) -> TokenStream {
    trip(&module.ident);
    let diagnostics = Diagnostics::default();
    let shared = Request::parse(arguments.clone(), &diagnostics);
    if let Some(name) = shared.of_one_function() {
        diagnostics.report(Place::of(arguments.clone()), messages::attribute::of_one_function(name));
    }
    match &mut module.content {
        Some((_, items)) => {
            mark(&shared, items);
            siblings::expand(items);
        }
        None => {
            diagnostics.report(Place::of(module.ident.to_token_stream()), messages::attribute::module_elsewhere());
        }
    }
    let errors = match diagnostics.check() {
        Ok(()) => TokenStream::new(),
        Err(reported) => emit::errors(&reported),
    };
    quote!(#module #errors)
}

fn mark(shared: &Request, items: &mut [Item]) {
    let mut knowledge = Knowledge::default();
    for structure in items.iter().filter_map(structure) {
        knowledge.learn(&structure.ident.clone().into(), Known::Struct(Box::new(structure.clone())));
    }
    let mut functions = items.iter_mut().filter_map(function).collect::<Vec<_>>();
    if !functions.iter().any(|function| function.attrs.iter().any(is_mark)) {
        let is_meant = |function: &&mut &mut ItemFn| {
            has_derivatives(Source { item: function, owner: None, siblings: &[] }, shared, &knowledge)
        };
        for function in functions.iter_mut().filter(is_meant) {
            function.attrs.push(parse_quote!(#[differentiate]));
        }
    }
    for function in functions {
        let item = function.clone();
        for mark in function.attrs.iter_mut().filter(|attribute| is_mark(attribute)) {
            *mark = completed(mark, shared, &item);
        }
    }
}

/// The arguments of the module count for its functions too: a form for those that have it.
fn completed(mark: &Attribute, shared: &Request, item: &ItemFn) -> Attribute {
    let own = match &mark.meta {
        Meta::List(list) => list.tokens.clone(),
        Meta::Path(_) | Meta::NameValue(_) => TokenStream::new(),
    };
    let diagnostics = Diagnostics::default();
    let request = Request::parse(own.clone(), &diagnostics);
    if diagnostics.check().is_err() {
        // It is reported with the function.
        return mark.clone();
    }
    let before = request.forms.len();
    let request = with_forms(request, shared, Source { item, owner: None, siblings: &[] });
    let mut all = Vec::from_iter((!own.is_empty()).then_some(own));
    all.extend(
        request.forms[before..]
            .iter()
            .map(|(form, place)| format_ident!("{}", form.name(), span = *place).to_token_stream()),
    );
    if let (Some(path), None) = (&shared.facade, &request.facade) {
        all.push(quote!(crate = #path));
    }
    let facade = request.facade.as_ref().or(shared.facade.as_ref());
    let facade = facade.map_or_else(|| quote!(::autodiff), ToTokens::to_token_stream);
    parse_quote!(#[#facade::differentiate(#(#all),*)])
}

/// Whether an attribute is ours, by its name.
pub(super) fn is_mark(attribute: &Attribute) -> bool {
    attribute.path().segments.last().is_some_and(|last| last.ident == "differentiate")
}

#[expect(clippy::wildcard_enum_match_arm, reason = "any other item stays as it is")]
pub(super) fn function(item: &mut Item) -> Option<&mut ItemFn> {
    match item {
        Item::Fn(function) => Some(function),
        _ => None,
    }
}

/// A struct with the derive.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other item has no fields")]
fn structure(item: &Item) -> Option<&ItemStruct> {
    let is_derived = |attribute: &Attribute| {
        attribute.path().is_ident("derive") && attribute.to_token_stream().to_string().contains("Differentiable")
    };
    match item {
        Item::Struct(structure) => structure.attrs.iter().any(is_derived).then_some(structure),
        _ => None,
    }
}
