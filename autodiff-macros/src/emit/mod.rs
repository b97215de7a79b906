//! From Programs to tokens that people read.

mod block;
mod buffer;
mod call;
mod check;
mod claimed;
mod demand;
mod directional;
mod document;
mod entrywise;
mod expression;
mod form;
mod home;
mod lanes;
mod literal;
mod lookalike;
mod lookup;
mod loops;
mod matrix;
mod moved;
mod name;
mod order;
mod part;
mod points;
mod product;
mod receivers;
mod record;
mod rule;
mod said;
mod scratch;
mod spell;
mod stack;
mod storage;
mod stub;
mod tangent;
mod update;
mod window;
mod writer;

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Attribute, ItemFn, ItemImpl};

use crate::differentiate::Mode;
use crate::ir::{Kind, Program, Read};
use crate::lower::{Parameter, Shape};
use crate::request::{OnRequest, Request};

pub(crate) use check::checks;
pub(crate) use home::{Derivatives, container, in_impl};
pub(crate) use lookup::{ask, carrier, identity, question};
pub(crate) use order::first_only;
pub(crate) use points::test;
use said::Said;
pub(crate) use stub::{errors, stub, unfit, warning};

/// Where generated code finds the runtime.
pub(crate) fn private(request: &Request) -> TokenStream {
    match &request.facade {
        Some(path) => quote!(#path::__private),
        None => quote!(::autodiff::__private),
    }
}

/// What the forms of one function have in common.
#[derive(Clone, Copy)]
pub(crate) struct Target<'a> {
    pub(crate) item: &'a ItemFn,
    /// The `impl` that it is a method of.
    pub(crate) owner: Option<&'a ItemImpl>,
    pub(crate) parameters: &'a [Parameter],
    pub(crate) wrt: &'a [usize],
    pub(crate) result: &'a Shape,
    /// Names that patterns bind: a constant that is called so would make another pattern of it.
    pub(crate) matched: &'a [proc_macro2::Ident],
    /// Constants of nalgebra's that were known by their names.
    pub(crate) assumed: &'a [crate::lower::Assumed],
    /// Functions that were known by their names.
    pub(crate) identities: &'a [crate::ir::Identity],
    /// Types and methods of nalgebra's geometry that were read by their names.
    pub(crate) read: Option<&'a Read>,
    /// Whether the function calls itself.
    pub(crate) calls_itself: bool,
    /// Whether callers can't write its body into theirs, and second derivatives can go through a call of it.
    pub(crate) is_called: bool,
    pub(crate) request: &'a Request,
    /// Methods of numbers that the derivatives call.
    pub(crate) called: &'a [lookalike::Called],
    /// What methods are called on, in the function and its derivatives.
    pub(crate) receivers: Option<&'a claimed::Receivers>,
    /// The closed forms of derivatives, for the documentation.
    pub(crate) formulas: &'a [(Output, String)],
}

impl Target<'_> {
    /// Where generated code finds the runtime.
    fn private(&self) -> TokenStream {
        private(self.request)
    }

    fn differentiated(&self) -> impl Iterator<Item = &Parameter> {
        self.wrt.iter().map(|place| &self.parameters[*place])
    }

    /// The closed form of a derivative, where it is short enough to be read.
    fn formula(&self, output: Output) -> Option<&str> {
        self.formulas.iter().find(|(of, _)| *of == output).map(|(_, text)| &**text)
    }

    /// Whether the function has a gradient: its result is one real scalar.
    pub(crate) fn is_scalar(&self) -> bool {
        match self.result {
            Shape::Leaf(leaf) => leaf.kind.is_real(),
            Shape::Tuple(_) => false,
        }
    }

    /// The forms that are generated: those that every function has, then those that are asked for.
    pub(crate) fn outputs(&self) -> Vec<Output> {
        let always: &[Mode] = match (self.is_scalar(), self.calls_itself) {
            (true, false) => &[Mode::Gradient, Mode::ValueAndGradient, Mode::Vjp],
            (true, true) => &[Mode::Gradient, Mode::ValueAndGradient, Mode::Vjp, Mode::Recorded],
            (false, false) => &[Mode::Vjp],
            (false, true) => &[Mode::Vjp, Mode::Recorded],
        };
        let on_request = self.request.forms.iter().map(|(form, _)| Output::OnRequest(*form));
        let has_second = self.is_called && self.request.forms.iter().any(|(form, _)| *form == OnRequest::Jvp);
        let second = has_second.then_some(Output::Second);
        always.iter().copied().map(Output::Reverse).chain(on_request).chain(second).collect()
    }
}

