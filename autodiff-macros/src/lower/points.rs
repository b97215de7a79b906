//! The points of `test(..)` fit the function.

use quote::ToTokens;
use syn::ItemFn;

use crate::diagnostics::{Diagnostics, Place};
use crate::messages::test;
use crate::request::{MOST_PARAMETERS, Point, Request};

use super::Lowered;
use super::scope::plain;
use super::signature::Parameter;

/// Every point names every parameter, once, and nothing else.
pub(super) fn check(
    item: &ItemFn,
    request: &Request,
    parameters: &[Parameter],
    varied: usize,
    diagnostics: &Diagnostics,
) -> Lowered<()> {
    let Some(first) = request.points.first() else { return Ok(()) };
    if is_generic(item) {
        return Err(diagnostics.report(first.place, test::generic(&item.sig.ident.to_string())));
    }
    if let Some(pattern) = parameters.iter().find_map(|parameter| parameter.pattern.as_ref()) {
        return Err(diagnostics.report(Place::of(pattern.to_token_stream()), test::without_name()));
    }
    if varied > MOST_PARAMETERS {
        return Err(diagnostics.report(first.place, test::too_many(MOST_PARAMETERS)));
    }
    let mut verdict = Ok(());
    for point in &request.points {
        verdict = verdict.and(names(point, parameters, diagnostics));
    }
    verdict
}

fn names(point: &Point, parameters: &[Parameter], diagnostics: &Diagnostics) -> Lowered<()> {
    let known = parameters.iter().map(|parameter| parameter.ident.to_string()).collect::<Vec<_>>();
    let mut verdict = Ok(());
    for (order, (name, _)) in point.given.iter().enumerate() {
        let text = plain(name).to_string();
        let is_repeated = point.given[..order].iter().any(|(before, _)| plain(before) == plain(name));
        if !known.contains(&text) {
            verdict = Err(diagnostics.report(name.span(), test::no_such_parameter(&text, &known)));
        } else if is_repeated {
            verdict = Err(diagnostics.report(name.span(), test::repeated(&text)));
        }
    }
    let missing = parameters.iter().filter(|parameter| point.of(&parameter.ident).is_none());
    let missing = missing.map(|parameter| parameter.ident.to_string()).collect::<Vec<_>>();
    // A name that is misspelled is missing, too: one message is enough.
    if !missing.is_empty() && verdict.is_ok() {
        verdict = Err(diagnostics.report(point.place, test::missing(&missing, &known)));
    }
    verdict
}

/// Whether the caller chooses a type or a number.
fn is_generic(item: &ItemFn) -> bool {
    let generics = &item.sig.generics;
    let declared = generics.type_params().next().is_some() || generics.const_params().next().is_some();
    declared || item.sig.inputs.iter().any(|input| mentions_impl(input.to_token_stream()))
}

fn mentions_impl(tokens: proc_macro2::TokenStream) -> bool {
    tokens.into_iter().any(|tree| match tree {
        proc_macro2::TokenTree::Ident(word) => word == "impl",
        proc_macro2::TokenTree::Group(group) => mentions_impl(group.stream()),
        proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => false,
    })
}
