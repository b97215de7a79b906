//! What operations ask of sizes and indices, where a derivative does without the operation.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};
use quote::{quote, quote_spanned};

use crate::ir::{Demand, Dim, Kind, Stmt};
use crate::lower::{Parameter, Shape};

use super::writer::Writer;
use super::{Target, hygienic};

impl<'p> Writer<'p> {
    /// A call of the runtime that panics at the user's own expression.
    pub(super) fn demand(&mut self, demand: Demand, stmt: &'p Stmt) -> TokenStream {
        let args = stmt.args.iter().map(|arg| self.value(*arg).tokens).collect::<Vec<_>>();
        let (function, operation) = match demand {
            Demand::SameSize(operation) | Demand::SizeOfUnchecked(operation) => ("same_size", Some(operation)),
            Demand::Cotangent => ("same_size", Some("a cotangent and its result")),
            Demand::InBounds => ("in_bounds", None),
            Demand::AllInBounds => ("all_in_bounds", None),
            Demand::RangeInBounds => ("range_in_bounds", None),
            Demand::PartInBounds => ("part_in_bounds", None),
            Demand::Ordered => ("ordered", None),
        };
        let args = args.into_iter().chain(operation.map(|operation| quote!(#operation)));
        let function = Ident::new(function, stmt.span);
        let private = located(self.reals.private.clone(), stmt.span);
        quote_spanned!(stmt.span => #private::#function(#(#args),*);)
    }
}

/// Asks that what callers give beside the arguments has the shape of the parameter that it belongs to: a tangent, or a
/// buffer.
pub(super) fn of_given(target: &Target<'_>, parameter: &Parameter, given: &Ident) -> TokenStream {
    let Parameter { ident, shape, by_reference, .. } = parameter;
    let span = ident.span();
    let private = located(target.private(), span);
    let names = format!("`{given}` and `{}`", ident.to_string().trim_start_matches("r#"));
    let same = |size: &str| {
        let size = Ident::new(size, hygienic());
        quote_spanned!(span => #private::same_size(#given.#size(), #ident.#size(), #names);)
    };
    let is_open = |dim: &Dim| matches!(dim, Dim::Dyn | Dim::Generic(_));
    match shape {
        Shape::Leaf(leaf) => match &leaf.kind {
            Kind::Tensor(tensor) => {
                let sizes = [(&tensor.rows, "nrows"), (&tensor.cols, "ncols")];
                sizes.into_iter().filter(|(dim, _)| is_open(dim)).map(|(_, size)| same(size)).collect()
            }
            Kind::Array(element, Dim::Dyn) if element.is_real() => same("len"),
            kind @ (Kind::Array(..) | Kind::Record(_)) => {
                // A `Vec` is written into by a slice.
                let lent = if matches!(kind, Kind::Array(_, Dim::Dyn)) { quote!(&*) } else { quote!(&) };
                let reference = (!by_reference).then_some(lent);
                quote_spanned!(span => #private::same_shape(#reference #given, #reference #ident, #names);)
            }
            Kind::Real(_)
            | Kind::Int(_)
            | Kind::Bool
            | Kind::Factor(..)
            | Kind::Geometry(..)
            | Kind::Opaque
            | Kind::Open
            | Kind::Pullback => TokenStream::new(),
        },
        Shape::Tuple(_) => TokenStream::new(),
    }
}

/// Tokens that stand where the user's do: what panics there is said to be there.
fn located(tokens: TokenStream, span: Span) -> TokenStream {
    let located = tokens.into_iter().map(|mut token| {
        if let TokenTree::Group(group) = &token {
            token = TokenTree::Group(Group::new(group.delimiter(), located(group.stream(), span)));
        }
        token.set_span(span);
        token
    });
    located.collect()
}