/// The const parameter that says how many Taylor coefficients there are: one that the function does not have, nor the
/// `impl` around it.
pub(crate) fn count_of_coefficients(item: &ItemFn, owner: Option<&ItemImpl>) -> String {
    let taken = |name: &String| {
        let params = owner.iter().flat_map(|owner| &owner.generics.params).chain(&item.sig.generics.params);
        params.into_iter().any(|param| match param {
            syn::GenericParam::Type(param) => param.ident == name,
            syn::GenericParam::Const(param) => param.ident == name,
            syn::GenericParam::Lifetime(_) => false,
        })
    };
    let mut name = "K".to_owned();
    while taken(&name) {
        name.push('K');
    }
    name
}

/// The name of the hidden form that second derivatives of a caller go through.
const SECOND: &str = "vjp_and_tangent";

/// A Program that is emitted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Output {
    Reverse(Mode),
    OnRequest(OnRequest),
    /// What second derivatives of a caller go through: hidden.
    Second,
}

/// The attributes that say whether the function is there at all.
pub(crate) fn conditions(attrs: &[Attribute]) -> TokenStream {
    attrs.iter().filter(|attribute| is_condition(attribute)).map(ToTokens::to_token_stream).collect()
}

/// A function that is never called: it compiles if the parameters have the types that the derivatives were made for.
/// Its names can't meet the user's.
fn types(target: &Target<'_>, derivatives: &TokenStream) -> TokenStream {
    let sig = &target.item.sig;
    let conditions = target.conditions();
    let (generics, _, where_clause) = sig.generics.split_for_impl();
    let names = target.parameters.iter().enumerate().map(|(place, parameter)| {
        if target.is_receiver(parameter) { parameter.ident.clone() } else { local(&format!("argument_{place}")) }
    });
    let names = names.collect::<Vec<_>>();
    let declared = target.parameters.iter().zip(&names).map(|(parameter, name)| target.declared(parameter, name));
    let checks = target.parameters.iter().zip(&names);
    let checks = checks.map(|(parameter, name)| tangent::check(target, parameter, name));
    let call = primal_call(target, &names);
    let matched = target.matched.iter().map(|name| quote!({ let #name = (); }));
    let private = target.private();
    let assumed = target.assumed.iter().map(|assumed| {
        let (path, check) = (&assumed.path, quote::format_ident!("{}", assumed.check));
        quote!(#private::#check(#path);)
    });
    let named = target.read.iter().flat_map(|read| &read.types).map(|named| lookalike::ty(target, named));
    let methods = target.read.iter().flat_map(|read| &read.methods);
    let methods = methods.map(|(method, figure)| lookalike::method(target, method, *figure));
    let called = lookalike::called(target);
    let said = Said::by(target.item.block.to_token_stream(), derivatives);
    let claimed = claimed::methods(target, &said);
    let shaped = target.read.iter().flat_map(|read| &read.shaped).map(|shaped| lookalike::shaped(target, shaped));
    let functions = target.read.iter().flat_map(|read| &read.functions);
    let functions = functions.map(|function| lookalike::function(target, function));
    let macros = target.read.iter().map(|read| lookalike::standard_macros(target, &read.macros));
    let macros = macros.collect::<TokenStream>();
    let unknown = target.read.iter().flat_map(|read| &read.unknown).map(|place| {
        let name = &names[*place];
        quote!(#private::taken_to_have_no_effect(&#name);)
    });
    let scalars = lookalike::scalars(&said);
    let identities = target.identities.iter().map(|identity| lookup::identical(&target.private(), identity));
    let hidden = target.parameters.iter().flat_map(|parameter| hidden(target, parameter));
    let function = quote::format_ident!("__types_of_{}", sig.ident.to_string().trim_start_matches("r#"));
    quote! {
        #conditions
        #[allow(dead_code, deprecated, non_snake_case, unreachable_code, unused_imports, unused_mut, unused_variables)]
        #[allow(clippy::all, clippy::nursery, clippy::pedantic, clippy::restriction)]
        fn #function #generics (#(#declared),*) #where_clause {
            #(#checks)* #(#hidden)* #(#matched)* #(#assumed)* #(#named)* #(#methods)* #called #claimed #(#identities)* #(#shaped)* #(#functions)* #macros #scalars #(#unknown)* #call
        }
    }
}

/// Where nobody said what the function is differentiated by, what holds a parameter that passed as a constant against
/// having tangents: its type may be the alias of one that has.
fn hidden(target: &Target<'_>, parameter: &Parameter) -> Vec<TokenStream> {
    if target.request.wrt.is_some() || target.owner.is_some() {
        return Vec::new();
    }
    let private = target.private();
    let message = format!(
        "`{}` is of a type that has derivatives, behind a name that hides it\n\nhelp: write the type itself; or say by \
         which parameters the function is differentiated: `#[differentiate(wrt(..))]`",
        parameter.ident
    );
    let opaque = parameter.shape.leaves().into_iter().filter(|leaf| is_opaque(&leaf.kind));
    let named = opaque.filter_map(|leaf| named_type(&leaf.ty, &target.item.sig.generics));
    let checks = named.map(|path| {
        let span = syn::spanned::Spanned::span(path);
        quote_spanned! { hygienic().located_at(span) =>
            const _: () = {
                use #private::NoTangents as _;
                ::core::assert!(!#private::Probe::<#path>::HAS_TANGENTS, #message);
            };
        }
    });
    checks.collect()
}

/// Whether a value, or what an array of such is made of, is of a type that was not understood.
fn is_opaque(kind: &Kind) -> bool {
    match kind {
        Kind::Opaque => true,
        Kind::Array(element, _) => is_opaque(element),
        Kind::Real(_)
        | Kind::Tensor(_)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Record(_)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Open
        | Kind::Pullback => false,
    }
}

/// The type that a parameter, or what it is made of, has by a name: it can be said outside of the function if it names
/// no generic parameter and no lifetime.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other type has no name")]
fn named_type<'t>(ty: &'t syn::Type, generics: &syn::Generics) -> Option<&'t syn::TypePath> {
    match tangent::bare(ty) {
        syn::Type::Slice(list) => named_type(&list.elem, generics),
        syn::Type::Array(list) => named_type(&list.elem, generics),
        syn::Type::Path(path) => {
            let last = path.path.segments.last()?;
            if let ("Vec", syn::PathArguments::AngleBracketed(given)) = (&*last.ident.to_string(), &last.arguments)
                && let Some(syn::GenericArgument::Type(element)) = given.args.first()
            {
                return named_type(element, generics);
            }
            (path.qself.is_none() && can_be_said(path.to_token_stream(), generics)).then_some(path)
        }
        _ => None,
    }
}

fn can_be_said(ty: TokenStream, generics: &syn::Generics) -> bool {
    let is_parameter = |ident: &proc_macro2::Ident| {
        generics.params.iter().any(|param| match param {
            syn::GenericParam::Type(param) => param.ident == *ident,
            syn::GenericParam::Const(param) => param.ident == *ident,
            syn::GenericParam::Lifetime(_) => false,
        })
    };
    ty.into_iter().all(|tree| match tree {
        proc_macro2::TokenTree::Ident(ident) => !is_parameter(&ident) && ident != "impl" && ident != "dyn",
        proc_macro2::TokenTree::Punct(punct) => !matches!(punct.as_char(), '\'' | '&'),
        proc_macro2::TokenTree::Group(group) => can_be_said(group.stream(), generics),
        proc_macro2::TokenTree::Literal(_) => true,
    })
}

/// A call of the function itself: it holds the type of the result against its kind, and who uses only the derivatives
/// has used the function.
fn primal_call(target: &Target<'_>, arguments: &[proc_macro2::Ident]) -> TokenStream {
    let sig = &target.item.sig;
    let name = target.itself();
    let generics = sig.generics.params.iter().filter_map(|param| match param {
        syn::GenericParam::Type(param) => Some(&param.ident),
        syn::GenericParam::Const(param) => Some(&param.ident),
        syn::GenericParam::Lifetime(_) => None,
    });
    let generics = generics.collect::<Vec<_>>();
    let turbofish = (!generics.is_empty()).then(|| quote!(::<#(#generics),*>));
    let result = tangent::expected(target, target.result);
    quote!(let _: #result = #name #turbofish(#(#arguments),*);)
}

/// The lints that the user allows, where what they are about is written once more.
fn allowed(attrs: &[Attribute]) -> TokenStream {
    let lists =
        attrs.iter().filter(|attribute| attribute.path().is_ident("allow") || attribute.path().is_ident("expect"));
    let lists = lists.filter_map(|attribute| attribute.meta.require_list().ok());
    lists
        .map(|list| {
            let lints = &list.tokens;
            quote!(#[allow(#lints)])
        })
        .collect()
}

fn is_condition(attribute: &Attribute) -> bool {
    attribute.path().is_ident("cfg") || attribute.path().is_ident("cfg_attr")
}

/// The derivatives of a function, from one Program a form.
pub(crate) fn derivatives<'p>(target: &Target<'p>, programs: &'p [(Output, Program)]) -> Derivatives {
    let functions = programs.iter().flat_map(|(output, program)| match output {
        Output::Reverse(Mode::Gradient) => vec![form::gradient(target, program)],
        Output::Reverse(Mode::ValueAndGradient) => {
            vec![form::value_and_gradient(target, program), form::value_and_gradient_into(target, program)]
        }
        Output::Reverse(Mode::Vjp) => match &target.request.vjp {
            Some(given) => vec![rule::vjp(target, &given.path)],
            None => vec![form::vjp(target, program)],
        },
        Output::Reverse(Mode::Recorded) => vec![form::recorded(target, program)],
        Output::Second => vec![directional::second(target, program)],
        Output::OnRequest(OnRequest::Jvp) => match &target.request.jvp {
            Some(given) => vec![rule::jvp(target, &given.path)],
            None => vec![directional::jvp(target, program)],
        },
        Output::OnRequest(OnRequest::Hvp) => vec![directional::hvp(target, program)],
        Output::OnRequest(OnRequest::Jacobian) => vec![matrix::jacobian(target, program)],
        Output::OnRequest(OnRequest::Hessian) => vec![matrix::hessian(target, program)],
        Output::OnRequest(OnRequest::Taylor) => vec![directional::taylor(target, program)],
    });
    let called = lookalike::collect(programs.iter().map(|(_, program)| program));
    let functions = functions.chain([points::checks(target)]);
    let receivers = claimed::Receivers::of(programs.iter().map(|(_, program)| program));
    let target = &Target { called: &called, receivers: Some(&receivers), ..*target };
    let derivatives = Derivatives::new(target, functions.collect());
    let second = programs.iter().find(|(output, _)| *output == Output::Second);
    match second {
        Some((_, program)) => derivatives.with(std::iter::once(order::of(target, program))),
        None => derivatives,
    }
}

/// Where names of generated code resolve: out of reach of the user's.
fn hygienic() -> Span {
    Span::mixed_site()
}

/// An identifier that no user code can name.
fn local(name: &str) -> proc_macro2::Ident {
    proc_macro2::Ident::new(name, hygienic())
}

/// Values as one expression or type: themselves, or a tuple.
fn tuple(parts: &[TokenStream]) -> TokenStream {
    match parts {
        [single] => single.clone(),
        several => quote_spanned!(hygienic() => (#(#several),*)),
    }
}
