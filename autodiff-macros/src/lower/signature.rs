//! The parameters and the result of a function, and what it is differentiated by.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{FnArg, ItemFn, Pat, PatType, ReturnType, Safety, Type};

use crate::diagnostics::{Diagnostics, Message, Place, Poisoned};
use crate::ir::{Builder, Kind, Name, Value};
use crate::messages;
use crate::request::Request;

use super::Lowered;
use super::scope::plain;
use super::types::{Reading, Types};

/// A parameter of the function.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) ident: Ident,
    pub(crate) ty: Type,
    pub(crate) kind: Kind,
    /// Whether the parameter is a reference to the value.
    pub(crate) by_reference: bool,
    pub(crate) value: Value,
}

/// How values make up the result of a function.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Leaf(Box<Leaf>),
    Tuple(Vec<Shape>),
}

/// A single value in a result.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    pub(crate) kind: Kind,
    pub(crate) ty: Type,
}

/// What a function takes and gives.
pub(crate) struct Signature {
    pub(crate) parameters: Vec<Parameter>,
    /// The parameters to differentiate by, as places among `parameters`.
    pub(crate) wrt: Vec<usize>,
    pub(crate) result: Shape,
}

/// Reads a function's signature; every error in it is reported.
pub(super) fn read(
    item: &ItemFn,
    request: &Request,
    builder: &Builder,
    diagnostics: &Diagnostics,
) -> Lowered<Signature> {
    let reader = Reader { types: Types::new(&item.sig.generics), builder, diagnostics };
    let modifiers = reader.modifiers(item);
    let parameters = item.sig.inputs.iter().map(|input| reader.parameter(input)).collect::<Vec<_>>();
    let parameters = parameters.into_iter().collect::<Lowered<Vec<_>>>();
    let result = reader.result(item);
    let wrt = parameters.as_ref().map_err(|poisoned| *poisoned).and_then(|known| reader.wrt(item, request, known));
    modifiers?;
    let (parameters, result, wrt) = (parameters?, result?, wrt?);
    let parameters = parameters.into_iter().map(|read| read.parameter).collect::<Vec<_>>();
    Ok(Signature { parameters, wrt, result })
}

struct Reader<'a> {
    types: Types,
    builder: &'a Builder,
    diagnostics: &'a Diagnostics,
}

/// A parameter, and whether its type is one that will be differentiable.
struct ReadParameter {
    parameter: Parameter,
    is_container: bool,
}

