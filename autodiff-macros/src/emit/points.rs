//! The test that checks all derivatives at the points of `test(..)`.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{BoundLifetimes, Expr, ItemFn, Lifetime, Type};

use crate::differentiate::Mode;
use crate::ir::{Dim, Kind};
use crate::lower::{Leaf, Parameter, Shape};
use crate::request::{OnRequest, Point, Request};

use super::tangent::{bare, is_reference_type, is_view};
use super::{Output, Target, conditions, hygienic, local, tuple};

/// How many Taylor coefficients are checked.
pub(super) const COEFFICIENTS: usize = 4;

/// What the hidden function is called that checks the derivatives.
const CHECKS: &str = "derivatives_agree_with_differences";

/// A test beside the function, if the attribute gives points. It calls the checks, which may stand where no test is
/// found: in a block that asks for other items.
pub(crate) fn test(item: &ItemFn, request: &Request) -> TokenStream {
    if request.points.is_empty() {
        return TokenStream::new();
    }
    let (name, checks) = (&item.sig.ident, local(CHECKS));
    let test = format_ident!("{}_{CHECKS}", text(name));
    let conditions = conditions(&item.attrs);
    quote_spanned! { hygienic() =>
        #conditions
        #[cfg(test)]
        #[::core::prelude::v1::test]
        #[allow(non_snake_case)]
        fn #test() {
            #name::#checks();
        }
    }
}

/// The checks at all points, if there are any.
pub(super) fn checks(target: &Target<'_>) -> TokenStream {
    let points = &target.request.points;
    let Some(first) = points.first() else { return TokenStream::new() };
    let private = target.private();
    let function = text(&target.item.sig.ident);
    let parameters = target.differentiated().map(|parameter| text(&parameter.ident));
    let report = free(target, "report");
    let points = points.iter().map(|point| at(target, point, &report));
    // Where the test fails.
    let conclude = quote_spanned!(first.place => .conclude());
    checks_function(&quote_spanned! { hygienic() =>
        let mut #report = #private::Report::new(#function, &[#(#parameters),*]);
        #(#points)*
        #report #conclude;
    })
}

/// What stands for the checks of a function that has an error.
pub(super) fn no_checks(target: &Target<'_>) -> TokenStream {
    if target.request.points.is_empty() { TokenStream::new() } else { checks_function(&TokenStream::new()) }
}

fn checks_function(body: &TokenStream) -> TokenStream {
    let checks = local(CHECKS);
    quote_spanned! { hygienic() =>
        #[cfg(test)]
        fn #checks() { #body }
    }
}

/// The name as people say it.
pub(super) fn text(ident: &Ident) -> String {
    ident.to_string().trim_start_matches("r#").to_owned()
}

/// A local that is no parameter.
fn free(target: &Target<'_>, name: &str) -> Ident {
    let mut name = name.to_owned();
    while target.parameters.iter().any(|parameter| parameter.ident == name) {
        name.push('_');
    }
    local(&name)
}

