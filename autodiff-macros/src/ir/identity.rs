//! Functions that were known by their names.

use proc_macro2::{Span, TokenStream, TokenTree};

use super::{Dim, Elem};

/// A path that led to what a function handed over.
#[derive(Debug)]
pub(crate) struct Identity {
    /// As the user wrote it, without generic arguments.
    pub(crate) path: TokenStream,
    /// Where the user wrote it.
    pub(crate) span: Span,
    /// How many parameters it has.
    pub(crate) parameters: usize,
    /// Those of them that are constants of types which are not understood.
    pub(crate) unknown: Vec<usize>,
    /// What its generic parameters stand for; `None` where that can't be said.
    pub(crate) generics: Option<Vec<Standing>>,
}

/// What a generic parameter stands for.
#[derive(Debug)]
pub(crate) enum Standing {
    /// As the user wrote it.
    Given(TokenStream),
    Elem(Elem),
    /// Of a const parameter.
    Number(Dim),
    /// Of a type parameter.
    Size(Dim),
}

impl Identity {
    /// Whether another one says the same.
    pub(crate) fn is(&self, other: &Identity) -> bool {
        let text = |identity: &Identity| format!("{} {:?}", identity.path, identity.generics);
        text(self) == text(other)
    }
}

/// Whether parameters of a function have types that can't be said: `impl Trait`.
pub(crate) fn is_nameless(parameters: TokenStream) -> bool {
    parameters.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == "impl",
        TokenTree::Group(group) => is_nameless(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}
