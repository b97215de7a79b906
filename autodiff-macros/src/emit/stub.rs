//! What is emitted after an error: the errors, and functions of the right signatures, so that uses stay silent.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};

use crate::diagnostics::Diagnostic;

use super::{Target, container, form, hygienic, local, tangent};

/// Every error at its place.
pub(crate) fn errors(diagnostics: &[Diagnostic]) -> TokenStream {
    diagnostics
        .iter()
        .map(|Diagnostic { place, message }| {
            let text = format!("{}\n\nhelp: {}", message.what, message.help);
            let path = quote_spanned!(place.start => ::core::compile_error!);
            let text = quote_spanned!(place.end => { #text });
            quote!(#path #text)
        })
        .collect()
}

/// The forms of a function whose body has an error.
pub(crate) fn stub(target: &Target<'_>) -> TokenStream {
    let never = quote!(::core::unreachable!());
    let g = tangent::gradient(target);
    let y = tangent::result(target, target.result);
    let doc = "Not generated: the function has an error.";
    let mut functions = Vec::new();
    if target.is_scalar() {
        let buffers = target.differentiated().map(|parameter| {
            let buffer = local(&format!("d_{}", parameter.ident.to_string().trim_start_matches("r#")));
            let ty = tangent::of_parameter(target, parameter);
            quote_spanned!(hygienic() => #buffer: &mut #ty)
        });
        let buffers = buffers.collect::<Vec<_>>();
        functions.push(form::function(target, doc, "gradient", &[], &g, &never));
        functions.push(form::function(target, doc, "value_and_gradient", &[], &quote!((#y, #g)), &never));
        functions.push(form::function(target, doc, "value_and_gradient_into", &buffers, &y, &never));
    }
    let cotangent = form::cotangent_type(target);
    // By a closure: what stands beside an expression that never ends would be reported as unreachable.
    let pullback = quote_spanned!(hygienic() => ((|| -> #y { #never })(), |_: #cotangent| -> #g { #never }));
    functions.push(form::function(target, doc, "vjp", &[], &form::vjp_type(target), &pullback));
    container(target, &functions)
}
