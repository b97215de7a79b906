//! Whether second derivatives can go through a function: its type says it to callers that don't see its body.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote, quote_spanned};

use crate::ir::{Call, Op, Program, Stmt};

use super::{Derivatives, Target, directional, form, hygienic, local, tangent};

/// Second derivatives can go through a function if they can go through all that it calls.
pub(super) fn of(target: &Target<'_>, program: &Program) -> TokenStream {
    let private = target.private();
    let mut paths: Vec<TokenStream> = Vec::new();
    callees(&program.body.stmts, &mut paths);
    let orders = paths.iter().map(|path| quote_spanned!(hygienic() => #private::OrderOf<#path>));
    let order = orders.reduce(|one, others| quote_spanned!(hygienic() => (#one, #others)));
    let order = order.unwrap_or_else(|| quote_spanned!(hygienic() => #private::Every));
    implementation(target, &order)
}

/// What callers find of a function without second derivatives: that there are none.
pub(crate) fn first_only(target: &Target<'_>, derivatives: Derivatives) -> Derivatives {
    let (private, ident) = (target.private(), &target.item.sig.ident);
    let order = quote_spanned!(hygienic() => #private::FirstDerivativesOf<#ident>);
    let never = quote_spanned!(hygienic() => ::core::unreachable!());
    let types = implementation(target, &order);
    derivatives.with(std::iter::once(without_body(target, &never))).and_types(&types)
}

/// The hidden form of a function without one.
pub(super) fn without_body(target: &Target<'_>, never: &TokenStream) -> TokenStream {
    let (g, cotangent) = (tangent::gradient(target), form::cotangent_type(target));
    let seeds = ["y_bar", "y_bar_dot"].map(|name| {
        let name = local(name);
        quote_spanned!(hygienic() => #name: #cotangent)
    });
    let arguments = directional::arguments(target, "t").into_iter().chain(seeds).collect::<Vec<_>>();
    let doc = "There are no second derivatives.";
    let function = form::function(target, doc, super::SECOND, &arguments, &quote!((#g, #g)), never);
    quote!(#[doc(hidden)] #function)
}

/// Of an error that is reported elsewhere, nothing follows for callers.
pub(super) fn of_stub(target: &Target<'_>) -> TokenStream {
    let private = target.private();
    implementation(target, &quote_spanned!(hygienic() => #private::Every))
}

fn implementation(target: &Target<'_>, order: &TokenStream) -> TokenStream {
    if target.owner.is_some() {
        return TokenStream::new();
    }
    let (private, ident) = (target.private(), &target.item.sig.ident);
    quote_spanned! { hygienic() =>
        impl #private::Order for #ident {
            type Order = #order;
        }
    }
}

/// The functions whose second derivatives are called, each once.
fn callees(stmts: &[Stmt], paths: &mut Vec<TokenStream>) {
    for stmt in stmts {
        if let Op::Call(Call::Second, callee) = &stmt.op
            && let Some(called) = &callee.path
            && !paths.iter().any(|path| path.to_string() == called.path.to_string())
        {
            paths.push(called.path.to_token_stream());
        }
        stmt.blocks.iter().for_each(|block| callees(&block.stmts, paths));
    }
}
