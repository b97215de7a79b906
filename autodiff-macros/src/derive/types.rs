//! What the types of fields say of their derivatives.
//!
//! A type that is judged wrongly by its name is no danger: the code that is written for it does not compile.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{DeriveInput, GenericArgument, PathArguments, PathSegment, Type, TypeParamBound, WherePredicate};

use crate::diagnostics::Message;
use crate::messages::derive as messages;

use super::structure::text_of;

/// What a type is made of.
pub(super) enum Leaf<'a> {
    /// Reals, vectors or matrices of this scalar.
    Scalar(&'a Type),
    /// The struct itself: a list of its children.
    Itself,
    /// What only the compiler can judge: another struct, a type alias, a type parameter.
    Other(&'a Type),
    /// What has no derivative.
    Refused(&'a Type, Message),
}

/// Types by name that have no derivative.
const CONSTANTS: [&str; 23] = [
    "bool",
    "char",
    "str",
    "i8",
    "i16",
    "i32",
    "i64",
    "i128",
    "isize",
    "u8",
    "u16",
    "u32",
    "u64",
    "u128",
    "usize",
    "String",
    "Option",
    "Result",
    "HashMap",
    "HashSet",
    "BTreeMap",
    "BTreeSet",
    "PhantomData",
];

/// The name of the struct, and its type parameters.
pub(super) struct Params {
    own: Ident,
    /// Every type parameter, and whether a bound says that it is a real scalar.
    types: Vec<(Ident, bool)>,
    /// Type parameters that no bound calls real scalars, but vectors or matrices of them are fields.
    elements: Vec<Ident>,
}

impl Params {
    pub(super) fn new(input: &DeriveInput) -> Params {
        let constrained = input.generics.where_clause.iter().flat_map(|clause| &clause.predicates);
        let constrained = constrained.filter_map(|predicate| match predicate {
            WherePredicate::Type(predicate) if is_real(&predicate.bounds) => Some(text_of(&predicate.bounded_ty)),
            WherePredicate::Type(_) | WherePredicate::Lifetime(_) => None,
            _ => None,
        });
        let constrained = constrained.collect::<Vec<_>>();
        let types = input.generics.type_params().map(|param| {
            let is_real = is_real(&param.bounds) || constrained.contains(&param.ident.to_string());
            (param.ident.clone(), is_real)
        });
        Params { own: input.ident.clone(), types: types.collect(), elements: Vec::new() }
    }

    /// The type parameters that must be real scalars, though no bound says so.
    pub(super) fn unbounded_elements(&self) -> &[Ident] {
        &self.elements
    }

    /// Whether a type depends on a type parameter.
    pub(super) fn occur_in(&self, ty: &Type) -> bool {
        self.types.iter().any(|(name, _)| mentions(ty.to_token_stream(), name))
    }

    /// Whether a type depends on a type parameter that may be any type.
    pub(super) fn unbounded_occur_in(&self, ty: &Type) -> bool {
        let unbounded = self.types.iter().filter(|(name, is_real)| !is_real && !self.elements.contains(name));
        unbounded.map(|(name, _)| name).any(|name| mentions(ty.to_token_stream(), name))
    }

    fn is_scalar(&self, name: &Ident) -> bool {
        name == "f64" || name == "f32" || self.elements.contains(name) || self.is_real(name)
    }

    fn is_real(&self, name: &Ident) -> bool {
        self.types.iter().any(|(known, is_real)| known == name && *is_real)
    }

    fn is_unbounded(&self, name: &Ident) -> bool {
        self.types.iter().any(|(known, is_real)| known == name && !is_real)
    }

    /// Takes in the type parameters whose vectors or matrices a field is made of.
    #[expect(clippy::wildcard_enum_match_arm, reason = "all other types hold no vectors, or are refused by `read`")]
    pub(super) fn add_elements(&mut self, ty: &Type) {
        match ty {
            Type::Array(array) => self.add_elements(&array.elem),
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|part| self.add_elements(part)),
            Type::Paren(inner) => self.add_elements(&inner.elem),
            Type::Group(inner) => self.add_elements(&inner.elem),
            Type::Path(path) => {
                let Some(last) = path.path.segments.last() else { return };
                let Some(first) = type_arguments(last).next() else { return };
                if !is_tensor(last) {
                    self.add_elements(first);
                } else if let Some(name) = plain(first).filter(|name| self.is_unbounded(name))
                    && !self.elements.contains(name)
                {
                    self.elements.push(name.clone());
                }
            }
            _ => {}
        }
    }

    /// What a type is made of.
    pub(super) fn read<'a>(&self, ty: &'a Type, leaves: &mut Vec<Leaf<'a>>) {
        match ty {
            Type::Paren(inner) => self.read(&inner.elem, leaves),
            Type::Group(inner) => self.read(&inner.elem, leaves),
            Type::Array(array) => self.read(&array.elem, leaves),
            Type::Tuple(tuple) if !tuple.elems.is_empty() => {
                tuple.elems.iter().for_each(|part| self.read(part, leaves));
            }
            Type::Path(path) if path.qself.is_none() => match path.path.segments.last() {
                Some(last) => self.segment(ty, last, leaves),
                None => leaves.push(Leaf::Other(ty)),
            },
            Type::Reference(_) => leaves.push(Leaf::Refused(ty, messages::borrowed(&text_of(ty)))),
            Type::Path(_) | Type::Macro(_) | Type::Verbatim(_) => leaves.push(Leaf::Other(ty)),
            Type::Tuple(_)
            | Type::Slice(_)
            | Type::FnPtr(_)
            | Type::ImplTrait(_)
            | Type::Infer(_)
            | Type::Never(_)
            | Type::Ptr(_)
            | Type::TraitObject(_) => leaves.push(Leaf::Refused(ty, messages::no_derivative(&text_of(ty)))),
            _ => leaves.push(Leaf::Other(ty)),
        }
    }

    fn segment<'a>(&self, ty: &'a Type, segment: &'a PathSegment, leaves: &mut Vec<Leaf<'a>>) {
        let name = &segment.ident;
        let arguments = type_arguments(segment).collect::<Vec<_>>();
        let leaf = match &arguments[..] {
            [] if self.is_scalar(name) => Leaf::Scalar(ty),
            _ if CONSTANTS.iter().any(|constant| name == constant) => {
                Leaf::Refused(ty, messages::no_derivative(&text_of(ty)))
            }
            [elem] if name == "Vec" => return self.read(elem, leaves),
            [elem, ..] if is_tensor(segment) => self.tensor(ty, elem),
            [] if name == "Self" => Leaf::Itself,
            _ if mentions(ty.to_token_stream(), &self.own) => Leaf::Itself,
            _ => Leaf::Other(ty),
        };
        leaves.push(leaf);
    }

    /// A vector or matrix of nalgebra's.
    fn tensor<'a>(&self, ty: &'a Type, elem: &'a Type) -> Leaf<'a> {
        let Some(name) = plain(elem) else { return Leaf::Other(ty) };
        if text_of(ty).contains("View") {
            Leaf::Refused(ty, messages::borrowed(&text_of(ty)))
        } else if self.is_scalar(name) {
            Leaf::Scalar(elem)
        } else if CONSTANTS.iter().any(|constant| name == constant) {
            Leaf::Refused(ty, messages::no_derivative(&text_of(ty)))
        } else {
            Leaf::Other(ty)
        }
    }
}