impl Reader<'_> {
    fn error(&self, at: &impl ToTokens, message: Message) -> Poisoned {
        self.diagnostics.report(Place::of(at.to_token_stream()), message)
    }

    fn modifiers(&self, item: &ItemFn) -> Lowered<()> {
        let signature = &item.sig;
        let mut verdict = Ok(());
        let mut refuse = |token: &dyn ToTokens, word: &str| {
            let place = Place::of(token.to_token_stream());
            verdict = Err(self.diagnostics.report(place, messages::signature::modifier(word)));
        };
        if let Some(token) = &signature.asyncness {
            refuse(token, "async");
        }
        match &signature.safety {
            Safety::Unsafe(token) => refuse(token, "unsafe"),
            Safety::Safe(token) => refuse(token, "safe"),
            Safety::Default => {}
        }
        if let Some(abi) = &signature.abi {
            refuse(abi, "extern");
        }
        if let Some(variadic) = &signature.variadic {
            refuse(variadic, "variadic");
        }
        if item.modifiers.require_empty().is_err() {
            refuse(&signature.fn_token, "modified");
        }
        let is_repeated = |path: &syn::Path| path.segments.last().is_some_and(|last| last.ident == "differentiate");
        if let Some(again) = item.attrs.iter().find(|attribute| is_repeated(attribute.path())) {
            let place = Place::of(again.to_token_stream());
            verdict = Err(self.diagnostics.report(place, messages::attribute::repeated_attribute()));
        }
        verdict
    }

    fn parameter(&self, input: &FnArg) -> Lowered<ReadParameter> {
        match input {
            FnArg::Receiver(receiver) => Err(self.error(receiver, messages::signature::receiver())),
            FnArg::Typed(typed) => self.typed(typed),
        }
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other syntax is refused")]
    fn typed(&self, typed: &PatType) -> Lowered<ReadParameter> {
        let ident = match &*typed.pat {
            Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => &plain(&pat.ident),
            other => return Err(self.error(other, messages::signature::parameter_pattern())),
        };
        if let Some(attribute) = typed.attrs.first() {
            return Err(self.error(attribute, messages::signature::parameter_attribute()));
        }
        let (reading, by_reference) = match self.types.read(&typed.ty) {
            Reading::Reference(inner) => (*inner, true),
            reading @ (Reading::Kind(_)
            | Reading::Mutable
            | Reading::Tuple(_)
            | Reading::Container
            | Reading::Other) => (reading, false),
        };
        let (kind, is_container) = match reading {
            Reading::Kind(kind) => (kind, false),
            Reading::Mutable => return Err(self.error(&typed.ty, messages::signature::mutable_reference())),
            // A reference to a reference, or a tuple, may hold reals, so it can't pass as constant unasked.
            Reading::Reference(_) | Reading::Tuple(_) | Reading::Container => (Kind::Opaque, true),
            Reading::Other => (Kind::Opaque, false),
        };
        let value = self.builder.at(ident.span()).fresh(kind.clone(), false);
        self.builder.name(value, Name::of(ident));
        let parameter = Parameter { ident: ident.clone(), ty: (*typed.ty).clone(), kind, by_reference, value };
        Ok(ReadParameter { parameter, is_container })
    }

    fn wrt(&self, item: &ItemFn, request: &Request, read: &[ReadParameter]) -> Lowered<Vec<usize>> {
        let places = match &request.wrt {
            Some(names) => self.named(names, read)?,
            None => self.every(item, read)?,
        };
        for place in &places {
            self.builder.vary(read[*place].parameter.value);
        }
        Ok(places)
    }

    /// The parameters that `wrt` names.
    fn named(&self, names: &[Ident], read: &[ReadParameter]) -> Lowered<Vec<usize>> {
        let differentiable = read.iter().filter(|read| read.parameter.kind.is_differentiable());
        let known = differentiable.map(|read| read.parameter.ident.to_string()).collect::<Vec<_>>();
        let places = names.iter().enumerate().map(|(order, name)| {
            let text = name.to_string();
            if names[..order].iter().any(|before| plain(before) == plain(name)) {
                return Err(self.error(name, messages::attribute::repeated_parameter(&text)));
            }
            let Some(place) = read.iter().position(|read| read.parameter.ident == plain(name)) else {
                return Err(self.error(name, messages::attribute::no_such_parameter(&text, &known)));
            };
            let parameter = &read[place].parameter;
            if parameter.kind.is_differentiable() {
                return Ok(place);
            }
            let ty = text_of(&parameter.ty);
            let message = if let Some(generic) = self.types.unbounded(&parameter.ty) {
                messages::attribute::unbounded(&text, generic)
            } else if read[place].is_container {
                messages::signature::parameter_type(&ty)
            } else {
                messages::attribute::not_differentiable(&text, &ty, &known)
            };
            Err(self.error(name, message))
        });
        // Every name is looked at before the first error counts.
        places.collect::<Vec<_>>().into_iter().collect()
    }

    /// Every parameter of a differentiable type.
    fn every(&self, item: &ItemFn, read: &[ReadParameter]) -> Lowered<Vec<usize>> {
        if let Some(read) = read.iter().find(|read| read.is_container) {
            let ty = &read.parameter.ty;
            return Err(self.error(ty, messages::signature::parameter_type(&text_of(ty))));
        }
        let places = (0..read.len()).filter(|place| read[*place].parameter.kind.is_differentiable());
        let places = places.collect::<Vec<_>>();
        if places.is_empty() {
            for ReadParameter { parameter, .. } in read {
                if let Some(generic) = self.types.unbounded(&parameter.ty) {
                    let message = messages::attribute::unbounded(&parameter.ident.to_string(), generic);
                    return Err(self.error(&parameter.ty, message));
                }
            }
            return Err(self.error(&item.sig.ident, messages::attribute::nothing_to_differentiate()));
        }
        Ok(places)
    }

    fn result(&self, item: &ItemFn) -> Lowered<Shape> {
        match &item.sig.output {
            ReturnType::Type(_, ty) => self.shape(ty),
            ReturnType::Default => Err(self.error(&item.sig.ident, messages::signature::no_result())),
        }
    }

    fn shape(&self, ty: &Type) -> Lowered<Shape> {
        match (self.types.read(ty), ty) {
            (Reading::Kind(kind), _) if kind.is_differentiable() => {
                Ok(Shape::Leaf(Box::new(Leaf { kind, ty: ty.clone() })))
            }
            (Reading::Tuple(parts), Type::Tuple(tuple)) if !parts.is_empty() => {
                tuple.elems.iter().map(|part| self.shape(part)).collect::<Lowered<Vec<_>>>().map(Shape::Tuple)
            }
            (
                Reading::Kind(_)
                | Reading::Reference(_)
                | Reading::Mutable
                | Reading::Tuple(_)
                | Reading::Container
                | Reading::Other,
                _,
            ) => Err(self.error(ty, messages::signature::result_type(&text_of(ty)))),
        }
    }
}

/// A type as a user would write it.
fn text_of(ty: &Type) -> String {
    let text = ty.to_token_stream().to_string();
    [
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
    ]
    .iter()
    .fold(text, |text, (from, to)| text.replace(from, to))
}
