//! How an expansion asks for items that stand elsewhere, and how an item hands itself over.
//!
//! A differentiated item has a macro of its own name, which gives the item's tokens to whoever asks for them. One `use`
//! brings the item, its derivatives and this macro. An expansion that needs `path::g` asks `path::g!`, and goes on with
//! what it gets. Where there is no such macro, one of an outer scope answers that there is nothing.

use std::hash::{DefaultHasher, Hash, Hasher};

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::{GenericParam, ItemFn, Path, Visibility};

use crate::ir::{Elem, Identity, Standing, is_nameless};

use super::{Target, hygienic, local, tangent};

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

/// The function that says whether another one is the one that it stands beside.
const MEANT: &str = "meant_by";

/// Whether a name means a function, which its type can say to those who can't name the type of the function.
pub(super) fn meant(target: &Target<'_>) -> TokenStream {
    let ItemFn { vis, sig, attrs, .. } = target.item;
    if target.owner.is_some() || is_nameless(sig.inputs.to_token_stream()) {
        return TokenStream::new();
    }
    let (private, meant, ident) = (target.private(), local(MEANT), &sig.ident);
    let (params, where_clause) = (sig.generics.params.iter(), &sig.generics.where_clause);
    let named = |lifetimes: bool| {
        sig.generics.params.iter().filter_map(move |param| match param {
            GenericParam::Lifetime(param) => lifetimes.then(|| param.lifetime.to_token_stream()),
            GenericParam::Type(param) => Some(param.ident.to_token_stream()),
            GenericParam::Const(param) => Some(param.ident.to_token_stream()),
        })
    };
    let (captured, generics) = (named(true), named(false).collect::<Vec<_>>());
    let turbofish = (!generics.is_empty()).then(|| quote!(::<#(#generics),*>));
    let is_deprecated = attrs.iter().any(|attribute| attribute.path().is_ident("deprecated"));
    let allowed = is_deprecated.then(|| quote!(#[allow(deprecated)]));
    quote_spanned! { hygienic() =>
        #[doc(hidden)]
        #allowed
        #vis fn #meant<#(#params,)* __Function>(
            function: __Function,
        ) -> impl ::core::marker::Sized + use<#(#captured,)* __Function> #where_clause {
            #private::two(function, #ident #turbofish)
        }
    }
}

/// Holds a path against the function that was handed over under its name: a name of another function may hide that one,
/// and not what goes with it.
pub(super) fn identical(private: &TokenStream, identity: &Identity) -> TokenStream {
    let Identity { path, span, parameters, unknown, generics } = identity;
    let generics = generics.as_ref().map(|generics| {
        generics.iter().map(|standing| match standing {
            Standing::Elem(Elem::Any) => tangent::primitive(&Elem::F64),
            Standing::Elem(elem) => tangent::primitive(elem),
            Standing::Number(size) => tangent::size(size),
            Standing::Size(size) => tangent::of_dim(private, size),
            Standing::Given(argument) => argument.clone(),
        })
    });
    let span = hygienic().located_at(*span);
    let generics = generics.map(Iterator::collect::<Vec<_>>);
    let turbofish = generics.as_ref().filter(|generics| !generics.is_empty());
    let turbofish = turbofish.map(|generics| quote_spanned!(span => ::<#(#generics),*>));
    let held = generics.map(|generics| {
        let meant = Ident::new(MEANT, span);
        quote_spanned!(span => #private::held(#path::#meant::<#(#generics,)* _>(#path #turbofish));)
    });
    let arguments = (0..*parameters).map(|place| local(&format!("argument_{place}"))).collect::<Vec<_>>();
    let unknown = unknown.iter().map(|place| &arguments[*place]).collect::<Vec<_>>();
    let steady = (!unknown.is_empty()).then(|| {
        let steady = quote_spanned!(span => #private::taken_to_have_no_effect);
        quote!(let _ = |#(#arguments),*| { #(#steady(&#unknown);)* #path #turbofish(#(#arguments),*) };)
    });
    quote!(#held #steady)
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
