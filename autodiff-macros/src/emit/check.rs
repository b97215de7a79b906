//! The checks that `check!` expands to.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote, quote_spanned};
use syn::{Path, PathArguments, parse_quote};

use crate::request::{Check, Checked};

use super::points::{COEFFICIENTS, text};
use super::{hygienic, local, tuple};

/// A block that panics where a derivative is not confirmed.
pub(crate) fn checks(check: &Check) -> TokenStream {
    let facade = &check.facade;
    let private = quote!(#facade::__private);
    let segments = check.function.segments.iter().map(|segment| text(&segment.ident)).collect::<Vec<_>>();
    let function = segments.join("::");
    let names = check.wrt.iter().map(|(name, _)| text(name));
    // At the place of the local: it may have a type without coordinates.
    let varied = check.wrt.iter().map(|(name, _)| quote_spanned!(name.span() => #private::varied(&#name)));
    let varied = tuple(&varied.collect::<Vec<_>>());
    let value = closure(check, &[], &check.function, None);
    let (report, at) = (local("report"), local("at"));
    let checks = check.forms.iter().map(|(form, place)| {
        let (name, closures) = (local(form.name()), closures(check, &private, *form, *place));
        quote_spanned!(hygienic() => #at.#name(#closures);)
    });
    quote_spanned! { hygienic() =>
        {
            let mut #report = #private::Report::new(#function, &[#(#names),*]);
            let mut #at = #report.at(#varied, #value);
            #(#checks)*
            #report.conclude();
        }
    }
}

/// What a check of this derivative is given.
fn closures(check: &Check, private: &TokenStream, form: Checked, place: Span) -> TokenStream {
    let path = derivative(check, form, place);
    let plain = || closure(check, &[], &path, None);
    let along = || {
        let directions = with(check, "t");
        closure(check, &[("direction", &directions)], &path, Some(&directions))
    };
    let gradient = || closure(check, &[], &derivative(check, Checked::Gradient, place), None);
    match form {
        Checked::Gradient | Checked::ValueAndGradient | Checked::Jacobian => plain(),
        Checked::ValueAndGradientInto => into(check, &path),
        Checked::Vjp => vjp(check, private, &path),
        Checked::Jvp | Checked::Taylor => along(),
        Checked::Hessian => {
            let (gradient, hessian) = (gradient(), plain());
            quote!(#gradient, #hessian)
        }
        Checked::Hvp => {
            let (gradient, hvp) = (gradient(), along());
            quote!(#gradient, #hvp)
        }
    }
}

/// `module::loss::<T>` becomes `module::loss::gradient::<T>`. It may not exist: that is an error at the word that asks
/// for it.
fn derivative(check: &Check, form: Checked, place: Span) -> Path {
    let mut path = check.function.clone();
    let generics = path.segments.last_mut().map(|last| std::mem::replace(&mut last.arguments, PathArguments::None));
    let name = Ident::new(form.name(), place);
    let mut segment: syn::PathSegment = parse_quote!(#name);
    segment.arguments = generics.unwrap_or(PathArguments::None);
    if form == Checked::Taylor {
        let count = proc_macro2::Literal::usize_unsuffixed(COEFFICIENTS);
        let count: syn::GenericArgument = parse_quote!(#count);
        match &mut segment.arguments {
            PathArguments::AngleBracketed(generics) => generics.args.push(count),
            PathArguments::None | PathArguments::Parenthesized(_) => {
                segment.arguments = PathArguments::AngleBracketed(parse_quote!(::<#count>));
            }
        }
    }
    path.segments.push(segment);
    path
}

/// A local for what goes with each of the varied ones.
fn with(check: &Check, letter: &str) -> Vec<Ident> {
    check.wrt.iter().map(|(name, _)| local(&format!("{letter}_{}", text(name)))).collect()
}

/// The user's locals get the values at the point that a closure is given.
fn at_point(check: &Check, point: &Ident) -> TokenStream {
    let names = tuple(&check.wrt.iter().map(|(name, _)| quote!(#name)).collect::<Vec<_>>());
    quote_spanned!(hygienic() => let #names = ::core::clone::Clone::clone(#point);)
}

/// A call at the point that a closure is given, with tangents if it has directions.
fn closure(
    check: &Check,
    more: &[(&str, &[Ident])],
    function: &impl ToTokens,
    directions: Option<&[Ident]>,
) -> TokenStream {
    let point = local("point");
    let here = at_point(check, &point);
    let given = more.iter().map(|(name, _)| local(name)).collect::<Vec<_>>();
    let taken = more.iter().zip(&given).map(|((_, names), given)| {
        let names = tuple(&names.iter().map(|name| quote!(#name)).collect::<Vec<_>>());
        quote_spanned!(hygienic() => let #names = ::core::clone::Clone::clone(#given);)
    });
    let arguments = &check.arguments;
    // A tangent is passed the way that its argument is.
    let tangents = directions
        .into_iter()
        .flatten()
        .zip(&check.wrt)
        .map(|(direction, (name, place))| replaced(arguments[*place].to_token_stream(), name, direction));
    quote_spanned!(hygienic() => |#point #(, #given)*| { #here #(#taken)* #function(#(#arguments,)* #(#tangents),*) })
}

fn replaced(tokens: TokenStream, name: &Ident, by: &Ident) -> TokenStream {
    let replace = |tree| match tree {
        TokenTree::Ident(word) if word == *name => TokenTree::Ident(by.clone()),
        TokenTree::Group(group) => {
            let mut inside = Group::new(group.delimiter(), replaced(group.stream(), name, by));
            inside.set_span(group.span());
            TokenTree::Group(inside)
        }
        other @ (TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) => other,
    };
    tokens.into_iter().map(replace).collect()
}

fn into(check: &Check, path: &Path) -> TokenStream {
    let (point, gradient) = (local("point"), local("gradient"));
    let (here, buffers, arguments) = (at_point(check, &point), with(check, "d"), &check.arguments);
    let pattern = tuple(&buffers.iter().map(|name| quote!(#name)).collect::<Vec<_>>());
    quote_spanned!(hygienic() => |#point, #gradient| { #here let #pattern = #gradient; #path(#(#arguments,)* #(#buffers),*) })
}

fn vjp(check: &Check, private: &TokenStream, path: &Path) -> TokenStream {
    let [point, cotangent, value, pullback] = ["point", "cotangent", "value", "pullback"].map(local);
    let (here, arguments) = (at_point(check, &point), &check.arguments);
    // A `match` keeps what the arguments borrow until the pullback was called.
    quote_spanned! { hygienic() =>
        |#point, #cotangent| {
            #here
            match #path(#(#arguments),*) { (#value, #pullback) => (#value, #pullback(#private::lent(#cotangent))) }
        }
    }
}
