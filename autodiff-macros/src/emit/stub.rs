//! What is emitted after an error: the errors, and functions of the right signatures, so that uses stay silent.

use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use syn::{Attribute, ItemFn};

use crate::diagnostics::Diagnostic;
use crate::request::OnRequest;

use super::{Derivatives, Target, conditions, directional, form, hygienic, local, matrix, order, points, tangent};

/// Every error at its place.
pub(crate) fn errors(diagnostics: &[Diagnostic]) -> TokenStream {
    diagnostics
        .iter()
        .map(|Diagnostic { place, message }| {
            let aside = message.aside.map(|aside| format!("\nhelp: {aside}")).unwrap_or_default();
            let text = format!("{}\n\nhelp: {}{aside}", message.what, message.help);
            let path = quote_spanned!(place.start => ::core::compile_error!);
            let text = quote_spanned!(place.end => { #text });
            quote!(#path #text)
        })
        .collect()
}

/// A warning at the name of a function: on stable Rust, what is deprecated can say one. `#[allow(deprecated)]` on the
/// function silences it.
pub(crate) fn warning(item: &ItemFn, Diagnostic { place, message }: &Diagnostic) -> TokenStream {
    let text = format!("{}\n\nhelp: {}", message.what, message.help);
    let is_allowed = |attribute: &&Attribute| attribute.path().is_ident("allow");
    let allowed = item.attrs.iter().filter(is_allowed);
    let conditions = conditions(&item.attrs);
    let warned = quote_spanned!(place.start => derivative);
    quote! {
        #conditions
        #(#allowed)*
        const _: () = {
            #[deprecated(note = #text)]
            #[allow(non_upper_case_globals)]
            const #warned: () = ();
            #warned
        };
    }
}

fn on_request(target: &Target<'_>, form: OnRequest, doc: &str, never: &TokenStream) -> TokenStream {
    if form == OnRequest::Taylor {
        return directional::taylor_function(target, doc, never);
    }
    let (g, y) = (tangent::gradient(target), tangent::result(target, target.result));
    let (more, result) = match form {
        OnRequest::Jvp => (directional::arguments(target, "t"), quote!((#y, #y))),
        OnRequest::Hvp => (directional::arguments(target, "v"), g),
        OnRequest::Jacobian => (Vec::new(), matrix::jacobian_type(target)),
        OnRequest::Hessian | OnRequest::Taylor => (Vec::new(), matrix::hessian_type(target)),
    };
    form::function(target, doc, form.name(), &more, &result, never)
}

/// The forms of a function whose body has an error.
pub(crate) fn stub(target: &Target<'_>) -> Derivatives {
    forms(target, &quote!(::core::unreachable!()))
}

/// The forms of a function that the compiler of Rust refuses. If it does not, because a type is not what it seems, they
/// don't compile.
pub(crate) fn unfit(target: &Target<'_>, reason: &Diagnostic) -> Derivatives {
    let Diagnostic { place, message } = reason;
    let private = target.private();
    let reason = format!("{}\n\nhelp: {}", message.what, message.help);
    let panic = quote_spanned!(place.start => ::core::panic!("{}", #reason));
    // By a type parameter, which puts off the evaluation until the whole crate is without errors.
    let never = quote_spanned! { hygienic() =>
        struct Unfit<T>(::core::marker::PhantomData<T>);
        impl<T> #private::Unfit for Unfit<T> {
            const REASON: () = #panic;
        }
        #private::unfit::<Unfit<()>>()
    };
    forms(target, &quote!({ #never }))
}

fn forms(target: &Target<'_>, never: &TokenStream) -> Derivatives {
    let g = tangent::gradient(target);
    let y = tangent::result(target, target.result);
    let doc = "Not generated: the function has an error.";
    let mut functions = Vec::new();
    if target.is_scalar() {
        let buffers = target.differentiated().map(|parameter| {
            let buffer = local(&format!("d_{}", parameter.ident.to_string().trim_start_matches("r#")));
            let ty = tangent::of_buffer(target, parameter);
            quote_spanned!(hygienic() => #buffer: &mut #ty)
        });
        let buffers = buffers.collect::<Vec<_>>();
        functions.push(form::function(target, doc, "gradient", &[], &g, never));
        functions.push(form::function(target, doc, "value_and_gradient", &[], &quote!((#y, #g)), never));
        functions.push(form::function(target, doc, "value_and_gradient_into", &buffers, &y, never));
    }
    let cotangent = form::cotangent_type(target);
    // By a closure: what stands beside an expression that never ends would be reported as unreachable.
    let pullback = quote_spanned!(hygienic() => ((|| -> #y { #never })(), |_: #cotangent| -> #g { #never }));
    functions.push(form::function(target, doc, "vjp", &[], &form::vjp_type(target), &pullback));
    functions.extend(target.request.forms.iter().map(|(form, _)| on_request(target, *form, doc, never)));
    functions.push(points::no_checks(target));
    if target.request.forms.iter().any(|(form, _)| *form == OnRequest::Jvp) {
        functions.extend(order::of_stub(target, never));
    }
    Derivatives::new(target, functions.into_iter().collect())
}