/// Whether bounds say that a type is a real scalar.
fn is_real(bounds: &syn::punctuated::Punctuated<TypeParamBound, syn::Token![+]>) -> bool {
    bounds.iter().any(|bound| match bound {
        TypeParamBound::Trait(bound) => bound.path.segments.last().is_some_and(|last| last.ident == "Real"),
        TypeParamBound::Lifetime(_) | TypeParamBound::PreciseCapture(_) | TypeParamBound::Verbatim(_) => false,
        _ => false,
    })
}

/// The name of a type that is nothing but a name.
#[expect(clippy::wildcard_enum_match_arm, reason = "no other type is a name")]
fn plain(ty: &Type) -> Option<&Ident> {
    match ty {
        Type::Path(path) if path.qself.is_none() => path.path.get_ident(),
        _ => None,
    }
}

fn type_arguments(segment: &PathSegment) -> impl Iterator<Item = &Type> {
    let arguments = match &segment.arguments {
        PathArguments::AngleBracketed(arguments) => Some(&arguments.args),
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    };
    arguments.into_iter().flatten().filter_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        GenericArgument::Lifetime(_)
        | GenericArgument::Const(_)
        | GenericArgument::AssocType(_)
        | GenericArgument::AssocConst(_)
        | GenericArgument::Constraint(_) => None,
        _ => None,
    })
}

/// Whether a type is called like one of nalgebra's vectors and matrices: `DMatrix`, `RowVector3`, `Matrix2x3`.
fn is_tensor(segment: &PathSegment) -> bool {
    let name = segment.ident.to_string().replacen("View", "", 1);
    let name = name.strip_prefix("Row").unwrap_or(&name);
    let name = name.strip_prefix(['D', 'S', 'O']).unwrap_or(name);
    let sizes = name.strip_prefix("Vector").or_else(|| name.strip_prefix("Matrix"));
    sizes.is_some_and(|sizes| sizes.chars().all(|letter| letter.is_ascii_digit() || letter == 'x' || letter == 'X'))
}

/// Whether a name stands somewhere in a piece of source.
fn mentions(tokens: TokenStream, name: &Ident) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(ident) => ident == *name,
        TokenTree::Group(group) => mentions(group.stream(), name),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
