//! The types of tangents, cotangents and results.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::Type;

use crate::ir::{Dim, Elem, Figure, Kind, Tensor, has_storage};
use crate::lower::{Leaf, Parameter, Shape};

use super::{Target, local, tuple};

/// The tangent of a parameter: the user's own type where that is owned.
pub(super) fn of_parameter(target: &Target<'_>, parameter: &Parameter) -> TokenStream {
    result(target, &parameter.shape)
}

/// What `value_and_gradient_into` writes the tangent of a parameter into; a slice where lengths are only known at run
/// time.
pub(super) fn of_buffer(target: &Target<'_>, parameter: &Parameter) -> TokenStream {
    if let Shape::Leaf(leaf) = &parameter.shape
        && let Kind::Array(element, Dim::Dyn) = &leaf.kind
    {
        let element = of_kind(&target.private(), element);
        return quote!([#element]);
    }
    of_parameter(target, parameter)
}

/// The cotangent of a single result.
pub(super) fn of_leaf(target: &Target<'_>, leaf: &Leaf) -> TokenStream {
    of_type(target, &leaf.ty, &leaf.kind)
}

fn of_type(target: &Target<'_>, ty: &Type, kind: &Kind) -> TokenStream {
    // What is borrowed has an owned tangent.
    if is_view(ty) || matches!(kind, Kind::Array(_, Dim::Dyn)) {
        return of_kind(&target.private(), kind);
    }
    bare(ty).to_token_stream()
}

/// A type without references, parentheses and groups around it.
pub(super) fn bare(ty: &Type) -> &Type {
    if let Type::Reference(reference) = ty {
        return bare(&reference.elem);
    }
    if let Type::Paren(inner) = ty {
        return bare(&inner.elem);
    }
    if let Type::Group(inner) = ty {
        return bare(&inner.elem);
    }
    ty
}

/// The tangent of a parameter or result; of a `vjp` its first part.
pub(super) fn result(target: &Target<'_>, shape: &Shape) -> TokenStream {
    match shape {
        Shape::Leaf(leaf) => of_leaf(target, leaf),
        Shape::Tuple(parts) => {
            let parts = parts.iter().map(|part| result(target, part));
            quote!((#(#parts,)*))
        }
    }
}

/// The gradient: the tangent of the one differentiated parameter, or a tuple.
pub(super) fn gradient(target: &Target<'_>) -> TokenStream {
    let parts = target.differentiated().map(|parameter| of_parameter(target, parameter)).collect::<Vec<_>>();
    tuple(&parts)
}

/// The owned type of a kind, by its absolute path.
pub(super) fn of_kind(private: &TokenStream, kind: &Kind) -> TokenStream {
    match kind {
        Kind::Real(elem) => of_elem(elem),
        Kind::Tensor(tensor) => of_tensor(private, tensor),
        Kind::Array(element, Dim::Dyn) => {
            let element = of_kind(private, element);
            quote!(#private::Vec<#element>)
        }
        Kind::Array(element, length @ (Dim::Known(_) | Dim::Named(_))) => {
            let (element, length) = (of_kind(private, element), size(length));
            quote!([#element; #length])
        }
        Kind::Array(_, Dim::Generic(_)) => unreachable!("the length of an array is a number"),
        Kind::Record(record) => record.ty.clone(),
        Kind::Geometry(figure, elem) => of_figure(private, *figure, &of_elem(elem)),
        Kind::Factor(..) | Kind::Int(_) | Kind::Bool | Kind::Opaque | Kind::Open | Kind::Pullback => quote!(_),
    }
}

/// nalgebra's own type of geometry, by its absolute path.
pub(super) fn of_figure(private: &TokenStream, figure: Figure, elem: &TokenStream) -> TokenStream {
    let dimension = proc_macro2::Literal::usize_unsuffixed(figure.dimension());
    match figure {
        Figure::Point(_) => quote!(#private::Point::<#elem, #dimension>),
        Figure::Unit(_) => quote!(#private::Unit::<#private::SVector<#elem, #dimension>>),
        Figure::Translation(_) => quote!(#private::Translation::<#elem, #dimension>),
        Figure::Rotation(_) => quote!(#private::Rotation::<#elem, #dimension>),
        Figure::UnitComplex => quote!(#private::UnitComplex::<#elem>),
        Figure::Quaternion => quote!(#private::Quaternion::<#elem>),
        Figure::UnitQuaternion => quote!(#private::UnitQuaternion::<#elem>),
        Figure::Isometry(_) | Figure::IsometryMatrix(_) => {
            let rotation = figure.rotation().map(|rotation| of_figure(private, rotation, elem));
            quote!(#private::Isometry::<#elem, #rotation, #dimension>)
        }
    }
}

pub(super) fn size(dim: &Dim) -> TokenStream {
    match dim {
        Dim::Known(size) => proc_macro2::Literal::usize_unsuffixed(*size).to_token_stream(),
        Dim::Named(name) => {
            let size: TokenStream = name.parse().unwrap_or_else(|_| quote!(_));
            // As an argument of a type, anything but a name needs braces.
            if size.clone().into_iter().nth(1).is_some() { quote!({ #size }) } else { size }
        }
        Dim::Generic(_) | Dim::Dyn => quote!(_),
    }
}

pub(super) fn of_elem(elem: &Elem) -> TokenStream {
    match elem {
        Elem::F64 => quote!(f64),
        Elem::F32 => quote!(f32),
        Elem::Param(name) => name.parse().unwrap_or_else(|_| quote!(_)),
        Elem::Any => quote!(_),
    }
}

/// A scalar type that no name of the user's can hide.
pub(super) fn primitive(elem: &Elem) -> TokenStream {
    match elem {
        Elem::F64 => quote!(::core::primitive::f64),
        Elem::F32 => quote!(::core::primitive::f32),
        Elem::Param(_) | Elem::Any => of_elem(elem),
    }
}

/// What holds a parameter's type against the kinds that it was read as: a type that only shares a name with nalgebra's
/// or with a primitive does not compile.
pub(super) fn check(target: &Target<'_>, parameter: &Parameter, ident: &proc_macro2::Ident) -> TokenStream {
    check_shape(target, &parameter.shape, parameter.by_reference, ident)
}

fn check_shape(target: &Target<'_>, shape: &Shape, by_reference: bool, ident: &proc_macro2::Ident) -> TokenStream {
    let private = target.private();
    let Leaf { kind, ty } = match shape {
        Shape::Leaf(leaf) => &**leaf,
        Shape::Tuple(parts) => {
            let names = (0..parts.len()).map(|place| local(&format!("{ident}_{place}"))).collect::<Vec<_>>();
            let checks = parts.iter().zip(&names);
            // Nothing moves out of the parameter, which is passed on.
            let checks = checks.map(|(part, name)| check_shape(target, part, true, name)).collect::<Vec<_>>();
            let lent = (!by_reference).then(|| quote!(&));
            return quote!(let (#(#names,)*) = #lent #ident; #(#checks)*);
        }
    };
    let reference = by_reference.then(|| quote!(&));
    // A reference in a tuple that is itself behind a reference is one to a reference.
    if is_view(ty) {
        let Kind::Tensor(tensor) = kind else { return quote!(#private::is_matrix(&#ident);) };
        let (elem, rows, cols) =
            (of_elem(&tensor.elem), of_dim(&private, &tensor.rows), of_dim(&private, &tensor.cols));
        return quote!(#private::is_matrix::<#elem, #rows, #cols, _>(&#ident););
    }
    match kind {
        Kind::Tensor(tensor) => {
            let expected = of_tensor(&private, tensor);
            quote!(let _: #reference #expected = #ident;)
        }
        Kind::Real(Elem::F64) => quote!(let _: #reference ::core::primitive::f64 = #ident;),
        Kind::Real(Elem::F32) => quote!(let _: #reference ::core::primitive::f32 = #ident;),
        Kind::Geometry(..) => {
            let expected = of_kind(&private, kind);
            quote!(let _: #reference #expected = #ident;)
        }
        Kind::Array(element, _) if is_geometry(element) => check_elements(&private, element, ident),
        Kind::Record(_) => super::record::check(&private, &quote!(#ident), kind),
        Kind::Array(element, _) if matches!(**element, Kind::Record(_)) => {
            super::record::check(&private, &quote!(#ident), kind)
        }
        Kind::Real(Elem::Param(_) | Elem::Any)
        | Kind::Array(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Opaque
        | Kind::Open
        | Kind::Factor(..)
        | Kind::Pullback => TokenStream::new(),
    }
}

/// Whether a part of a tuple is a reference itself.
pub(super) fn is_reference_type(shape: &Shape) -> bool {
    matches!(shape, Shape::Leaf(leaf) if matches!(leaf.ty, Type::Reference(_)))
}

/// The type that a result was read as; `_` where its name alone does not tell.
pub(super) fn expected(target: &Target<'_>, shape: &Shape) -> TokenStream {
    match shape {
        Shape::Leaf(leaf) if is_view(&leaf.ty) => quote!(_),
        Shape::Leaf(leaf) if leaf.kind == Kind::Real(Elem::F64) => quote!(::core::primitive::f64),
        Shape::Leaf(leaf) if leaf.kind == Kind::Real(Elem::F32) => quote!(::core::primitive::f32),
        Shape::Leaf(leaf) => of_kind(&target.private(), &leaf.kind),
        Shape::Tuple(parts) => {
            let parts = parts.iter().map(|part| expected(target, part));
            quote!((#(#parts,)*))
        }
    }
}

/// Whether a type is one of parts that belong to others: a view or a slice.
pub(super) fn is_part(ty: &Type) -> bool {
    is_view(ty) || matches!(bare(ty), Type::Slice(_))
}

/// Whether a type is a view of nalgebra's, or has a storage of its own, by its name.
pub(super) fn is_view(ty: &Type) -> bool {
    let Type::Path(path) = bare(ty) else { return false };
    path.path.segments.last().is_some_and(|last| {
        let name = last.ident.to_string();
        name.contains("View") || has_storage(&name)
    })
}

/// A size as nalgebra's type for it.
pub(super) fn of_dim(private: &TokenStream, dim: &Dim) -> TokenStream {
    match dim {
        Dim::Known(_) | Dim::Named(_) => {
            let size = size(dim);
            quote!(#private::Const<#size>)
        }
        Dim::Generic(name) => name.parse().unwrap_or_else(|_| quote!(_)),
        Dim::Dyn => quote!(#private::Dyn),
    }
}

pub(super) fn of_tensor(private: &TokenStream, tensor: &Tensor) -> TokenStream {
    let elem = of_elem(&tensor.elem);
    let (rows, cols) = (size(&tensor.rows), size(&tensor.cols));
    match (&tensor.rows, &tensor.cols) {
        (Dim::Dyn, cols) if cols.is_one() => quote!(#private::DVector::<#elem>),
        (rows, Dim::Dyn) if rows.is_one() => quote!(#private::RowDVector::<#elem>),
        (Dim::Dyn, Dim::Dyn) => quote!(#private::DMatrix::<#elem>),
        (Dim::Generic(_), _) | (_, Dim::Generic(_)) => {
            let (rows, cols) = (of_dim(private, &tensor.rows), of_dim(private, &tensor.cols));
            quote!(#private::OMatrix::<#elem, #rows, #cols>)
        }
        (_, cols) if cols.is_one() => quote!(#private::SVector::<#elem, #rows>),
        (Dim::Known(_) | Dim::Named(_), Dim::Known(_) | Dim::Named(_)) => {
            quote!(#private::SMatrix::<#elem, #rows, #cols>)
        }
        (Dim::Dyn, _) => {
            quote!(#private::OMatrix::<#elem, #private::Dyn, #private::Const<#cols>>)
        }
        (_, Dim::Dyn) => {
            quote!(#private::OMatrix::<#elem, #private::Const<#rows>, #private::Dyn>)
        }
    }
}

fn check_elements(private: &TokenStream, element: &Kind, of: &proc_macro2::Ident) -> TokenStream {
    let name = local("element");
    let check = if let Kind::Array(inner, _) = element {
        check_elements(private, inner, &name)
    } else {
        let expected = of_kind(private, element);
        quote!(let _: &#expected = #name;)
    };
    quote!(for #name in #of.iter() { #check })
}

/// Whether a kind is nalgebra's geometry, or arrays of it.
fn is_geometry(kind: &Kind) -> bool {
    match kind {
        Kind::Geometry(..) => true,
        Kind::Array(element, _) => is_geometry(element),
        Kind::Real(_)
        | Kind::Tensor(_)
        | Kind::Factor(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => false,
    }
}
