//! What is known of a struct: its fields, which of them have a derivative, and of what scalar.

use quote::ToTokens;
use syn::{Data, DeriveInput, Fields, Member, Path, Type};

use crate::diagnostics::{Diagnostics, Place, Poisoned};
use crate::messages::derive as messages;

use super::attributes;
use super::types::{Leaf, Params};

/// A struct that is differentiable.
pub(super) struct Structure<'a> {
    pub(super) input: &'a DeriveInput,
    /// Where the facade lives, if not at `::autodiff`.
    pub(super) facade: Option<Path>,
    /// All fields, in order.
    pub(super) fields: Vec<Field<'a>>,
    /// The scalar of the derivative, where the types of the fields say it.
    pub(super) scalar: Option<&'a Type>,
    /// The types in the fields whose derivatives are not known here, each once.
    pub(super) leaves: Vec<&'a Type>,
    /// The type parameters of the struct.
    pub(super) params: Params,
}

pub(super) struct Field<'a> {
    pub(super) member: Member,
    pub(super) ty: &'a Type,
    /// Whether it keeps its value and has no derivative.
    pub(super) is_constant: bool,
}

impl<'a> Structure<'a> {
    /// Reads a struct; every error in it is reported.
    pub(super) fn read(input: &'a DeriveInput, diagnostics: &Diagnostics) -> Result<Structure<'a>, Poisoned> {
        let facade = attributes::facade(&input.attrs, diagnostics);
        let fields = match &input.data {
            Data::Struct(data) => &data.fields,
            Data::Enum(data) => return Err(diagnostics.report(data.enum_token.span, messages::not_a_struct("an enum"))),
            Data::Union(data) => {
                return Err(diagnostics.report(data.union_token.span, messages::not_a_struct("a union")));
            }
        };
        let before = diagnostics.mark();
        let known = fields.members().zip(fields).map(|(member, field)| {
            let is_constant = attributes::is_constant(field, diagnostics);
            Field { member, ty: &field.ty, is_constant }
        });
        let known = known.collect();
        let params = Params::new(input);
        let mut structure = Structure { input, facade, fields: known, scalar: None, leaves: Vec::new(), params };
        let types = structure.varied().map(|field| field.ty).collect::<Vec<_>>();
        types.iter().for_each(|ty| structure.params.add_elements(ty));
        types.into_iter().for_each(|ty| structure.add(ty, diagnostics));
        if structure.varied().next().is_none() && diagnostics.mark() == before {
            return Err(diagnostics.report(
                input.ident.span(),
                if fields.is_empty() { messages::without_fields() } else { messages::only_constants() },
            ));
        }
        Ok(structure)
    }

    /// The fields as they are declared.
    pub(super) fn members(&self) -> &Fields {
        match &self.input.data {
            Data::Struct(data) => &data.fields,
            Data::Enum(_) | Data::Union(_) => &Fields::Unit,
        }
    }

    /// The fields that have a derivative.
    pub(super) fn varied(&self) -> impl Iterator<Item = &Field<'a>> {
        self.fields.iter().filter(|field| !field.is_constant)
    }

    /// Takes in the type of a field that has a derivative.
    fn add(&mut self, ty: &'a Type, diagnostics: &Diagnostics) {
        let mut leaves = Vec::new();
        self.params.read(ty, &mut leaves);
        for leaf in leaves {
            match leaf {
                Leaf::Refused(part, message) => {
                    diagnostics.report(Place::of(part.to_token_stream()), message);
                }
                Leaf::Scalar(scalar) => match self.scalar {
                    Some(known) if last_word(known) != last_word(scalar) => {
                        let message = messages::mixed(&text_of(known), &text_of(scalar));
                        diagnostics.report(Place::of(ty.to_token_stream()), message);
                    }
                    Some(_) => {}
                    None => self.scalar = Some(scalar),
                },
                Leaf::Itself => {}
                Leaf::Other(part) if self.leaves.iter().any(|known| is_same(known, part)) => {}
                Leaf::Other(part) => self.leaves.push(part),
            }
        }
    }
}

/// What a scalar is called, wherever its name is taken from.
fn last_word(scalar: &Type) -> Option<String> {
    scalar.to_token_stream().into_iter().last().map(|word| word.to_string())
}

fn is_same(one: &Type, two: &Type) -> bool {
    one.to_token_stream().to_string() == two.to_token_stream().to_string()
}

/// A type as a person writes it.
pub(super) fn text_of(part: impl ToTokens) -> String {
    let spaced = [
        (" < ", "<"),
        (" >", ">"),
        ("& ", "&"),
        (" ,", ","),
        (" :: ", "::"),
        ("[ ", "["),
        (" ]", "]"),
        ("( ", "("),
        (" )", ")"),
        (" ;", ";"),
    ];
    spaced.iter().fold(part.to_token_stream().to_string(), |text, (from, to)| text.replace(from, to))
}
