//! Functions that were known by their names.

use proc_macro2::{Ident, Span, TokenStream};

use super::{Dim, Elem};

/// A path that led to what a function handed over, and by which other name that function itself is known.
#[derive(Debug)]
pub(crate) struct Identity {
    /// As the user wrote it, without generic arguments.
    pub(crate) path: TokenStream,
    /// Where the user wrote it.
    pub(crate) span: Span,
    /// The path of its module, if it is not that of the caller.
    pub(crate) module: Option<TokenStream>,
    pub(crate) alias: Ident,
    /// How many parameters it has.
    pub(crate) parameters: usize,
    /// Those of them that are constants of types which are not understood.
    pub(crate) unknown: Vec<usize>,
    /// What its generic parameters stand for.
    pub(crate) generics: Vec<Standing>,
}

/// What a generic parameter stands for.
#[derive(Debug, PartialEq)]
pub(crate) enum Standing {
    Elem(Elem),
    /// Of a const parameter.
    Number(Dim),
    /// Of a type parameter.
    Size(Dim),
}

impl Identity {
    /// Whether another one says the same.
    pub(crate) fn is(&self, other: &Identity) -> bool {
        let text = |identity: &Identity| identity.path.to_string();
        self.alias == other.alias && self.generics == other.generics && text(self) == text(other)
    }
}
