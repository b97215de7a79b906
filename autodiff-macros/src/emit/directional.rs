//! The associated functions that take a direction: `jvp` and `hvp`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::parse_quote;

use crate::ir::Program;
use crate::lower::Parameter;

use super::form::{self, shaped, writer_with};
use super::{Target, demand, document, hygienic, local, tangent};

/// `(args.., t_first, ..) -> (Y, Y)`
pub(super) fn jvp<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let private = target.private();
    let directions = directions(target, program, "t");
    let (mut writer, before) = writer_with(target, program, &private, &directions);
    let stmts = writer.stmts_apart(&program.body);
    writer.note_results(&program.body.results);
    let mut results = program.body.results.iter().copied();
    let mut next = || {
        let mut leaf = || writer.owned(results.next().expect("a value for each leaf"));
        shaped(target.result, &mut leaf)
    };
    let (value, tangent) = (next(), next());
    let y = tangent::result(target, target.result);
    let doc = document::jvp(target);
    let demands = demands(target, "t");
    let body = quote!(#demands #before #(#stmts)* (#value, #tangent));
    form::function(target, &doc, "jvp", &arguments(target, "t"), &quote!((#y, #y)), &body)
}

/// `(args.., v_first, ..) -> G`
pub(super) fn hvp<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let private = target.private();
    let directions = directions(target, program, "v");
    let (mut writer, before) = writer_with(target, program, &private, &directions);
    let stmts = writer.stmts_apart(&program.body);
    writer.note_results(&program.body.results);
    let product = form::in_shape(target, &mut writer, &program.body.results);
    let g = tangent::gradient(target);
    let doc = document::hvp(target);
    let demands = demands(target, "v");
    form::function(target, &doc, "hvp", &arguments(target, "v"), &g, &quote!(#demands #before #(#stmts)* #product))
}

/// `(args.., t_first, .., y_bar, y_bar_dot) -> (G, G)`, what second derivatives of a caller go through: what the pullback
/// gives, and its tangent.
pub(super) fn second<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let private = target.private();
    let directions = directions(target, program, "t");
    let cotangent = form::cotangent_type(target);
    let leaves = target.result.leaves().len();
    let (_, seeds) = program.body.params.split_at(program.body.params.len() - 2 * leaves);
    let seeds = ["y_bar", "y_bar_dot"].iter().zip(seeds.chunks(leaves)).map(|(name, values)| Parameter {
        ident: local(name),
        pattern: None,
        ty: parse_quote!(#cotangent),
        shape: target.result.clone(),
        by_reference: !target.is_scalar(),
        may_change: false,
        values: values.to_vec(),
    });
    let seeds = seeds.collect::<Vec<_>>();
    let more = directions.into_iter().chain(seeds.iter().cloned()).collect::<Vec<_>>();
    let (mut writer, before) = writer_with(target, program, &private, &more);
    writer.is_for_callers = true;
    let stmts = writer.stmts_apart(&program.body);
    writer.note_results(&program.body.results);
    let (values, tangents) = program.body.results.split_at(program.body.results.len() / 2);
    let values = form::in_shape(target, &mut writer, values);
    let tangents = form::in_shape(target, &mut writer, tangents);
    let g = tangent::gradient(target);
    let of_seeds = seeds.iter().map(|Parameter { ident, ty, .. }| quote_spanned!(hygienic() => #ident: #ty));
    let arguments = arguments(target, "t").into_iter().chain(of_seeds).collect::<Vec<_>>();
    let doc = "What the pullback gives, and its tangent: for second derivatives of callers.";
    let body = quote!(#before #(#stmts)* (#values, #tangents));
    let function = form::function(target, doc, super::SECOND, &arguments, &quote!((#g, #g)), &body);
    quote!(#[doc(hidden)] #function)
}

/// `<const K: usize>(args.., t_first, ..) -> [Y; K]`
pub(super) fn taylor<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let private = target.private();
    let directions = directions(target, program, "t");
    let (mut writer, before) = writer_with(target, program, &private, &directions);
    let stmts = writer.stmts_apart(&program.body);
    writer.note_results(&program.body.results);
    let coefficients = writer.owned(program.body.results[0]);
    let doc = document::taylor(target);
    let count = format_ident!("{}", super::count_of_coefficients(target.item, target.owner));
    let none =
        quote_spanned!(hygienic() => if #count == 0 { return ::core::array::from_fn(|_| ::core::unreachable!()); });
    let demands = demands(target, "t");
    taylor_function(target, &doc, &quote!(#none #demands #before #(#stmts)* #coefficients))
}

pub(super) fn taylor_function(target: &Target<'_>, doc: &str, body: &TokenStream) -> TokenStream {
    let mut item = target.item.clone();
    let count = format_ident!("{}", super::count_of_coefficients(&item, target.owner));
    item.sig.generics.params.push(parse_quote!(const #count: usize));
    let y = tangent::result(target, target.result);
    let result = quote_spanned!(hygienic() => [#y; #count]);
    form::function(&Target { item: &item, ..*target }, doc, "taylor", &arguments(target, "t"), &result, body)
}

/// Asks that each direction has the shape of its parameter.
fn demands(target: &Target<'_>, letter: &str) -> TokenStream {
    target.differentiated().map(|parameter| demand::of_given(target, parameter, &name(parameter, letter))).collect()
}

/// The tangent arguments, as parameters of their own.
pub(super) fn directions(target: &Target<'_>, program: &Program, letter: &str) -> Vec<Parameter> {
    let before = target.parameters.iter().map(|parameter| parameter.values.len()).sum();
    let mut values = program.body.params[before..].iter().copied();
    let direction = |parameter: &Parameter| Parameter {
        ident: name(parameter, letter),
        values: values.by_ref().take(parameter.values.len()).collect(),
        ..parameter.clone()
    };
    target.differentiated().map(direction).collect()
}

/// The tangent arguments in the signature: each is passed the way that its parameter is, a view as a view.
pub(super) fn arguments(target: &Target<'_>, letter: &str) -> Vec<TokenStream> {
    let arguments = target.differentiated().map(|parameter| {
        let (name, ty) = (name(parameter, letter), &parameter.ty);
        quote_spanned!(hygienic() => #name: #ty)
    });
    arguments.collect()
}

pub(super) fn name(parameter: &Parameter, letter: &str) -> proc_macro2::Ident {
    local(&format!("{letter}_{}", parameter.ident.to_string().trim_start_matches("r#")))
}
