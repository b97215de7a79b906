//! Derivatives that are functions of the user's: `vjp = path`, `jvp = path`.
//!
//! Every token stands where the path does, so that the compiler's own message about a rule of another signature does too.
//! All other forms call these two, so that there is one message.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote_spanned};
use syn::{Path, spanned::Spanned};

use crate::lower::Parameter;

use super::{Target, directional, document, form, hygienic, tangent};

/// `(args..) -> (Y, impl Fn(&Y) -> G)`
pub(super) fn vjp(target: &Target<'_>, rule: &Path) -> TokenStream {
    let ty = at(rule, form::vjp_type(target));
    let parameters = hidden(target);
    let body = call(&parameters, rule, Vec::new());
    let target = Target { parameters: &parameters, ..*target };
    form::function(&target, &document::vjp(&target), "vjp", &[], &ty, &body)
}

/// `(args.., t_first, ..) -> (Y, Y)`
pub(super) fn jvp(target: &Target<'_>, rule: &Path) -> TokenStream {
    let y = tangent::result(target, target.result);
    let span = place(rule);
    let ty = at(rule, quote_spanned!(span => (#y, #y)));
    let directions = target.differentiated().map(|parameter| directional::name(parameter, "t"));
    let arguments = directional::arguments(target, "t");
    let parameters = hidden(target);
    let body = call(&parameters, rule, directions.collect());
    let target = Target { parameters: &parameters, ..*target };
    form::function(&target, &document::jvp(&target), "jvp", &arguments, &ty, &body)
}

/// The parameters by names that are the macro's: the compiler does not suggest to change what the user did not write.
fn hidden(target: &Target<'_>) -> Vec<Parameter> {
    let hide = |parameter: &Parameter| {
        let mut ident = parameter.ident.clone();
        ident.set_span(hygienic().located_at(ident.span()));
        Parameter { ident, ..parameter.clone() }
    };
    target.parameters.iter().map(hide).collect()
}

/// A call of the rule with the arguments, and more.
fn call(parameters: &[Parameter], rule: &Path, more: Vec<Ident>) -> TokenStream {
    let own = parameters.iter().map(|parameter| parameter.ident.clone());
    let arguments = own.chain(more).map(|mut ident| {
        ident.set_span(ident.span().located_at(rule.span()));
        ident
    });
    let span = place(rule);
    quote_spanned!(span => #rule(#(#arguments),*))
}

/// Where the rule stands, out of reach of the user's names.
fn place(rule: &Path) -> Span {
    hygienic().located_at(rule.span())
}

/// Tokens as if they stood where the rule does; what they mean stays.
fn at(rule: &Path, tokens: TokenStream) -> TokenStream {
    let located = |tree: TokenTree| match tree {
        TokenTree::Group(group) => {
            let mut moved = proc_macro2::Group::new(group.delimiter(), at(rule, group.stream()));
            moved.set_span(group.span().located_at(rule.span()));
            moved.to_token_stream()
        }
        mut single @ (TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) => {
            single.set_span(single.span().located_at(rule.span()));
            single.to_token_stream()
        }
    };
    tokens.into_iter().map(located).collect()
}
