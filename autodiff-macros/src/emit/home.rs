//! Where derivatives stand, and what they are called there: beside a function they are associated functions of a type of
//! its name; those of a method stand in one more `impl` of its type, under names that start with the method's.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{FnArg, ItemFn, ItemImpl, Pat};

use crate::ir::Kind;
use crate::lower::{Parameter, Shape};

use super::{Target, conditions, document, lookup, types};

/// What is generated for one function.
pub(crate) struct Derivatives {
    functions: TokenStream,
    /// What holds the types of the function against those that were read.
    types: TokenStream,
}

/// The type whose associated functions are the derivatives.
///
/// Without a target it is not known yet what the function is differentiated by.
pub(crate) fn container(item: &ItemFn, target: Option<&Target<'_>>) -> TokenStream {
    let ItemFn { vis, sig, attrs, .. } = item;
    let ident = &sig.ident;
    let doc = document::lines(&document::container(item, target));
    let conditions = conditions(attrs);
    quote! {
        #conditions
        #doc
        #[allow(non_camel_case_types, dead_code, missing_debug_implementations, missing_copy_implementations)]
        #[allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
        #vis enum #ident {}
    }
}

impl Derivatives {
    pub(super) fn new(target: &Target<'_>, functions: TokenStream) -> Derivatives {
        let types = types(target, &functions);
        let meant = lookup::meant(target);
        let functions = quote!(#functions #meant);
        Derivatives { functions, types }
    }

    /// The same, and these beside them.
    pub(crate) fn with(mut self, others: impl Iterator<Item = TokenStream>) -> Derivatives {
        self.functions.extend(others);
        self
    }

    /// The associated functions of the type beside a function.
    pub(crate) fn beside(&self, item: &ItemFn) -> TokenStream {
        let Derivatives { functions, types } = self;
        let ident = &item.sig.ident;
        let conditions = conditions(&item.attrs);
        quote! {
            #conditions
            const _: () = { #types };

            #conditions
            #[automatically_derived]
            #[allow(dead_code, non_snake_case, unused_variables, unreachable_patterns)]
            #[allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
            impl #ident {
                #functions
            }
        }
    }
}

/// The `impl` with the derivatives of methods.
pub(crate) fn in_impl(owner: &ItemImpl, derivatives: &[Derivatives]) -> TokenStream {
    let ItemImpl { attrs, generics, self_ty, .. } = owner;
    let conditions = conditions(attrs);
    let (params, _, where_clause) = generics.split_for_impl();
    let functions = derivatives.iter().map(|derivatives| &derivatives.functions);
    let types = derivatives.iter().map(|derivatives| &derivatives.types);
    quote! {
        #conditions
        const _: () = {
            #[automatically_derived]
            impl #params #self_ty #where_clause {
                #(#types)*
            }
        };

        #conditions
        #[automatically_derived]
        #[allow(dead_code, non_snake_case, unused_variables, unreachable_patterns)]
            #[allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
        impl #params #self_ty #where_clause {
            #(#functions)*
        }
    }
}

impl Target<'_> {
    /// The name of a derivative of this form.
    pub(super) fn name_of(&self, form: &str) -> Ident {
        match self.owner {
            None => format_ident!("{form}"),
            Some(_) => {
                let method = &self.item.sig.ident;
                format_ident!("{}_{form}", method.to_string().trim_start_matches("r#"), span = method.span())
            }
        }
    }

    /// The function itself, where its derivatives stand.
    pub(super) fn itself(&self) -> TokenStream {
        let ident = &self.item.sig.ident;
        if self.owner.is_some() { quote!(Self::#ident) } else { ident.to_token_stream() }
    }

    /// The function in documentation, as a link.
    pub(super) fn link(&self) -> String {
        let name = self.item.sig.ident.to_string();
        let path = if self.owner.is_some() { format!("Self::{name}") } else { format!("fn@{name}") };
        format!("[`{name}`]({path})")
    }

    /// The conditions that each derivative has: those of a method.
    pub(super) fn conditions(&self) -> TokenStream {
        if self.owner.is_some() { conditions(&self.item.attrs) } else { TokenStream::new() }
    }

    /// Whether a parameter is `self`.
    pub(super) fn is_receiver(&self, parameter: &Parameter) -> bool {
        self.owner.is_some() && parameter.ident == "self"
    }

    /// Whether a parameter is a constant that the user may call mutably: a function with a state.
    pub(super) fn is_called_mutably(&self, parameter: &Parameter) -> bool {
        let is_unknown = matches!(&parameter.shape, Shape::Leaf(leaf) if leaf.kind == Kind::Opaque);
        let is_mutable = |input: &FnArg| match input {
            FnArg::Typed(typed) => {
                matches!(&*typed.pat, Pat::Ident(name) if name.mutability.is_some() && name.ident == parameter.ident)
            }
            FnArg::Receiver(_) => false,
        };
        is_unknown && self.item.sig.inputs.iter().any(is_mutable)
    }

    /// A parameter in a signature: the user's, `self` as the user wrote it.
    pub(super) fn declared(&self, parameter: &Parameter, name: &Ident) -> TokenStream {
        match self.item.sig.receiver() {
            Some(receiver) if self.is_receiver(parameter) => receiver.to_token_stream(),
            Some(_) | None => {
                let ty = &parameter.ty;
                quote!(#name: #ty)
            }
        }
    }
}
