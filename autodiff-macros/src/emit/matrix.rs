//! The associated functions that give matrices: `jacobian` and `hessian`.

use proc_macro2::TokenStream;
use quote::quote;

use crate::ir::{Elem, Kind, Program, Tensor};
use crate::lower::{Leaf, Shape};

use super::form::{self, shaped};
use super::{Target, document, tangent, tuple};

/// `(args..) -> J`
pub(super) fn jacobian<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let ty = jacobian_type(target);
    let doc = document::jacobian(target);
    let body = body(target, program, |_| target.result);
    form::function(target, &doc, "jacobian", &[], &ty, &body)
}

/// `(args..) -> H`
pub(super) fn hessian<'p>(target: &Target<'p>, program: &'p Program) -> TokenStream {
    let ty = hessian_type(target);
    let doc = document::hessian(target);
    let body = body(target, program, |shape| shape);
    form::function(target, &doc, "hessian", &[], &ty, &body)
}

/// For each leaf of each parameter, the matrices of all leaves of what is differentiated.
fn body<'p>(target: &Target<'p>, program: &'p Program, differentiated: impl Fn(&'p Shape) -> &'p Shape) -> TokenStream {
    let private = target.private();
    let (mut writer, before) = form::writer_with(target, program, &private, &[]);
    let stmts = writer.stmts_apart(&program.body);
    writer.note_results(&program.body.results);
    let mut results = program.body.results.iter().copied();
    let target = *target;
    let parts = target.wrt.iter().map(|place| {
        let shape = &target.parameters[*place].shape;
        shaped(shape, &mut || {
            shaped(differentiated(shape), &mut || writer.owned(results.next().expect("a matrix for each pair")))
        })
    });
    let matrices = tuple(&parts.collect::<Vec<_>>());
    quote!(#before #(#stmts)* #matrices)
}

/// The type of `jacobian`.
pub(super) fn jacobian_type(target: &Target<'_>) -> TokenStream {
    types(target, |_| target.result)
}

/// The type of `hessian`.
pub(super) fn hessian_type(target: &Target<'_>) -> TokenStream {
    types(target, |shape| shape)
}

fn types<'p>(target: &Target<'p>, differentiated: impl Fn(&'p Shape) -> &'p Shape) -> TokenStream {
    let parts = target.wrt.iter().map(|place| {
        let shape = &target.parameters[*place].shape;
        in_shape(shape, &mut |param| in_shape(differentiated(shape), &mut |result| matrix(target, result, param)))
    });
    tuple(&parts.collect::<Vec<_>>())
}

fn in_shape(shape: &Shape, leaf: &mut dyn FnMut(&Leaf) -> TokenStream) -> TokenStream {
    let leaves = shape.leaves();
    let mut leaves = leaves.into_iter();
    shaped(shape, &mut || leaf(leaves.next().expect("a leaf")))
}

/// The Jacobian of one result by one parameter.
fn matrix(target: &Target<'_>, result: &Leaf, param: &Leaf) -> TokenStream {
    if result.kind.is_real() && param.kind.is_real() {
        return tangent::of_leaf(target, param);
    }
    let elem = param.kind.elem().cloned().unwrap_or(Elem::Any);
    let tensor = Tensor { elem, rows: result.kind.stacked(), cols: param.kind.stacked() };
    tangent::of_kind(&target.private(), &Kind::Tensor(tensor))
}
