//! What compiles only if types and methods that were read by their names are nalgebra's.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;

use crate::ir::{Elem, Figure, Named};

use super::{Target, tangent};

/// Methods that a type has through what it points to: any method of a trait goes first.
const THROUGH_DEREF: [&str; 4] = ["as_vector", "imag", "scalar", "vector"];

/// Holds a type that the user names against nalgebra's.
pub(super) fn ty(target: &Target<'_>, named: &Named) -> TokenStream {
    let Named { path, arguments, figure } = named;
    // Of a vector of unknown size nothing was read.
    if *figure == Figure::Unit(0) {
        return TokenStream::new();
    }
    let elem = scalar(target);
    let (private, expected) = (target.private(), tangent::of_figure(&target.private(), *figure, &elem));
    let size = Literal::usize_unsuffixed(figure.dimension());
    let is_unit = path.clone().into_iter().last().is_some_and(|last| last.to_string() == "Unit");
    let implied = if is_unit { quote!(#private::SVector<#elem, #size>) } else { elem };
    let arguments = arguments.as_ref().unwrap_or(&implied);
    quote!(let _: ::core::marker::PhantomData<#expected> = ::core::marker::PhantomData::<#path<#arguments>>;)
}

/// Holds a method against nalgebra's: a method of one more trait is ambiguous where a trait of the user's has one that
/// Rust would take before nalgebra's, which is not of a trait.
pub(super) fn method(target: &Target<'_>, method: &Ident, figure: Figure) -> TokenStream {
    let private = target.private();
    let ty = tangent::of_figure(&private, figure, &scalar(target));
    let generic = tangent::of_figure(&private, figure, &quote!(S));
    let probe = |receiver: TokenStream, value: TokenStream| {
        quote!({
            trait __Probe { fn #method(#receiver); }
            impl<S: #private::Real> __Probe for #generic { fn #method(#receiver) {} }
            let _ = |#value: #ty| value.#method();
        })
    };
    let by_value = probe(quote!(self), quote!(value));
    if !THROUGH_DEREF.contains(&method.to_string().as_str()) {
        return by_value;
    }
    let (by_reference, mutably) = (probe(quote!(&self), quote!(value)), probe(quote!(&mut self), quote!(mut value)));
    quote!(#by_value #by_reference #mutably)
}

/// The scalar type of the function.
fn scalar(target: &Target<'_>) -> TokenStream {
    let leaves = target.parameters.iter().flat_map(|parameter| parameter.shape.leaves());
    let elem = leaves.filter_map(|leaf| leaf.kind.elem()).find(|elem| **elem != Elem::Any);
    tangent::of_elem(elem.unwrap_or(&Elem::F64))
}
