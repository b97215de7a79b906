//! What `autodiff::check` needs of a struct: its reals by number, and how each of them is written.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use syn::Member;

use super::emit::{Target, require};
use super::structure::Field;

pub(super) fn coordinates(target: &Target<'_>) -> TokenStream {
    let Target { structure, private, scalar, .. } = target;
    let (index, value) = (Ident::new("index", Span::mixed_site()), Ident::new("value", Span::mixed_site()));
    let name = quote!(#private::Coordinates);
    let coordinate = located(target, &index, |member| quote!(#name::coordinate(&self.#member, #index)));
    let set = located(target, &index, |member| quote!(#name::set_coordinate(&mut self.#member, #index, #value)));
    let entry = located(target, &index, |member| {
        let written = match member {
            Member::Named(name) => name.to_string().trim_start_matches("r#").to_owned(),
            Member::Unnamed(number) => number.index.to_string(),
        };
        quote!(#private::field::entry(#written, &#name::entry(&self.#member, #index)))
    });
    let epsilon = target.body(quote!(#private::field::epsilon::<#scalar>()));
    let dimension = target.body(quote!(#private::Tangent::count(self)));
    let items = quote! {
        fn epsilon() -> f64 { #epsilon }

        fn dimension(&self) -> usize { #dimension }

        fn coordinate(&self, #index: usize) -> f64 { #coordinate }

        fn set_coordinate(&mut self, #index: usize, #value: f64) { #set }

        fn entry(&self, #index: usize) -> #private::String { #entry }
    };
    // Only a struct that can be cloned can be moved about in a check.
    let more = |generics: &mut syn::Generics| {
        require(generics, quote!(for<'__any> Self: ::core::clone::Clone));
        for leaf in &structure.leaves {
            let any = target.any(leaf);
            require(generics, quote!(#any #leaf: #name));
        }
    };
    target.implementation("Coordinates", more, &items)
}

/// An expression of the field that has a coordinate; `index` becomes its number in that field.
fn located(target: &Target<'_>, index: &Ident, of: impl Fn(&Member) -> TokenStream) -> TokenStream {
    let private = &target.private;
    let members = target.structure.varied().map(|Field { member, .. }| member).collect::<Vec<_>>();
    let Some((last, before)) = members.split_last() else { return target.body(TokenStream::new()) };
    let numbers = 0..before.len();
    let (of_last, of_others) = (of(last), before.iter().map(|member| of(member)));
    target.body(quote! {
        match #private::field::located(#index, &[#(#private::Tangent::count(&self.#members)),*]) {
            #((#numbers, #index) => #of_others,)*
            (_, #index) => #of_last,
        }
    })
}
