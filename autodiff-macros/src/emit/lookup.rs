//! How an expansion asks for items that stand elsewhere, and how an item hands itself over.
//!
//! A differentiated item has a macro of its own name, which gives the item's tokens to whoever asks for them. One `use`
//! brings the item, its derivatives and this macro. An expansion that needs `path::g` asks `path::g!`, and goes on with
//! what it gets. Where there is no such macro, one of an outer scope answers that there is nothing.

use std::hash::{DefaultHasher, Hash, Hasher};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::{Path, Visibility};

use crate::ir::{Elem, Identity, Standing};

use super::{hygienic, local, tangent};

/// The macro by which an item hands itself over.
pub(crate) fn carrier(name: &Ident, vis: &Visibility, conditions: &TokenStream, payload: &TokenStream) -> TokenStream {
    let unique = unique(name, payload);
    let export = matches!(vis, Visibility::Public(_)).then(|| quote!(#[macro_export]));
    let allowed = quote!(#[allow(unused_imports, unused_macros, unreachable_pub, non_local_definitions, clippy::all, clippy::pedantic, clippy::restriction)]);
    quote! {
        #conditions
        #[doc(hidden)]
        #export
        #allowed
        macro_rules! #unique {
            ($then:path, $state:tt) => { $then! { $state #payload } };
        }

        #conditions
        #[doc(hidden)]
        #allowed
        #vis use #unique as #name;
    }
}

/// A name that no other item of the crate has: exported macros share one namespace.
fn unique(name: &Ident, payload: &TokenStream) -> Ident {
    let mut hasher = DefaultHasher::new();
    // Where the name stands, in which expansion: as the compiler notes it for people.
    format!("{:?}", name.span()).hash(&mut hasher);
    payload.to_string().hash(&mut hasher);
    let text = name.to_string();
    format_ident!("__autodiff_{}_{:016x}", text.trim_start_matches("r#"), hasher.finish(), span = Span::call_site())
}

/// The other name of a function: it is in view wherever the function is by way of its module.
pub(crate) fn alias(name: &Ident, arguments: &TokenStream) -> Ident {
    let text = unique(name, arguments).to_string();
    format_ident!("__the_{}", text.trim_start_matches("__autodiff_"), span = Span::call_site())
}

/// Gives a function its other name.
pub(crate) fn other_name(name: &Ident, vis: &Visibility, conditions: &TokenStream, alias: &Ident) -> TokenStream {
    quote! {
        #conditions
        #[doc(hidden)]
        #[allow(deprecated, unused_imports, unreachable_pub, clippy::all, clippy::pedantic, clippy::restriction)]
        #vis use #name as #alias;
    }
}

/// Holds a path against the function that was handed over under its name: a name of another function may hide that one,
/// and not what goes with it. Where its other name is not in view, it was imported by name, and nothing hides it.
pub(super) fn identical(private: &TokenStream, identity: &Identity) -> TokenStream {
    let Identity { path, span, module, alias, parameters, unknown, generics } = identity;
    let generics = generics.iter().map(|standing| match standing {
        Standing::Elem(Elem::Any) => tangent::primitive(&Elem::F64),
        Standing::Elem(elem) => tangent::primitive(elem),
        Standing::Number(size) => tangent::size(size),
        Standing::Size(size) => tangent::of_dim(private, size),
    });
    let generics = generics.collect::<Vec<_>>();
    let module = module.clone().unwrap_or_else(|| quote!(self));
    let span = hygienic().located_at(*span);
    let turbofish = (!generics.is_empty()).then(|| quote_spanned!(span => ::<#(#generics),*>));
    let held = quote_spanned!(span => #private::held);
    let arguments = (0..*parameters).map(|place| local(&format!("argument_{place}"))).collect::<Vec<_>>();
    let unknown = unknown.iter().map(|place| &arguments[*place]).collect::<Vec<_>>();
    let steady = (!unknown.is_empty()).then(|| {
        let steady = quote_spanned!(span => #private::taken_to_have_no_effect);
        quote!(let _ = |#(#arguments),*| { #(#steady(&#unknown);)* #path #turbofish(#(#arguments),*) };)
    });
    quote! {{
        use #private::Absent as #alias;
        #held(#path #turbofish, { use #module::*; #alias });
        #steady
    }}
}

/// What an item has in common with those alone that are written like it.
pub(crate) fn identity(payload: &TokenStream) -> u64 {
    let mut hasher = DefaultHasher::new();
    payload.to_string().hash(&mut hasher);
    hasher.finish()
}

/// Asks for the first of these paths; what follows goes on from there.
///
/// The blocks are scopes: in the outermost one every name means that there is nothing; the next one takes over those
/// that there are; what is expanded stands in the innermost, so that nothing undecided stands beside the imports.
pub(crate) fn question(private: &TokenStream, wanted: &[(Ident, Path)], first: &TokenStream) -> TokenStream {
    let fallbacks = wanted.iter().map(|(alias, _)| quote!(use #private::nothing as #alias;));
    let imports = wanted.iter().map(|(alias, path)| quote!(use #path as #alias;));
    quote! {
        #[allow(unused_imports, non_local_definitions)]
        const _: () = {
            #(#fallbacks)*
            const _: () = {
                #(#imports)*
                const _: () = {
                    #first
                };
            };
        };
    }
}

/// Asks what stands under one of the names.
pub(crate) fn ask(private: &TokenStream, alias: &Ident, state: &TokenStream) -> TokenStream {
    quote!(#alias! { #private::resume, { #state } })
}