/// The checks at one point.
fn at(target: &Target<'_>, point: &Point, report: &Ident) -> TokenStream {
    let given = |parameter: &Parameter| point.of(&parameter.ident).expect("a value for each parameter");
    let bindings = target.parameters.iter().enumerate().map(|(place, parameter)| {
        if target.wrt.contains(&place) {
            varied(target, parameter, given(parameter))
        } else {
            constant(parameter, given(parameter))
        }
    });
    let call = Call::new(target);
    let names = call.point();
    let values = tuple(&target.differentiated().map(local_of).collect::<Vec<_>>());
    let name = &target.item.sig.ident;
    let arguments = call.arguments();
    let value = owned_result(target, &quote_spanned!(hygienic() => #name(#arguments)));
    let checks = target.outputs().into_iter().map(|output| call.check(output));
    let checks = checks.collect::<TokenStream>();
    let here = free(target, "point");
    // At the place of the point, which the report names.
    let at = quote_spanned!(point.place => .at(#values, |#names| #value));
    quote_spanned! { hygienic() =>
        {
            #(#bindings)*
            let mut #here = #report #at;
            #checks
        }
    }
}

/// A local with a value that the checks move, of the type that owns it.
fn varied(target: &Target<'_>, parameter: &Parameter, given: &Expr) -> TokenStream {
    let private = target.private();
    let name = local_of(parameter);
    let whole = without_lifetimes(&parameter.ty);
    let inner = without_lifetimes(bare(&parameter.ty));
    match &parameter.shape {
        Shape::Leaf(leaf) if is_view(&leaf.ty) => {
            quote_spanned!(hygienic() => let #name = #given; let #name = #private::owned(&#name);)
        }
        Shape::Leaf(_) if parameter.by_reference => {
            let owned = owned_reference(target, &inner, &quote!(#given), given.span());
            quote_spanned!(hygienic() => let #name = #owned;)
        }
        Shape::Leaf(_) => quote_spanned!(hygienic() => let #name: #whole = #given;),
        shape @ Shape::Tuple(_) => {
            let owned = owned(target, shape, &name);
            let borrowed = parameter
                .by_reference
                .then(|| quote_spanned!(hygienic() => let #name = ::core::borrow::Borrow::<#inner>::borrow(&#name);));
            let ty = (!parameter.by_reference).then(|| quote!(: #whole));
            quote_spanned!(hygienic() => let #name #ty = #given; #borrowed let #name = #owned;)
        }
    }
}

/// What stands at a place, owned.
fn owned(target: &Target<'_>, shape: &Shape, place: &TokenStream) -> TokenStream {
    let private = target.private();
    match shape {
        Shape::Leaf(leaf) if is_view(&leaf.ty) => quote_spanned!(hygienic() => #private::owned(&#place)),
        Shape::Leaf(leaf) if is_reference_type(shape) => {
            owned_reference(target, &without_lifetimes(bare(&leaf.ty)), place, hygienic())
        }
        Shape::Leaf(_) => quote_spanned!(hygienic() => ::core::clone::Clone::clone(&#place)),
        Shape::Tuple(parts) => {
            let parts = places(parts, place).map(|(part, place)| owned(target, part, &place));
            quote_spanned!(hygienic() => (#(#parts,)*))
        }
    }
}

/// What a reference of this type is given, owned. A mistake in it is reported at its place.
fn owned_reference(target: &Target<'_>, ty: &Type, given: &TokenStream, place: Span) -> TokenStream {
    let private = target.private();
    if let Type::Slice(slice) = ty {
        let element = &slice.elem;
        return quote_spanned!(place => #private::given_slice::<#element>(#given));
    }
    quote_spanned!(place => #private::given::<#ty>(#given))
}

/// A local for a constant, from which every call gets its argument.
#[expect(clippy::wildcard_enum_match_arm, reason = "every other type is borrowed as it is")]
fn constant(parameter: &Parameter, given: &Expr) -> TokenStream {
    let name = local_of(parameter);
    let whole = without_lifetimes(&parameter.ty);
    if is_view(&parameter.ty) {
        let inner = without_lifetimes(bare(&parameter.ty));
        return quote_spanned!(hygienic() =>
            let #name = #given; let #name: #inner = ::core::convert::Into::into(&#name);
        );
    }
    let Type::Reference(reference) = &parameter.ty else {
        return quote_spanned!(hygienic() => let #name: #whole = #given;);
    };
    let inner = without_lifetimes(&reference.elem);
    let borrowed = match bare(&inner) {
        Type::TraitObject(_) => quote_spanned!(hygienic() => &#name),
        Type::Slice(_) => quote_spanned!(given.span() => ::core::convert::AsRef::<#inner>::as_ref(&#name)),
        _ => quote_spanned!(given.span() => ::core::borrow::Borrow::<#inner>::borrow(&#name)),
    };
    quote_spanned!(hygienic() => let #name = #given; let #name: #whole = #borrowed;)
}

/// A value of the function as what owns it.
fn owned_result(target: &Target<'_>, value: &TokenStream) -> TokenStream {
    if !target.result.leaves().iter().any(|leaf| is_view(&leaf.ty)) {
        return value.clone();
    }
    let name = free(target, "value");
    let owned = owned(target, target.result, &quote!(#name));
    quote_spanned!(hygienic() => { let #name = #value; #owned })
}

/// Calls of the function and its derivatives, where the point is lent to a closure.
struct Call<'a> {
    target: &'a Target<'a>,
}

impl<'a> Call<'a> {
    fn new(target: &'a Target<'a>) -> Self {
        Self { target }
    }

    /// The pattern that takes the point apart.
    fn point(&self) -> TokenStream {
        tuple(&self.target.differentiated().map(local_of).collect::<Vec<_>>())
    }

    /// The names of what goes with each varied parameter.
    fn with(&self, letter: &str) -> Vec<Ident> {
        let name = |parameter: &Parameter| free(self.target, &format!("{letter}_{}", text(&parameter.ident)));
        self.target.differentiated().map(name).collect()
    }

    fn arguments(&self) -> TokenStream {
        let arguments = self.target.parameters.iter().enumerate().map(|(place, parameter)| {
            let name = local_of(parameter);
            if self.target.wrt.contains(&place) { lent(parameter, &name) } else { constant_argument(parameter, &name) }
        });
        quote_spanned!(hygienic() => #(#arguments),*)
    }

    /// The same, followed by tangents.
    fn arguments_along(&self, directions: &[Ident]) -> TokenStream {
        let arguments = self.arguments();
        let directions = self.target.differentiated().zip(directions);
        let directions = directions.map(|(parameter, name)| lent(parameter, &quote!(#name)));
        quote_spanned!(hygienic() => #arguments, #(#directions),*)
    }

    /// The check of one of the generated derivatives.
    fn check(&self, output: Output) -> TokenStream {
        let name = &self.target.item.sig.ident;
        let here = free(self.target, "point");
        let (point, arguments) = (self.point(), self.arguments());
        let plain = |form: &str| {
            let form = format_ident!("{form}");
            quote_spanned!(hygienic() => |#point| #name::#form(#arguments))
        };
        let along = |form: &str, letter: &str, count: Option<TokenStream>| {
            let (form, directions) = (format_ident!("{form}"), self.with(letter));
            let arguments = self.arguments_along(&directions);
            let directions = tuple(&directions.iter().map(|name| quote!(#name)).collect::<Vec<_>>());
            quote_spanned!(hygienic() => |#point, #directions| #name::#form #count(#arguments))
        };
        let checks = match output {
            Output::Reverse(Mode::Gradient) => vec![("gradient", plain("gradient"))],
            Output::Reverse(Mode::ValueAndGradient) => {
                vec![("value_and_gradient", plain("value_and_gradient")), ("value_and_gradient_into", self.into())]
            }
            Output::Reverse(Mode::Vjp) => vec![("vjp", self.vjp())],
            // They are hidden: derivatives of other functions go through them.
            Output::Reverse(Mode::Recorded) | Output::Second => Vec::new(),
            Output::OnRequest(OnRequest::Jvp) => vec![("jvp", along("jvp", "t", None))],
            Output::OnRequest(OnRequest::Jacobian) => vec![("jacobian", plain("jacobian"))],
            Output::OnRequest(OnRequest::Hessian) => {
                let (gradient, hessian) = (plain("gradient"), plain("hessian"));
                vec![("hessian", quote!(#gradient, #hessian))]
            }
            Output::OnRequest(OnRequest::Hvp) => {
                let (gradient, hvp) = (plain("gradient"), along("hvp", "v", None));
                vec![("hvp", quote!(#gradient, #hvp))]
            }
            Output::OnRequest(OnRequest::Taylor) => {
                let count = proc_macro2::Literal::usize_unsuffixed(COEFFICIENTS);
                vec![("taylor", along("taylor", "t", Some(quote!(::<#count>))))]
            }
        };
        let checks = checks.into_iter().map(|(form, closures)| {
            let form = local(form);
            quote_spanned!(hygienic() => #here.#form(#closures);)
        });
        checks.collect()
    }

    fn into(&self) -> TokenStream {
        let name = &self.target.item.sig.ident;
        let (point, arguments, buffers) = (self.point(), self.arguments(), self.with("d"));
        let pattern = tuple(&buffers.iter().map(|name| quote!(#name)).collect::<Vec<_>>());
        quote_spanned!(hygienic() => |#point, #pattern| #name::value_and_gradient_into(#arguments, #(#buffers),*))
    }

    fn vjp(&self) -> TokenStream {
        let name = &self.target.item.sig.ident;
        let (point, arguments) = (self.point(), self.arguments());
        let (value, pullback, cotangent) =
            (free(self.target, "value"), free(self.target, "pullback"), free(self.target, "cotangent"));
        let given = if self.target.is_scalar() { quote!(*#cotangent) } else { quote!(#cotangent) };
        // A `match` keeps what the arguments borrow until the pullback was called.
        quote_spanned! { hygienic() =>
            |#point, #cotangent| match #name::vjp(#arguments) { (#value, #pullback) => (#value, #pullback(#given)) }
        }
    }
}

/// A parameter's name, as a local that the user's expressions can't see.
fn local_of(parameter: &Parameter) -> TokenStream {
    let mut name = parameter.ident.clone();
    name.set_span(hygienic());
    quote!(#name)
}

/// The argument for a varied parameter, from a reference to what owns it.
fn lent(parameter: &Parameter, name: &TokenStream) -> TokenStream {
    let by_reference = parameter.by_reference;
    match &parameter.shape {
        Shape::Leaf(leaf) if is_view(&leaf.ty) => {
            let reference = by_reference.then(|| quote!(&));
            quote_spanned!(hygienic() => #reference ::core::convert::Into::into(#name))
        }
        Shape::Leaf(_) if by_reference => name.clone(),
        Shape::Leaf(leaf) if leaf.kind.is_real() => quote_spanned!(hygienic() => *#name),
        shape @ Shape::Tuple(_) if by_reference && !owns_all(shape) => {
            let parts = lent_part(shape, name);
            quote_spanned!(hygienic() => &#parts)
        }
        Shape::Tuple(_) if by_reference => name.clone(),
        shape @ Shape::Tuple(_) => lent_part(shape, name),
        Shape::Leaf(_) => quote_spanned!(hygienic() => ::core::clone::Clone::clone(#name)),
    }
}

/// A part of a tuple, from its place in what owns all.
fn lent_part(shape: &Shape, place: &TokenStream) -> TokenStream {
    match shape {
        Shape::Leaf(leaf) if is_view(&leaf.ty) => quote_spanned!(hygienic() => ::core::convert::Into::into(&#place)),
        Shape::Leaf(leaf) if is_slice(leaf) => quote_spanned!(hygienic() => &#place[..]),
        Shape::Leaf(_) if is_reference_type(shape) => quote_spanned!(hygienic() => &#place),
        Shape::Leaf(leaf) if leaf.kind.is_real() => place.clone(),
        Shape::Leaf(_) => quote_spanned!(hygienic() => ::core::clone::Clone::clone(&#place)),
        Shape::Tuple(parts) => {
            let parts = places(parts, place).map(|(part, place)| lent_part(part, &place));
            quote_spanned!(hygienic() => (#(#parts,)*))
        }
    }
}

/// Whether a tuple has the type of what owns it.
fn owns_all(shape: &Shape) -> bool {
    match shape {
        Shape::Leaf(leaf) => !is_view(&leaf.ty) && !is_reference_type(shape),
        Shape::Tuple(parts) => parts.iter().all(owns_all),
    }
}

fn is_slice(leaf: &Leaf) -> bool {
    matches!(leaf.kind, Kind::Array(_, Dim::Dyn)) && matches!(bare(&leaf.ty), Type::Slice(_))
}

fn constant_argument(parameter: &Parameter, name: &TokenStream) -> TokenStream {
    if is_view(&parameter.ty) {
        let reference = parameter.by_reference.then(|| quote!(&));
        return quote_spanned!(hygienic() => #reference ::core::clone::Clone::clone(&#name));
    }
    let is_copied = matches!(&parameter.shape, Shape::Leaf(leaf) if is_primitive(&leaf.kind));
    if matches!(parameter.ty, Type::Reference(_)) || is_copied {
        return name.clone();
    }
    quote_spanned!(hygienic() => ::core::clone::Clone::clone(&#name))
}

fn is_primitive(kind: &Kind) -> bool {
    matches!(kind, Kind::Real(_) | Kind::Int(_) | Kind::Bool)
}

/// The parts of a tuple, and where they are.
fn places<'a>(parts: &'a [Shape], whole: &'a TokenStream) -> impl Iterator<Item = (&'a Shape, TokenStream)> {
    parts.iter().enumerate().map(move |(number, part)| {
        let number = syn::Index::from(number);
        (part, quote_spanned!(hygienic() => #whole.#number))
    })
}

/// A type as it can be written in another function.
fn without_lifetimes(ty: &Type) -> Type {
    struct Eraser;
    impl VisitMut for Eraser {
        fn visit_lifetime_mut(&mut self, lifetime: &mut Lifetime) {
            if lifetime.ident != "static" {
                lifetime.ident = Ident::new("_", lifetime.ident.span());
            }
        }
        /// Those of `for<'a> fn(&'a T)` stay as they are declared.
        fn visit_bound_lifetimes_mut(&mut self, _: &mut BoundLifetimes) {}
    }
    let mut ty = ty.clone();
    visit_mut::visit_type_mut(&mut Eraser, &mut ty);
    ty
}
