//! The implementations for a struct.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Fields, Generics, Member, Type, parse_quote};

use super::coordinates;
use super::structure::{Field, Structure};

/// What stands in the bodies of functions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Bodies {
    Real,
    /// Nothing that is ever run: the struct has an error.
    Never,
}

/// What the implementations of one struct have in common.
pub(super) struct Target<'a> {
    pub(super) structure: &'a Structure<'a>,
    /// Where generated code finds the runtime.
    pub(super) private: TokenStream,
    /// The scalar of the derivative: the user's word, or a type parameter of the implementation.
    pub(super) scalar: TokenStream,
    bodies: Bodies,
}

/// All implementations, and what holds the types of the fields against what is needed of them.
pub(super) fn implementations(structure: &Structure<'_>, bodies: Bodies) -> TokenStream {
    let private = private(structure);
    let scalar = match structure.scalar {
        Some(scalar) => scalar.to_token_stream(),
        None => open_scalar(structure).to_token_stream(),
    };
    let target = Target { structure, private, scalar, bodies };
    let types = (bodies == Bodies::Real).then(|| types(&target));
    let parts = (bodies == Bodies::Real).then(|| parts(&target));
    let (tangent, stacked) = (tangent(&target), stacked(&target));
    let differentiable = target.implementation("Differentiable", |_| (), &TokenStream::new());
    let coordinates = coordinates::coordinates(&target);
    quote!(#types #tangent #stacked #differentiable #coordinates #parts)
}

/// What tells the struct from others of its name.
pub(super) fn definition(structure: &Structure<'_>, identity: &proc_macro2::Literal) -> TokenStream {
    let private = private(structure);
    let ident = &structure.input.ident;
    let (params, arguments, clause) = structure.input.generics.split_for_impl();
    quote! {
        #[automatically_derived]
        #[allow(deprecated, unused_qualifications)]
        #[allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
        impl #params #private::DefinedBy<#identity> for #ident #arguments #clause {}
    }
}

/// Where generated code finds the runtime.
fn private(structure: &Structure<'_>) -> TokenStream {
    match &structure.facade {
        Some(path) => quote!(#path::__private),
        None => quote!(::autodiff::__private),
    }
}

impl Target<'_> {
    /// An implementation of a trait of the runtime's. `more` adds to what it requires.
    pub(super) fn implementation(
        &self,
        name: &str,
        more: impl FnOnce(&mut Generics),
        items: &TokenStream,
    ) -> TokenStream {
        let Target { structure, private, scalar, .. } = self;
        let name = format_ident!("{name}");
        let ident = &structure.input.ident;
        let mut generics = structure.input.generics.clone();
        if structure.scalar.is_none() && !structure.leaves.is_empty() {
            let scalar = open_scalar(structure);
            generics.params.push(parse_quote!(#scalar: #private::Real));
        }
        self.elements(&mut generics);
        self.clones(&mut generics);
        for leaf in &structure.leaves {
            let any = self.any(leaf);
            require(&mut generics, quote!(#any #leaf: #private::Stacked<Scalar = #scalar>));
        }
        more(&mut generics);
        let (_, arguments, _) = structure.input.generics.split_for_impl();
        let (params, _, clause) = generics.split_for_impl();
        quote! {
            #[automatically_derived]
            #[allow(deprecated, unused_lifetimes, unused_qualifications, unused_variables)]
            #[allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
            impl #params #private::#name for #ident #arguments #clause {
                #items
            }
        }
    }

    /// Requires of type parameters that vectors and matrices can be made of them.
    fn elements(&self, generics: &mut Generics) {
        let private = &self.private;
        for element in self.structure.params.unbounded_elements() {
            require(generics, quote!(#element: #private::Real));
        }
    }

    /// Requires of constants that depend on type parameters that they can be kept.
    fn clones(&self, generics: &mut Generics) {
        let constants = self.structure.fields.iter().filter(|field| field.is_constant);
        for Field { ty, .. } in constants.filter(|field| self.structure.params.occur_in(field.ty)) {
            require(generics, quote!(#ty: ::core::clone::Clone));
        }
    }

    /// What stands before a bound that is true or false whatever the type parameters are: it is to be looked at where
    /// the implementation is used. What is wrong with it, `types` reports.
    pub(super) fn any(&self, ty: &Type) -> Option<TokenStream> {
        (!self.structure.params.occur_in(ty)).then(|| quote!(for<'__any>))
    }

    /// The body of a function.
    pub(super) fn body(&self, body: TokenStream) -> TokenStream {
        match self.bodies {
            Bodies::Real => body,
            Bodies::Never => quote!(::core::unreachable!()),
        }
    }

    /// A struct, from what the fields with a derivative are, and clones of the constants.
    fn made(&self, part: impl Fn(&Field<'_>) -> TokenStream) -> TokenStream {
        let private = &self.private;
        let values = self.structure.fields.iter().map(|field| {
            let Field { member, ty, is_constant } = field;
            let value = if *is_constant {
                quote_spanned!(ty.span() => #private::field::kept(&self.#member))
            } else {
                part(field)
            };
            match member {
                Member::Named(name) => quote!(#name: #value),
                Member::Unnamed(_) => value,
            }
        });
        match self.structure.members() {
            Fields::Named(_) => quote!(Self { #(#values),* }),
            Fields::Unnamed(_) | Fields::Unit => quote!(Self(#(#values),*)),
        }
    }

    /// A statement for each field with a derivative.
    fn each(&self, statement: impl Fn(&Member) -> TokenStream) -> TokenStream {
        self.structure.varied().map(|field| statement(&field.member)).collect()
    }

    /// A sum over the fields with a derivative.
    fn sum(&self, summand: impl Fn(&Member) -> TokenStream) -> TokenStream {
        let summands = self.structure.varied().map(|field| summand(&field.member));
        quote!(#(#summands)+*)
    }
}

pub(super) fn require(generics: &mut Generics, predicate: TokenStream) {
    generics.make_where_clause().predicates.push(syn::parse_quote!(#predicate));
}

/// A type parameter that the struct does not have, for a scalar that its fields' types don't say.
fn open_scalar(structure: &Structure<'_>) -> Ident {
    let words = structure.input.to_token_stream().to_string();
    let mut name = "Scalar".to_owned();
    while words.contains(&name) {
        name.push('_');
    }
    Ident::new(&name, Span::call_site())
}

fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

fn tangent(target: &Target<'_>) -> TokenStream {
    let Target { private, scalar, .. } = target;
    let (total, visit, other) = (local("total"), local("visit"), local("other"));
    let zeros = target.body(target.made(|Field { member, .. }| quote!(#private::Tangent::zeros(&self.#member))));
    let copied = target.body(target.made(|Field { member, .. }| quote!(#private::Tangent::copied(&self.#member))));
    let add_to =
        target.body(target.each(|member| quote!(#private::Tangent::add_to(&self.#member, &mut #total.#member);)));
    let same = target.each(|m| quote!(if !#private::Tangent::has_shape_of(&self.#m, &#other.#m) { return false; }));
    let same = target.body(quote!(#same true));
    let count = target.body(target.sum(|member| quote!(#private::Tangent::count(&self.#member))));
    let for_each = target.body(target.each(|member| quote!(#private::Tangent::for_each(&self.#member, #visit);)));
    let items = quote! {
        type Scalar = #scalar;
        type Owned = Self;

        fn zeros(&self) -> Self { #zeros }

        fn copied(&self) -> Self { #copied }

        fn add_to(&self, #total: &mut Self) { #add_to }

        fn has_shape_of(&self, #other: &Self) -> bool { #same }

        fn count(&self) -> usize { #count }

        fn for_each(&self, #visit: &mut impl ::core::ops::FnMut(#scalar)) { #for_each }
    };
    target.implementation("Tangent", |_| (), &items)
}

fn stacked(target: &Target<'_>) -> TokenStream {
    let Target { private, scalar, .. } = target;
    let (factor, direction) = (local("factor"), local("direction"));
    let (other, visit) = (local("other"), local("visit"));
    let name = quote!(#private::Stacked);
    let add_multiple =
        target.body(target.each(|m| quote!(#name::add_multiple(&mut self.#m, #factor, &#direction.#m);)));
    let products = target.body(target.sum(|m| quote!(#name::sum_of_products(&self.#m, &#other.#m))));
    let for_each_mut = target.body(target.each(|m| quote!(#name::for_each_mut(&mut self.#m, #visit);)));
    let items = quote! {
        #[track_caller]
        fn add_multiple(&mut self, #factor: #scalar, #direction: &Self) { #add_multiple }

        #[track_caller]
        fn sum_of_products(&self, #other: &Self) -> #scalar { #products }

        fn for_each_mut(&mut self, #visit: &mut impl ::core::ops::FnMut(&mut #scalar)) { #for_each_mut }
    };
    target.implementation("Stacked", |_| (), &items)
}

/// A function that is never called: it compiles if the fields have derivatives of one scalar.
fn types(target: &Target<'_>) -> TokenStream {
    let Target { structure, private, scalar, .. } = target;
    let params = &structure.params;
    // What depends on a parameter that may be any type is looked at where the struct is used.
    let leaves = structure.leaves.iter().filter(|leaf| !params.unbounded_occur_in(leaf)).collect::<Vec<_>>();
    let Some(first) = leaves.first() else { return TokenStream::new() };
    let checks = leaves.iter().enumerate().map(|(place, leaf)| match (structure.scalar, place) {
        (Some(_), _) => quote_spanned!(leaf.span() => #private::field::has_scalar::<#leaf, #scalar>();),
        (None, 0) => quote_spanned!(leaf.span() => #private::field::has_derivative::<#leaf>();),
        (None, _) => quote_spanned!(leaf.span() => #private::field::have_one_scalar::<#first, #leaf>();),
    });
    let function = format_ident!("__fields_of_{}", structure.input.ident);
    let mut generics = structure.input.generics.clone();
    target.elements(&mut generics);
    let (params, _, clause) = generics.split_for_impl();
    quote! {
        const _: () = {
            #[allow(dead_code, deprecated, non_snake_case, unused_qualifications)]
            #[allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
            fn #function #params () #clause { #(#checks)* }
        };
    }
}

/// What reaches the fields though they be private.
///
/// As functions of the struct: an associated type of a trait could not name the private types of fields.
fn parts(target: &Target<'_>) -> TokenStream {
    let Target { structure, .. } = target;
    let ident = &structure.input.ident;
    let mut generics = structure.input.generics.clone();
    target.clones(&mut generics);
    let (params, arguments, clause) = generics.split_for_impl();
    let (members, types): (Vec<_>, Vec<_>) = structure.varied().map(|field| (&field.member, field.ty)).unzip();
    let names = (0..members.len()).map(|place| local(&format!("part_{place}"))).collect::<Vec<_>>();
    let made = target.made(|Field { member, .. }| {
        let place = members.iter().position(|known| *known == member);
        place.map(|place| names[place].to_token_stream()).unwrap_or_default()
    });
    quote! {
        #[automatically_derived]
        #[doc(hidden)]
        #[allow(dead_code, deprecated, private_interfaces, unreachable_pub, unused_qualifications)]
        #[allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
        impl #params #ident #arguments #clause {
            /// The fields that have a derivative, in order.
            #[doc(hidden)]
            pub fn __autodiff_parts(&self) -> (#(&#types,)*) {
                (#(&self.#members,)*)
            }

            /// A struct of such fields, and of clones of the constants of this one.
            #[doc(hidden)]
            pub fn __autodiff_with_parts(&self, (#(#names,)*): (#(#types,)*)) -> Self {
                #made
            }
        }
    }
}
