//! Structs and their fields.

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use syn::{PathArguments, Type};

use crate::ir::{Constant, Elem, Int, Kind, Member, Op, Record, Stmt, Value};

use super::expression::{Access, Precedence, Rendered};
use super::writer::Writer;
use super::{hygienic, local, tangent};

impl Writer<'_> {
    /// `p.weight`
    pub(super) fn field(&mut self, stmt: &Stmt) -> Rendered {
        let member = self.member(stmt.args[0], stmt.args[1]);
        self.read(stmt.args[1]);
        let whole = self.receiver(stmt.args[0]);
        let mut field = Rendered::new(quote!(#whole.#member), Precedence::Postfix);
        if !self.is_copied_as_it_is(stmt.results[0]) {
            field.access = Access::Owned;
        }
        field
    }

    /// Whether reading a value from its place copies it.
    fn is_copied_as_it_is(&self, value: Value) -> bool {
        matches!(self.kind(value), Kind::Real(_) | Kind::Int(_) | Kind::Bool)
    }

    /// How a field is called, by its place.
    pub(super) fn member(&self, whole: Value, place: Value) -> TokenStream {
        let Kind::Record(record) = self.kind(whole) else { unreachable!("fields are those of structs") };
        let Some(Stmt { op: Op::Constant(Constant::Int(number, _)), .. }) = self.waiting.get(&place) else {
            unreachable!("the place of a field is a number")
        };
        let field = usize::try_from(*number).ok().and_then(|place| record.fields.get(place));
        field.map_or_else(TokenStream::new, |field| tokens(&field.member))
    }

    /// `p.weight += s;`
    pub(super) fn add_field(&mut self, whole: &Ident, stmt: &Stmt) -> TokenStream {
        let [before, place, part] = stmt.args[..] else { unreachable!("a struct, a field, and what is added") };
        let member = self.member(before, place);
        self.read(place);
        if matches!(self.kind(part), Kind::Array(..) | Kind::Record(_)) {
            let (part, private) = (self.reference(part), self.reals.private);
            return quote_spanned!(hygienic() => #private::accumulate(&mut #whole.#member, #part););
        }
        let part = self.value(part).tokens;
        quote!(#whole.#member += #part;)
    }

    /// `Params { weight: .., bias: .. }`
    pub(super) fn record(&mut self, record: &Record, stmt: &Stmt) -> Rendered {
        let path = path(&record.ty);
        let values = stmt.args.iter().map(|arg| self.part_of_record(*arg)).collect::<Vec<_>>();
        let is_named = record.fields.iter().any(|field| matches!(field.member, Member::Named(_)));
        let tokens = if is_named || record.fields.is_empty() {
            let members = record.fields.iter().map(|field| tokens(&field.member));
            quote!(#path { #(#members: #values),* })
        } else {
            quote!(#path(#(#values),*))
        };
        // In a condition, braces would read as a block.
        Rendered::new(tokens, if is_named { Precedence::Unary } else { Precedence::Postfix })
    }

    /// A value that is given to a struct; a constant that stays elsewhere is copied.
    fn part_of_record(&mut self, value: Value) -> TokenStream {
        if self.is_compound(value) || self.is_copied_as_it_is(value) {
            return self.owned(value);
        }
        let rendered = self.raw(value);
        let tokens = &rendered.tokens;
        match rendered.access {
            Access::Temporary | Access::Movable => rendered.tokens,
            Access::Reference => self.copied(value, tokens),
            Access::Owned => self.copied(value, &quote!(&#tokens)),
        }
    }
}

fn tokens(member: &Member) -> TokenStream {
    match member {
        Member::Named(name) => name.to_token_stream(),
        Member::Unnamed(place) => Literal::usize_unsuffixed(*place).to_token_stream(),
    }
}

/// The path of a literal: the type without its arguments, which follow from the fields.
fn path(ty: &TokenStream) -> TokenStream {
    let Ok(Type::Path(mut path)) = syn::parse2(ty.clone()) else { return ty.clone() };
    path.path.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
    path.into_token_stream()
}

/// What holds a struct against the definition that its name led to: another one may have other constants.
pub(super) fn definition(private: &TokenStream, place: &TokenStream, kind: &Kind) -> Option<TokenStream> {
    let mut element = kind;
    while let Kind::Array(inner, _) = element {
        element = inner;
    }
    let Kind::Record(record) = element else { return None };
    let identity = Literal::u64_unsuffixed(record.definition?);
    Some(quote!(#private::is_defined_by::<#identity, _>(&#place);))
}

/// What holds the types of a struct's fields against the kinds that they were read as.
pub(super) fn check(private: &TokenStream, place: &TokenStream, kind: &Kind) -> TokenStream {
    match kind {
        Kind::Record(record) => {
            let visible = record.fields.iter().enumerate().filter(|(at, _)| record.is_visible(*at));
            let checks = visible.map(|(_, field)| {
                let member = tokens(&field.member);
                check(private, &quote!(#place.#member), &field.kind)
            });
            let own = definition(private, place, kind);
            quote!(#own #(#checks)*)
        }
        Kind::Array(element, _) => {
            let name = local("element");
            let inner = check(private, &quote!(#name), element);
            if inner.is_empty() { inner } else { quote!(for #name in #place.iter() { #inner }) }
        }
        Kind::Tensor(tensor) => {
            let elem = tangent::of_elem(&tensor.elem);
            let (rows, cols) = (tangent::of_dim(private, &tensor.rows), tangent::of_dim(private, &tensor.cols));
            quote!(#private::is_matrix::<#elem, #rows, #cols, _>(&#place);)
        }
        Kind::Real(Elem::F64) => quote!(let _: &::core::primitive::f64 = &#place;),
        Kind::Real(Elem::F32) => quote!(let _: &::core::primitive::f32 = &#place;),
        Kind::Real(elem @ (Elem::Param(_) | Elem::Any)) => {
            let elem = tangent::of_elem(elem);
            quote!(let _: &#elem = &#place;)
        }
        Kind::Int(Int::Named(name)) => {
            let ty = Ident::new(name, hygienic());
            quote!(let _: &::core::primitive::#ty = &#place;)
        }
        Kind::Bool => quote!(let _: &::core::primitive::bool = &#place;),
        Kind::Geometry(..) => {
            let expected = tangent::of_kind(private, kind);
            quote!(let _: &#expected = &#place;)
        }
        Kind::Factor(..) | Kind::Int(Int::Any) | Kind::Opaque | Kind::Open | Kind::Pullback => TokenStream::new(),
    }
}
