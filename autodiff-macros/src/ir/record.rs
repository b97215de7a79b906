//! Structs: what a Program knows of their fields.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::rc::Rc;

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
    /// What tells its definition from all that are written otherwise, where that is known.
    pub(crate) definition: Option<u64>,
    /// The places of the fields that the function names.
    named: Named,
}

/// Places of fields, shared by all that is known of one definition.
pub(crate) type Named = Rc<RefCell<BTreeSet<usize>>>;

/// A field of a struct.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Field {
    pub(crate) member: Member,
    /// `Kind::Open` where the definition of the field's own type was not found.
    pub(crate) kind: Kind,
    /// Its type, as it is written where the function stands.
    pub(crate) ty: String,
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
        self.name == other.name && self.may_be(other) && self.fields == other.fields
    }
}

impl Eq for Record {}

impl Hash for Record {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.name.hash(state);
    }
}

impl Field {
    /// Whether it has a derivative.
    pub(crate) fn is_differentiable(&self) -> bool {
        !self.is_constant && (self.kind.is_differentiable() || self.kind == Kind::Open)
    }
}

impl Record {
    pub(crate) fn new(name: Ident, ty: TokenStream, fields: Vec<Field>, named: Named) -> Record {
        Record { name, ty, fields, definition: None, named }
    }

    pub(crate) fn defined_by(self, definition: Option<u64>) -> Record {
        Record { definition, ..self }
    }

    /// Whether the definitions are not known to be two.
    fn may_be(&self, other: &Record) -> bool {
        self.definition.zip(other.definition).is_none_or(|(one, two)| one == two)
    }

    /// Notes that the function names a field.
    pub(crate) fn name_field(&self, place: usize) {
        self.named.borrow_mut().insert(place);
    }

    /// Whether a literal of it is legal where the function stands: no field is hidden there. Who may name one private
    /// field may name them all.
    pub(crate) fn is_open(&self) -> bool {
        let is_named = |place: usize| self.named.borrow().contains(&place);
        let mut fields = self.fields.iter().enumerate();
        fields.clone().any(|(place, field)| field.visibility == Visibility::Private && is_named(place))
            || fields.all(|(place, field)| field.visibility == Visibility::Public || is_named(place))
    }

    /// Whether a field may be named where the function stands, as far as that is known.
    pub(crate) fn is_visible(&self, place: usize) -> bool {
        let is_public = self.fields[place].visibility == Visibility::Public;
        is_public || self.named.borrow().contains(&place) || self.is_open()
    }

    /// What is known of either of two.
    pub(super) fn join(&self, other: &Record) -> Option<Record> {
        let pairs = self.fields.iter().zip(&other.fields);
        let joined = pairs.map(|(one, two)| {
            let is_same = one.member == two.member && one.is_constant == two.is_constant;
            let kind = one.kind.join(&two.kind).filter(|_| is_same)?;
            Some(Field { kind, ..one.clone() })
        });
        let fields = joined.collect::<Option<Vec<_>>>()?;
        let is_same = self.name == other.name && self.may_be(other) && self.fields.len() == other.fields.len();
        is_same.then(|| Record { fields, ..self.clone() })
    }

    pub(crate) fn is_differentiable(&self) -> bool {
        self.fields.iter().any(Field::is_differentiable)
    }

    /// The same struct with fields of these kinds.
    pub(crate) fn with_kinds(&self, kinds: impl Iterator<Item = Kind>) -> Record {
        let fields = self.fields.iter().zip(kinds).map(|(field, kind)| Field { kind, ..field.clone() });
        Record { fields: fields.collect(), ..self.clone() }
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
            // Messages and names that are made of it do without what makes a keyword a name.
            Member::Named(name) => f.write_str(name.to_string().trim_start_matches("r#")),
            Member::Unnamed(place) => write!(f, "{place}"),
        }
    }
}
