//! The documentation of generated functions.

use proc_macro2::TokenStream;
use quote::quote;

use crate::differentiate::Mode;
use crate::request::OnRequest;

use super::{Output, Target};

/// Documentation as a person writes it: one comment a line.
pub(super) fn lines(text: &str) -> TokenStream {
    let lines = text.lines().map(|line| {
        let line = if line.is_empty() { String::new() } else { format!(" {line}") };
        quote!(#[doc = #line])
    });
    lines.collect()
}

/// The closed form as a paragraph of its own, if there is one.
fn formula(target: &Target<'_>, output: Output) -> String {
    target.formula(output).map(|formula| format!("\n\n{formula}")).unwrap_or_default()
}

fn names(target: &Target<'_>) -> Vec<String> {
    target.differentiated().map(|parameter| parameter.ident.to_string()).collect()
}

/// "`a`, `b` and `c`"
fn list(names: &[String], each: impl Fn(&str) -> String) -> String {
    let quoted = names.iter().map(|name| format!("`{}`", each(name))).collect::<Vec<_>>();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, before)) => format!("{} and {last}", before.join(", ")),
        None => String::new(),
    }
}

fn function(target: &Target<'_>) -> String {
    target.item.sig.ident.to_string()
}

/// What varies, and what the gradient holds.
fn gradient_shapes(target: &Target<'_>) -> String {
    let function = function(target);
    let names = names(target);
    let partials = list(&names, |name| format!("∂{function}/∂{name}"));
    match names.len() {
        1 => format!("The gradient {partials} has the shape of its parameter."),
        _ => format!("The gradients {partials}, in this order, have the shapes of their parameters."),
    }
}

pub(super) fn container(item: &syn::ItemFn, target: Option<&Target<'_>>) -> String {
    match target {
        Some(target) => {
            let names = list(&names(target), str::to_owned);
            format!("Derivatives of {} with respect to {names}.", target.link())
        }
        None => format!("Derivatives of [`{0}`](fn@{0}).", item.sig.ident),
    }
}

pub(super) fn gradient(target: &Target<'_>) -> String {
    let (function, link) = (function(target), target.link());
    let names = list(&names(target), str::to_owned);
    let formula = formula(target, Output::Reverse(Mode::Gradient));
    format!(
        "Gradient of {link} with respect to {names}.{formula}\n\n{}\n\n# Panics\nWhere `{function}` does.",
        gradient_shapes(target)
    )
}

pub(super) fn value_and_gradient(target: &Target<'_>) -> String {
    let (function, link) = (function(target), target.link());
    let names = list(&names(target), str::to_owned);
    let formula = formula(target, Output::Reverse(Mode::Gradient));
    format!(
        "Value of {link}, and its gradient with respect to {names}.{formula}\n\n{}\n\n# Panics\nWhere \
         `{function}` does.",
        gradient_shapes(target)
    )
}

pub(super) fn value_and_gradient_into(target: &Target<'_>) -> String {
    let (function, link) = (function(target), target.link());
    let buffers = list(&names(target), |name| format!("d_{name}"));
    format!(
        "Value of {link}; its gradient overwrites {buffers}.\n\n{}\n\n# Panics\nWhere \
         `{function}` does, and where a buffer has another shape than its parameter.",
        gradient_shapes(target)
    )
}

pub(super) fn vjp(target: &Target<'_>) -> String {
    let (function, link) = (function(target), target.link());
    let names = list(&names(target), str::to_owned);
    let formula = formula(target, Output::Reverse(Mode::Vjp));
    format!(
        "Value of {link}, and its pullback: the map from a cotangent of the result to the \
         cotangents of {names}.{formula}\n\nA cotangent has the shape of what it belongs to. The pullback may be called any \
         number of times.\n\n# Panics\nWhere `{function}` does; the pullback, where a cotangent has another shape than \
         the result."
    )
}

pub(super) fn jvp(target: &Target<'_>) -> String {
    let (function, link) = (function(target), target.link());
    let names = list(&names(target), str::to_owned);
    let formula = formula(target, Output::OnRequest(OnRequest::Jvp));
    format!(
        "Value of {link}, and its derivative along a direction: one tangent for each of {names}.{formula}\n\n\
         A tangent has the shape of its parameter, the derivative that of the result.\n\n# Panics\nWhere `{function}` \
         does, and where a tangent has another shape than its parameter."
    )
}

pub(super) fn hvp(target: &Target<'_>) -> String {
    let (function, link) = (function(target), target.link());
    let names = list(&names(target), str::to_owned);
    let formula = formula(target, Output::OnRequest(OnRequest::Hvp));
    format!(
        "Hessian of {link} with respect to {names} times a vector, without the Hessian: the \
         derivative of the gradient along a direction.{formula}\n\nThe direction has a part for each of {names}, and so has the \
         product.\n\n# Panics\nWhere `{function}` does, and where a part has another shape than its parameter."
    )
}

pub(super) fn jacobian(target: &Target<'_>) -> String {
    let (function, link) = (function(target), target.link());
    let names = list(&names(target), str::to_owned);
    let formula = formula(target, Output::OnRequest(OnRequest::Jacobian));
    format!(
        "Jacobian of {link} with respect to {names}.{formula}\n\nNumerator layout: a row for each number \
         of the result, a column for each of the parameter, both in storage order (a matrix column by \
         column).\n\n# Panics\nWhere `{function}` does."
    )
}

pub(super) fn hessian(target: &Target<'_>) -> String {
    let (function, link) = (function(target), target.link());
    let names = list(&names(target), str::to_owned);
    let formula = formula(target, Output::OnRequest(OnRequest::Hessian));
    format!(
        "Hessian of {link} with respect to {names}.{formula}\n\nA row and a column for each number of the \
         parameter, in storage order (a matrix column by column). It is symmetric up to rounding.\n\n# Panics\nWhere \
         `{function}` does."
    )
}

pub(super) fn taylor(target: &Target<'_>) -> String {
    let (function, link) = (function(target), target.link());
    let names = list(&names(target), str::to_owned);
    format!(
        "Taylor coefficients of {link} along a line: entry `k` is the coefficient of `s` to the \
         power of `k` in `{function}(x + s t)`, where `t` has a part for each of {names}.\n\nThe work grows with the \
         square of the number of coefficients.\n\n# Panics\nWhere `{function}` does, and where a tangent has another \
         shape than its parameter."
    )
}
