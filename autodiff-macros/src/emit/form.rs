//! The associated functions: `gradient`, `value_and_gradient`, `value_and_gradient_into`, `vjp`.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::ir::{Block, Dim, Kind, Op, Program, Value, free_values};
use crate::lower::{Parameter, Shape};

use super::moved::Moved;
use super::writer::Writer;
use super::{Target, buffer, demand, document, hygienic, local, tangent, tuple};

/// `(args..) -> G`
pub(super) fn gradient<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let private = target.private();
    let (mut writer, before) = writer(target, program, &private);
    let stmts = if is_flat(target) { writer.stmts(&program.body) } else { writer.stmts_apart(&program.body) };
    let gradient = gradients(target, &mut writer, &program.body.results);
    let ty = tangent::gradient(target);
    let doc = document::gradient(target);
    function(target, &doc, "gradient", &[], &ty, &Moved::of([before].into_iter().chain(stmts).chain([gradient])))
}

/// `(args..) -> (Y, G)`
pub(super) fn value_and_gradient<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let private = target.private();
    let (mut writer, before) = writer(target, program, &private);
    let stmts = writer.stmts_apart(&program.body);
    writer.note_results(&program.body.results);
    let value = writer.owned(program.body.results[0]);
    let gradient = in_shape(target, &mut writer, &program.body.results[1..]);
    let (y, g) = (tangent::result(target, target.result), tangent::gradient(target));
    let doc = document::value_and_gradient(target);
    let body = Moved::of([before].into_iter().chain(stmts).chain([quote!((#value, #gradient))]));
    function(target, &doc, "value_and_gradient", &[], &quote!((#y, #g)), &body)
}

/// `(args.., d_first: &mut .., ..) -> Y`
pub(super) fn value_and_gradient_into<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let private = target.private();
    let (mut writer, before) = writer(target, program, &private);
    let wanted = wanted(target, program);
    writer.buffers = buffer::starts(program, &wanted);
    writer.products = buffer::products(program, &wanted);
    let stmts = writer.stmts_apart(&program.body);
    writer.note_results(&program.body.results);
    let mut results = program.body.results[1..].iter().copied();
    let mut buffers = Vec::new();
    let mut demands = TokenStream::new();
    let mut writes = Vec::new();
    for parameter in target.differentiated() {
        let buffer = buffer_of(parameter);
        let ty = tangent::of_buffer(target, parameter);
        buffers.push(quote_spanned!(hygienic() => #buffer: &mut #ty));
        // What is replaced as a whole may have had any shape.
        if is_written_into(&parameter.shape) {
            demands.extend(demand::of_given(target, parameter, &buffer));
        }
        let mut next = || results.next().expect("a gradient for each leaf");
        if writer.filled.contains(&buffer) {
            writer.read(next());
            continue;
        }
        writes.push(match &parameter.shape {
            Shape::Leaf(leaf) if leaf.kind.tensor().is_some() => {
                let gradient = next();
                writer.product_into(&buffer, gradient).unwrap_or_else(|| {
                    let value = writer.reference(gradient);
                    quote_spanned!(hygienic() => #buffer.copy_from(#value);)
                })
            }
            Shape::Leaf(leaf) if matches!(leaf.kind, Kind::Array(_, Dim::Dyn)) => {
                let value = writer.reference(next());
                quote_spanned!(hygienic() => #buffer.clone_from_slice(#value);)
            }
            shape @ (Shape::Leaf(_) | Shape::Tuple(_)) => {
                let value = shaped(shape, &mut || writer.owned(next()));
                quote_spanned!(hygienic() => *#buffer = #value;)
            }
        });
    }
    let value = writer.owned(program.body.results[0]);
    let y = tangent::result(target, target.result);
    let doc = document::value_and_gradient_into(target);
    let body = Moved::of([demands, before].into_iter().chain(stmts).chain(writes).chain([value]));
    function(target, &doc, "value_and_gradient_into", &buffers, &y, &body)
}

/// What `value_and_gradient_into` calls the buffer of a parameter.
fn buffer_of(parameter: &Parameter) -> Ident {
    local(&format!("d_{}", parameter.ident.to_string().trim_start_matches("r#")))
}

/// The results that have buffers of numbers, with the parameters that these have the shapes of.
fn wanted(target: &Target<'_>, program: &Program) -> Vec<(Value, Value, Ident)> {
    let mut results = program.body.results[1..].iter().copied();
    let mut wanted = Vec::new();
    for parameter in target.differentiated() {
        let own =
            parameter.values.iter().map(|_| results.next().expect("a gradient for each leaf")).collect::<Vec<_>>();
        if let (Shape::Leaf(_), [value], [result]) = (&parameter.shape, &parameter.values[..], &own[..])
            && is_written_into(&parameter.shape)
        {
            wanted.push((*result, *value, buffer_of(parameter)));
        }
    }
    wanted
}

/// Whether a gradient is written into what a buffer holds.
fn is_written_into(shape: &Shape) -> bool {
    match shape {
        Shape::Leaf(leaf) => leaf.kind.tensor().is_some() || matches!(leaf.kind, Kind::Array(_, Dim::Dyn)),
        Shape::Tuple(_) => false,
    }
}

/// `(args..) -> (Y, impl Fn(&Y) -> G)`
pub(super) fn vjp<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let private = target.private();
    let (mut writer, before) = writer(target, program, &private);
    let pullbacks = program.body.stmts.iter().filter(|stmt| matches!(stmt.op, Op::Pullback));
    writer.captured = pullbacks.flat_map(|stmt| free_values(&stmt.blocks)).collect();
    let stmts = writer.stmts_apart(&program.body);
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
    let pullback = Moved::of([pullback]);
    let body = Moved::of([before].into_iter().chain(stmts).chain([quote!((#value, #pullback))]));
    function(target, &doc, "vjp", &[], &ty, &body)
}

/// `(args..) -> (Y, Recorded<dyn Fn(args.., &Y) -> G>)`, what a function that calls itself calls.
pub(super) fn recorded<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let private = target.private();
    let (mut writer, before) = writer(target, program, &private);
    let pullbacks = program.body.stmts.iter().filter(|stmt| matches!(stmt.op, Op::Pullback));
    writer.captured = pullbacks.flat_map(|stmt| free_values(&stmt.blocks)).collect();
    // The pullback may outlive what the arguments borrow: it gets them again.
    writer.outlives_arguments = true;
    let stmts = writer.stmts_apart(&program.body);
    let (_, values) = program.body.results.split_last().expect("values and a pullback");
    writer.note_results(values);
    let mut values = values.iter().copied();
    let value = shaped(target.result, &mut || writer.owned(values.next().expect("a value for each leaf")));
    let pullback = program.body.stmts.iter().rev().find(|stmt| matches!(stmt.op, Op::Pullback));
    for parameter in target.parameters {
        if let Shape::Leaf(_) = parameter.shape {
            writer.place(parameter.values[0], parameter.ident.clone(), parameter.by_reference, false);
        }
    }
    let pullback = pullback_closure(target, &mut writer, &pullback.expect("a pullback").blocks[0]);
    let y = tangent::result(target, target.result);
    let ty = super::call::pullback_type(target);
    let doc = "The value, and a pullback that takes the arguments again: for calls of the function by itself.";
    let body = quote_spanned!(hygienic() => #before #(#stmts)* (#value, #private::record_pullback(#private::Box::new(#pullback))));
    let function = function(target, doc, "recorded", &[], &quote!((#y, #ty)), &body);
    quote!(#[doc(hidden)] #function)
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
    let stmts = if is_flat(target) { writer.stmts(block) } else { writer.stmts_apart(block) };
    let results = gradients(target, writer, &block.results);
    writer.depth -= 1;
    let again = target.parameters.iter().filter(|_| writer.outlives_arguments).map(|parameter| {
        let Parameter { ident, ty, .. } = parameter;
        quote!(#ident: #ty,)
    });
    if unpack.is_none() && stmts.is_empty() {
        return quote_spanned!(hygienic() => move |#(#again)* #parameter: #ty| #results);
    }
    let body = Moved::of(unpack.into_iter().chain(stmts).chain([results]));
    quote_spanned!(hygienic() => move |#(#again)* #parameter: #ty| { #body })
}

/// Tokens for each leaf of a result, in its shape.
pub(super) fn shaped(shape: &Shape, leaf: &mut impl FnMut() -> TokenStream) -> TokenStream {
    match shape {
        Shape::Leaf(_) => leaf(),
        Shape::Tuple(parts) => {
            let parts = parts.iter().map(|part| shaped(part, leaf)).collect::<Vec<_>>();
            quote!((#(#parts,)*))
        }
    }
}

/// The gradients of the parameters, in their shapes.
fn gradients<'p>(target: &Target<'_>, writer: &mut Writer<'p>, results: &[Value]) -> TokenStream {
    if is_flat(target) {
        return writer.results(results);
    }
    writer.note_results(results);
    in_shape(target, writer, results)
}

/// Whether no parameter that is differentiated by is a tuple.
fn is_flat(target: &Target<'_>) -> bool {
    target.differentiated().all(|parameter| matches!(parameter.shape, Shape::Leaf(_)))
}

pub(super) fn in_shape<'p>(target: &Target<'_>, writer: &mut Writer<'p>, results: &[Value]) -> TokenStream {
    let mut results = results.iter().copied();
    let mut next = || writer.owned(results.next().expect("a gradient for each leaf"));
    let parts = target.differentiated().map(|parameter| shaped(&parameter.shape, &mut next)).collect::<Vec<_>>();
    tuple(&parts)
}

/// A writer that knows the parameters, and the statements that take tuples among them apart.
fn writer<'p>(target: &Target<'p>, program: &'p Program, private: &'p TokenStream) -> (Writer<'p>, TokenStream) {
    writer_with(target, program, private, &[])
}

/// The same, with more parameters.
pub(super) fn writer_with<'p>(
    target: &Target<'p>,
    program: &'p Program,
    private: &'p TokenStream,
    more: &[Parameter],
) -> (Writer<'p>, TokenStream) {
    let mut writer = Writer::new(target, program, private);
    let parameters = || target.parameters.iter().chain(more);
    parameters().for_each(|parameter| writer.names.reserve(&parameter.ident));
    // A local of a rule must not hide the function that the rule is about.
    if !program.rules.is_empty() {
        writer.names.reserve(&target.item.sig.ident);
    }
    let before = parameters().map(|parameter| writer.parameter(parameter)).collect();
    (writer, before)
}

impl Writer<'_> {
    /// Says where a parameter is; a tuple is taken apart first.
    fn parameter(&mut self, parameter: &Parameter) -> TokenStream {
        let ident = &parameter.ident;
        match &parameter.shape {
            Shape::Leaf(_) => {
                let owned = !parameter.by_reference && !tangent::is_view(&parameter.ty);
                self.place(parameter.values[0], ident.clone(), parameter.by_reference, owned);
                TokenStream::new()
            }
            Shape::Tuple(_) => {
                let mut values = parameter.values.iter().copied();
                let mut twice = Vec::new();
                let pattern = self.taken_apart(&parameter.shape, parameter.by_reference, &mut values, &mut twice);
                quote!(let #pattern = #ident; #(let #twice = *#twice;)*)
            }
        }
    }

    /// The pattern that gives each leaf of a tuple a name; `twice` are those that are references behind a reference.
    fn taken_apart(
        &mut self,
        shape: &Shape,
        by_reference: bool,
        values: &mut impl Iterator<Item = Value>,
        twice: &mut Vec<Ident>,
    ) -> TokenStream {
        match shape {
            Shape::Leaf(leaf) => {
                let value = values.next().expect("a value for each leaf");
                let name = self.bind(value, "part");
                let is_reference = by_reference || tangent::is_reference_type(shape);
                let owned = !is_reference && !tangent::is_view(&leaf.ty);
                self.place(value, name.clone(), is_reference, owned);
                if by_reference && tangent::is_reference_type(shape) {
                    twice.push(name.clone());
                }
                quote!(#name)
            }
            Shape::Tuple(parts) => {
                let parts = parts.iter().map(|part| self.taken_apart(part, by_reference, values, twice));
                let parts = parts.collect::<Vec<_>>();
                quote!((#(#parts,)*))
            }
        }
    }
}

/// An associated function with the parameters of the user's.
pub(super) fn function(
    target: &Target<'_>,
    doc: &str,
    name: &str,
    more: &[TokenStream],
    result: &TokenStream,
    body: &impl ToTokens,
) -> TokenStream {
    let vis = &target.item.vis;
    let (name, conditions, allowed) = (target.name_of(name), target.conditions(), super::allowed(&target.item.attrs));
    let (generics, _, where_clause) = target.item.sig.generics.split_for_impl();
    let parameters = target.parameters.iter().map(|parameter| {
        let declared = target.declared(parameter, &parameter.ident);
        let mutability = target.is_called_mutably(parameter).then(|| quote!(mut));
        quote!(#mutability #declared)
    });
    let doc = super::document::lines(doc);
    quote! {
        #conditions
        #doc
        #allowed
        #vis fn #name #generics (#(#parameters,)* #(#more),*) -> #result #where_clause { #body }
    }
}
