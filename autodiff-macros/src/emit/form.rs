//! The associated functions: `gradient`, `value_and_gradient`, `value_and_gradient_into`, `vjp`.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};

use crate::ir::{Block, Dim, Kind, Op, Program};
use crate::lower::{Parameter, Shape};

use super::writer::Writer;
use super::{Target, document, hygienic, local, tangent, tuple};

/// `(args..) -> G`
pub(super) fn gradient(target: &Target<'_>, program: &Program) -> TokenStream {
    let private = target.private();
    let mut writer = writer(target, program, &private);
    let stmts = writer.stmts(&program.body);
    let gradient = writer.results(&program.body.results);
    let ty = tangent::gradient(target);
    let doc = document::gradient(target);
    function(target, &doc, "gradient", &[], &ty, &quote!(#(#stmts)* #gradient))
}

/// `(args..) -> (Y, G)`
pub(super) fn value_and_gradient(target: &Target<'_>, program: &Program) -> TokenStream {
    let private = target.private();
    let mut writer = writer(target, program, &private);
    let stmts = writer.stmts(&program.body);
    writer.note_results(&program.body.results);
    let owned = program.body.results.iter().map(|result| writer.owned(*result)).collect::<Vec<_>>();
    let (value, gradient) = (&owned[0], tuple(&owned[1..]));
    let (y, g) = (tangent::result(target, target.result), tangent::gradient(target));
    let doc = document::value_and_gradient(target);
    let body = quote!(#(#stmts)* (#value, #gradient));
    function(target, &doc, "value_and_gradient", &[], &quote!((#y, #g)), &body)
}

/// `(args.., d_first: &mut .., ..) -> Y`
pub(super) fn value_and_gradient_into(target: &Target<'_>, program: &Program) -> TokenStream {
    let private = target.private();
    let mut writer = writer(target, program, &private);
    let stmts = writer.stmts(&program.body);
    writer.note_results(&program.body.results);
    let mut buffers = Vec::new();
    let mut writes = Vec::new();
    for (parameter, result) in target.differentiated().zip(&program.body.results[1..]) {
        let buffer = local(&format!("d_{}", parameter.ident.to_string().trim_start_matches("r#")));
        let ty = tangent::of_buffer(target, parameter);
        buffers.push(quote_spanned!(hygienic() => #buffer: &mut #ty));
        writes.push(if parameter.kind.tensor().is_some() {
            let value = writer.reference(*result);
            quote_spanned!(hygienic() => #buffer.copy_from(#value);)
        } else if matches!(parameter.kind, Kind::Array(_, Dim::Dyn)) {
            let value = writer.reference(*result);
            quote_spanned!(hygienic() => #buffer.clone_from_slice(#value);)
        } else {
            let value = writer.owned(*result);
            quote_spanned!(hygienic() => *#buffer = #value;)
        });
    }
    let value = writer.owned(program.body.results[0]);
    let y = tangent::result(target, target.result);
    let doc = document::value_and_gradient_into(target);
    let body = quote!(#(#stmts)* #(#writes)* #value);
    function(target, &doc, "value_and_gradient_into", &buffers, &y, &body)
}

/// `(args..) -> (Y, impl Fn(&Y) -> G)`
pub(super) fn vjp(target: &Target<'_>, program: &Program) -> TokenStream {
    let private = target.private();
    let mut writer = writer(target, program, &private);
    let stmts = writer.stmts(&program.body);
    let (_, values) = program.body.results.split_last().expect("values and a pullback");
    writer.note_results(values);
    let mut values = values.iter().copied();
    let value = shaped(target.result, &mut || {
        let value = values.next().expect("a value for each leaf");
        writer.owned(value)
    });
    let pullback = program.body.stmts.iter().rev().find(|stmt| matches!(stmt.op, Op::Pullback));
    let pullback = pullback_closure(target, &mut writer, &pullback.expect("a pullback").blocks[0]);
    let ty = vjp_type(target);
    let doc = document::vjp(target);
    function(target, &doc, "vjp", &[], &ty, &quote!(#(#stmts)* (#value, #pullback)))
}

/// `(Y, impl Fn(&Y) -> G)`, or `Fn(Y)` of a scalar.
pub(super) fn vjp_type(target: &Target<'_>) -> TokenStream {
    let (y, g) = (tangent::result(target, target.result), tangent::gradient(target));
    let cotangent = cotangent_type(target);
    quote_spanned!(hygienic() => (#y, impl ::core::ops::Fn(#cotangent) -> #g))
}

pub(super) fn cotangent_type(target: &Target<'_>) -> TokenStream {
    let y = tangent::result(target, target.result);
    if target.is_scalar() { y } else { quote!(&#y) }
}

fn pullback_closure<'p>(target: &Target<'_>, writer: &mut Writer<'p>, block: &'p Block) -> TokenStream {
    writer.depth += 1;
    writer.floor = writer.depth;
    let ty = cotangent_type(target);
    let by_reference = !target.is_scalar();
    let names = block.params.iter().map(|param| {
        let name = writer.bind(*param, "cotangent");
        writer.place(*param, name.clone(), by_reference, false);
        name
    });
    let names = names.collect::<Vec<_>>();
    let mut idents = names.iter();
    let pattern = shaped(target.result, &mut || {
        let name = idents.next().expect("a name for each leaf");
        quote!(#name)
    });
    let (parameter, unpack) = match target.result {
        Shape::Leaf(_) => (pattern, None),
        Shape::Tuple(_) => {
            let whole = local("result_bar");
            (quote!(#whole), Some(quote_spanned!(hygienic() => let #pattern = #whole;)))
        }
    };
    let stmts = writer.stmts(block);
    let results = writer.results(&block.results);
    writer.depth -= 1;
    if unpack.is_none() && stmts.is_empty() {
        return quote_spanned!(hygienic() => move |#parameter: #ty| #results);
    }
    quote_spanned!(hygienic() => move |#parameter: #ty| { #unpack #(#stmts)* #results })
}

/// Tokens for each leaf of a result, in its shape.
fn shaped(shape: &Shape, leaf: &mut impl FnMut() -> TokenStream) -> TokenStream {
    match shape {
        Shape::Leaf(_) => leaf(),
        Shape::Tuple(parts) => {
            let parts = parts.iter().map(|part| shaped(part, leaf)).collect::<Vec<_>>();
            quote!((#(#parts,)*))
        }
    }
}

fn writer<'p>(target: &Target<'_>, program: &'p Program, private: &'p TokenStream) -> Writer<'p> {
    let mut writer = Writer::new(program, private);
    for (parameter, value) in target.parameters.iter().zip(&program.body.params) {
        writer.names.reserve(&parameter.ident);
        let owned = !parameter.by_reference && !tangent::is_view(&parameter.ty);
        writer.place(*value, parameter.ident.clone(), parameter.by_reference, owned);
    }
    writer
}

/// An associated function with the parameters of the user's.
pub(super) fn function(
    target: &Target<'_>,
    doc: &str,
    name: &str,
    more: &[TokenStream],
    result: &TokenStream,
    body: &TokenStream,
) -> TokenStream {
    let vis = &target.item.vis;
    let name = format_ident!("{name}");
    let (generics, _, where_clause) = target.item.sig.generics.split_for_impl();
    let parameters = target.parameters.iter().map(|Parameter { ident, ty, .. }| quote!(#ident: #ty));
    let doc = super::document::lines(doc);
    quote! {
        #doc
        #vis fn #name #generics (#(#parameters,)* #(#more),*) -> #result #where_clause { #body }
    }
}
