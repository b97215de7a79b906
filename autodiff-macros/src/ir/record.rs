//! Structs: what a Program knows of their fields.

use std::cell::Cell;
use std::fmt;

use proc_macro2::{Ident, TokenStream};

use super::{Dim, Kind};

/// A struct with `#[derive(Differentiable)]`. Its tangent is a value of the same struct.
#[derive(Clone, Debug)]
pub(crate) struct Record {
    /// The name of the struct, for messages and to tell one from another.
    pub(crate) name: Ident,
    /// The type, as the user wrote it.
    pub(crate) ty: TokenStream,
    pub(crate) fields: Vec<Field>,
    /// Whether the function names a private field: then it may name all of them.
    opened: Cell<bool>,
}

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) member: Member,
    /// `Kind::Open` where the definition of the field's own type was not found.
    pub(crate) kind: Kind,
    /// Whether it is marked `#[constant]`: it keeps its value and has no derivative.
    pub(crate) is_constant: bool,
    pub(crate) visibility: Visibility,
}

/// Who may name a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visibility {
    Public,
    /// `pub(crate)` and the like: some who may not name private fields may name it.
    Restricted,
    Private,
}

/// How a field is called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Member {
    Named(Ident),
    Unnamed(usize),
}

/// A struct is written by many paths; the types themselves are compared by the user's compiler.
impl PartialEq for Record {
    fn eq(&self, other: &Record) -> bool {
        self.name == other.name && self.fields == other.fields
    }
}

impl Eq for Record {}

impl Field {
    /// Whether it has a derivative.
    pub(crate) fn is_differentiable(&self) -> bool {
        !self.is_constant && (self.kind.is_differentiable() || self.kind == Kind::Open)
    }
}

impl Record {
    pub(crate) fn new(name: Ident, ty: TokenStream, fields: Vec<Field>) -> Record {
        Record { name, ty, fields, opened: Cell::new(false) }
    }

    /// Notes that the function names a field.
    pub(crate) fn open(&self, place: usize) {
        if self.fields[place].visibility == Visibility::Private {
            self.opened.set(true);
        }
    }

    /// Whether a literal of it is legal where the function stands: no field is hidden there.
    pub(crate) fn is_open(&self) -> bool {
        self.opened.get() || self.fields.iter().all(|field| field.visibility == Visibility::Public)
    }

    pub(crate) fn is_differentiable(&self) -> bool {
        self.fields.iter().any(Field::is_differentiable)
    }

    /// The place of a field among the fields.
    pub(crate) fn place(&self, name: &str) -> Option<usize> {
        self.fields.iter().position(|field| field.member.to_string() == name)
    }

    /// How many reals its values are made of.
    pub(super) fn stacked(&self) -> Dim {
        let parts = self.fields.iter().filter(|field| field.is_differentiable()).map(|field| field.kind.stacked());
        let sum = |total: Dim, part: Dim| match (total, part) {
            (Dim::Known(total), Dim::Known(part)) => Dim::Known(total + part),
            (Dim::Known(_) | Dim::Named(_) | Dim::Generic(_) | Dim::Dyn, _) => Dim::Dyn,
        };
        parts.fold(Dim::Known(0), sum)
    }
}

impl fmt::Display for Member {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Member::Named(name) => write!(f, "{name}"),
            Member::Unnamed(place) => write!(f, "{place}"),
        }
    }
}
