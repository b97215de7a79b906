//! The parameters and the result of a function, and what it is differentiated by.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{FnArg, ItemFn, ItemImpl, Pat, PatType, Receiver, ReturnType, Safety, Type};

use crate::diagnostics::{Diagnostics, Message, Place, Poisoned};
use crate::ir::{Builder, Dim, Figure, Kind, Name, Value};
use crate::messages;
use crate::request::{Given, OnRequest, Request};

use super::geometry::words;
use super::scope::plain;
use super::types::{Reading, Types};
use super::{Lowered, Source, Tree, member};

/// A parameter of the function.
#[derive(Clone, Debug)]
pub(crate) struct Parameter {
    pub(crate) ident: Ident,
    /// The pattern that takes it apart, where it is no plain name.
    pub(crate) pattern: Option<Pat>,
    pub(crate) ty: Type,
    pub(crate) shape: Shape,
    /// Whether the parameter is a reference to the value.
    pub(crate) by_reference: bool,
    /// Whether it is declared with `mut`.
    pub(crate) may_change: bool,
    /// A value for each leaf of the shape.
    pub(crate) values: Vec<Value>,
}

impl Parameter {
    /// Whether it has a tangent: every part of it does.
    pub(crate) fn is_differentiable(&self) -> bool {
        let leaves = self.shape.leaves();
        !leaves.is_empty() && leaves.iter().all(|leaf| leaf.kind.is_differentiable())
    }

    /// The type of one of its values, as it is written.
    pub(crate) fn type_of(&self, value: Value) -> Option<&Type> {
        let place = self.values.iter().position(|known| *known == value)?;
        self.shape.leaves().get(place).map(|leaf| &leaf.ty)
    }

    /// The values in the shape of the parameter.
    pub(super) fn tree(&self) -> Tree {
        self.shape.tree(&mut self.values.iter().copied())
    }
}

/// How values make up a parameter or the result of a function.
#[derive(Clone, Debug)]
pub(crate) enum Shape {
    Leaf(Box<Leaf>),
    Tuple(Vec<Shape>),
}

impl Shape {
    /// Values in this shape.
    pub(super) fn tree(&self, values: &mut impl Iterator<Item = Value>) -> Tree {
        match self {
            Shape::Leaf(_) => values.next().map_or(Tree::Unset, Tree::Leaf),
            Shape::Tuple(parts) => Tree::Tuple(parts.iter().map(|part| part.tree(values)).collect()),
        }
    }

    pub(crate) fn leaves(&self) -> Vec<&Leaf> {
        match self {
            Shape::Leaf(leaf) => vec![leaf],
            Shape::Tuple(parts) => parts.iter().flat_map(Shape::leaves).collect(),
        }
    }
}

/// A single value in a parameter or result.
#[derive(Clone, Debug)]
pub(crate) struct Leaf {
    pub(crate) kind: Kind,
    pub(crate) ty: Type,
}

/// What a function takes and gives.
#[derive(Debug, Clone)]
pub(crate) struct Signature {
    pub(crate) parameters: Vec<Parameter>,
    /// The parameters to differentiate by, as places among `parameters`.
    pub(crate) wrt: Vec<usize>,
    pub(crate) result: Shape,
}

impl Signature {
    /// Whether a function with this signature has a derivative of this form.
    pub(crate) fn admits(&self, form: OnRequest) -> bool {
        let is_scalar = matches!(&self.result, Shape::Leaf(leaf) if leaf.kind.is_real());
        (is_scalar || !form.is_of_scalars()) && (form != OnRequest::Hessian || self.wrt.len() == 1)
    }

    /// Whether a value is a parameter that the caller lends.
    pub(crate) fn is_lent(&self, value: Value) -> bool {
        self.parameters.iter().any(|parameter| parameter.by_reference && parameter.values.contains(&value))
    }

    /// Whether a value is a parameter, or in one, that is a slice or a view.
    pub(crate) fn is_part(&self, value: Value) -> bool {
        let ty = self.parameters.iter().find_map(|parameter| parameter.type_of(value));
        ty.is_some_and(super::foreign::takes_parts)
    }
}

/// Reads a function's signature; every error in it is reported.
pub(super) fn read(
    source: Source<'_>,
    request: &Request,
    types: Types<'_>,
    builder: &Builder,
    diagnostics: &Diagnostics,
) -> Lowered<Signature> {
    let Source { item, owner, .. } = source;
    let reader = Reader { types, owner, builder, diagnostics };
    let modifiers = reader.modifiers(item);
    let inputs = item.sig.inputs.iter().enumerate();
    let parameters = inputs.map(|(place, input)| reader.parameter(place, input)).collect::<Vec<_>>();
    let parameters = parameters.into_iter().collect::<Lowered<Vec<_>>>();
    let wrt = parameters.as_ref().map_err(|poisoned| *poisoned).and_then(|known| reader.wrt(item, request, known));
    // A bound that is missing has been asked for where a parameter is of the type.
    let lacks_bound = wrt.is_err() && reader.types.unbounded(&result_type(item)).is_some();
    let result = if lacks_bound { Err(Poisoned) } else { reader.result(item) };
    modifiers?;
    let (parameters, result, wrt) = (parameters?, result?, wrt?);
    let parameters = parameters.into_iter().map(|read| read.parameter).collect::<Vec<_>>();
    let varied = wrt.iter().map(|place| &parameters[*place]).collect::<Vec<_>>();
    reader.forms(request, &result, &varied)?;
    super::points::check(item, request, &parameters, wrt.len(), diagnostics)?;
    Ok(Signature { parameters, wrt, result })
}

struct Reader<'a> {
    types: Types<'a>,
    owner: Option<&'a ItemImpl>,
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

    /// The forms that are asked for fit the function.
    fn forms(&self, request: &Request, result: &Shape, wrt: &[&Parameter]) -> Lowered<()> {
        let of_structs =
            wrt.iter().any(|parameter| parameter.shape.leaves().iter().any(|leaf| holds_struct(&leaf.kind)));
        let gives_struct = result.leaves().iter().any(|leaf| holds_struct(&leaf.kind));
        let is_scalar = matches!(result, Shape::Leaf(leaf) if leaf.kind.is_real());
        let mut verdict = Ok(());
        for (form, place) in &request.forms {
            let message = if form.is_higher_order() && request.is_by_path() {
                messages::rule::first_order(form.name())
            } else if *form == OnRequest::Jvp && request.is_by_path() && request.jvp.is_none() {
                messages::rule::no_jvp()
            } else if form.is_of_scalars() && !is_scalar {
                messages::attribute::scalar_only(form.name())
            } else if *form == OnRequest::Hessian && wrt.len() != 1 {
                messages::attribute::several_parameters()
            } else if (of_structs || gives_struct) && form.is_in_coordinates() {
                messages::attribute::form_of_structs(form.name())
            } else {
                continue;
            };
            verdict = Err(self.diagnostics.report(*place, message));
        }
        verdict
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

    fn parameter(&self, place: usize, input: &FnArg) -> Lowered<ReadParameter> {
        match input {
            FnArg::Receiver(receiver) => self.receiver(receiver),
            FnArg::Typed(typed) => self.typed(place, typed),
        }
    }

    /// `self`, a parameter like the others, of the type whose method it is.
    fn receiver(&self, receiver: &Receiver) -> Lowered<ReadParameter> {
        let Some(owner) = self.owner else { return Err(self.error(receiver, messages::method::outside())) };
        if let Some(attribute) = receiver.attrs.first() {
            return Err(self.error(attribute, messages::signature::parameter_attribute()));
        }
        let Some(ty) = member::type_of(receiver) else {
            return Err(self.error(receiver, messages::method::receiver()));
        };
        let by_reference = matches!(ty, Type::Reference(_));
        let reading = self.types.read(&owner.self_ty);
        let mut is_container = false;
        let shape = self.parameter_shape(&reading, &ty, &mut is_container)?;
        let ident = Ident::new("self", receiver.self_token.span);
        let mut values = Vec::new();
        self.leaf_values(&shape, &Name::of(&ident), &mut values);
        let may_change = receiver.mutability.is_some();
        let parameter = Parameter { ident, pattern: None, ty, shape, by_reference, may_change, values };
        Ok(ReadParameter { parameter, is_container })
    }

    #[expect(clippy::wildcard_enum_match_arm, reason = "any other syntax is refused")]
    fn typed(&self, place: usize, typed: &PatType) -> Lowered<ReadParameter> {
        let mut pattern = None;
        let ident = match &*typed.pat {
            Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => &plain(&pat.ident),
            // It has no name: the derivatives call it by its place.
            taken_apart @ (Pat::Tuple(_) | Pat::Slice(_) | Pat::Struct(_) | Pat::TupleStruct(_)) => {
                pattern = Some(taken_apart.clone());
                &Ident::new(&format!("argument_{place}"), proc_macro2::Span::mixed_site())
            }
            other => return Err(self.error(other, messages::signature::parameter_pattern())),
        };
        if let Some(attribute) = typed.attrs.first() {
            return Err(self.error(attribute, messages::signature::parameter_attribute()));
        }
        let mut is_container = false;
        let reading = self.types.read(&typed.ty);
        let by_reference = matches!(reading, Reading::Reference(_));
        let shape = self.parameter_shape(&reading, &typed.ty, &mut is_container)?;
        let mut values = Vec::new();
        self.leaf_values(&shape, &Name::of(ident), &mut values);
        let ty = (*typed.ty).clone();
        let may_change = matches!(&*typed.pat, Pat::Ident(pat) if pat.mutability.is_some());
        let parameter = Parameter { ident: ident.clone(), pattern, ty, shape, by_reference, may_change, values };
        Ok(ReadParameter { parameter, is_container })
    }

    /// How values make up a parameter.
    fn parameter_shape(&self, reading: &Reading, ty: &Type, is_container: &mut bool) -> Lowered<Shape> {
        let bare = if let Type::Reference(reference) = ty { &*reference.elem } else { ty };
        let leaf = |kind: Kind| Ok(Shape::Leaf(Box::new(Leaf { kind, ty: ty.clone() })));
        match (reading, bare) {
            (Reading::Kind(kind), _) => leaf(kind.clone()),
            (Reading::Mutable, _) => Err(self.error(ty, messages::signature::mutable_reference())),
            (Reading::Reference(inner), _) if !matches!(**inner, Reading::Reference(_)) => {
                self.parameter_shape(inner, ty, is_container)
            }
            (Reading::Tuple(parts), Type::Tuple(tuple)) if !parts.is_empty() => {
                let parts = parts.iter().zip(&tuple.elems);
                let shapes = parts.map(|(part, ty)| self.parameter_shape(part, ty, is_container));
                shapes.collect::<Lowered<Vec<_>>>().map(Shape::Tuple)
            }
            // What may hold reals can't pass as constant unasked. Where it does, its elements can be gone over.
            (Reading::Reference(_) | Reading::Tuple(_) | Reading::Container, _) => {
                *is_container = true;
                leaf(elements_of(bare))
            }
            (Reading::Other | Reading::Inferred, _) => leaf(Kind::Opaque),
        }
    }

    fn leaf_values(&self, shape: &Shape, name: &Name, values: &mut Vec<Value>) {
        match shape {
            Shape::Leaf(leaf) => {
                let value = self.builder.at(name.ident.span()).fresh(leaf.kind.clone(), false);
                self.builder.name(value, name.clone());
                values.push(value);
            }
            Shape::Tuple(parts) => {
                for (place, part) in parts.iter().enumerate() {
                    self.leaf_values(part, &name.with(&format!("_{place}")), values);
                }
            }
        }
    }

    fn wrt(&self, item: &ItemFn, request: &Request, read: &[ReadParameter]) -> Lowered<Vec<usize>> {
        let places = match (&request.wrt, &request.derivative) {
            (Some(names), _) => self.named(names, read)?,
            (None, Some(given)) => self.every_scalar(given, read)?,
            (None, None) => self.every(item, read)?,
        };
        for place in &places {
            read[*place].parameter.values.iter().for_each(|value| self.builder.vary(*value));
        }
        Ok(places)
    }

    /// The parameters that `wrt` names.
    fn named(&self, names: &[Ident], read: &[ReadParameter]) -> Lowered<Vec<usize>> {
        let differentiable = read.iter().filter(|read| read.parameter.is_differentiable());
        let known = differentiable.map(|read| read.parameter.ident.to_string()).collect::<Vec<_>>();
        let all = read.iter().filter(|read| read.parameter.pattern.is_none());
        let all = all.map(|read| read.parameter.ident.to_string()).collect::<Vec<_>>();
        let places = names.iter().enumerate().map(|(order, name)| {
            let text = name.to_string();
            if names[..order].iter().any(|before| plain(before) == plain(name)) {
                return Err(self.error(name, messages::attribute::repeated_parameter(&text)));
            }
            let Some(place) = read.iter().position(|read| read.parameter.ident == plain(name)) else {
                return Err(self.error(name, messages::attribute::no_such_parameter(&text, &all, &known)));
            };
            let parameter = &read[place].parameter;
            if parameter.is_differentiable() {
                return Ok(place);
            }
            let ty = text_of(&parameter.ty);
            let figure = parameter.shape.leaves().iter().find_map(|leaf| figure_in(&leaf.kind));
            let message = if let Some(figure) = figure {
                words::not_differentiable(&text, &ty, figure)
            } else if let Some(generic) = self.types.unbounded(&parameter.ty) {
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

    /// Every parameter that is a real scalar: what a rule by hand can give derivatives by.
    fn every_scalar(&self, given: &Given, read: &[ReadParameter]) -> Lowered<Vec<usize>> {
        let is_real = |parameter: &Parameter| matches!(&parameter.shape, Shape::Leaf(leaf) if leaf.kind.is_real());
        let places = (0..read.len()).filter(|place| is_real(&read[*place].parameter)).collect::<Vec<_>>();
        if places.is_empty() {
            return Err(self.diagnostics.report(given.place, messages::rule::no_scalar_parameter()));
        }
        Ok(places)
    }

    /// Every parameter of a differentiable type.
    fn every(&self, item: &ItemFn, read: &[ReadParameter]) -> Lowered<Vec<usize>> {
        if let Some(read) = read.iter().find(|read| read.is_container) {
            let ty = &read.parameter.ty;
            return Err(self.error(ty, messages::signature::parameter_type(&text_of(ty))));
        }
        let places = (0..read.len()).filter(|place| read[*place].parameter.is_differentiable());
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
                | Reading::Other
                | Reading::Inferred,
                _,
            ) => Err(self.error(
                ty,
                match (self.types.unbounded(ty), self.types.read(ty)) {
                    (Some(generic), _) => messages::attribute::unbounded_result(generic),
                    (None, Reading::Kind(Kind::Geometry(figure, _))) => words::result(figure),
                    (None, _) => messages::signature::result_type(&text_of(ty)),
                },
            )),
        }
    }
}

fn result_type(item: &ItemFn) -> Type {
    match &item.sig.output {
        ReturnType::Type(_, ty) => (**ty).clone(),
        ReturnType::Default => Type::Verbatim(proc_macro2::TokenStream::new()),
    }
}

/// Whether values of a kind are structs, or made of such.
fn holds_struct(kind: &Kind) -> bool {
    match kind {
        Kind::Record(_) => true,
        Kind::Array(element, _) => holds_struct(element),
        Kind::Real(_)
        | Kind::Tensor(_)
        | Kind::Factor(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Geometry(..)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => false,
    }
}

/// The type of geometry that a parameter is made of.
fn figure_in(kind: &Kind) -> Option<Figure> {
    match kind {
        Kind::Geometry(figure, _) => Some(*figure),
        Kind::Array(element, _) => figure_in(element),
        Kind::Real(_)
        | Kind::Tensor(_)
        | Kind::Factor(..)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Record(_)
        | Kind::Opaque
        | Kind::Open
        | Kind::Pullback => None,
    }
}

/// The kind of a constant that is a container of some other type.
#[expect(clippy::wildcard_enum_match_arm, reason = "any other type is not looked into")]
fn elements_of(ty: &Type) -> Kind {
    let last = if let Type::Path(path) = ty { path.path.segments.last() } else { None };
    match ty {
        Type::Slice(_) => Kind::Array(Box::new(Kind::Opaque), Dim::Dyn),
        Type::Array(array) => Kind::Array(Box::new(Kind::Opaque), super::types::length(&array.len)),
        _ if last.is_some_and(|last| last.ident == "Vec") => Kind::Array(Box::new(Kind::Opaque), Dim::Dyn),
        _ => Kind::Opaque,
    }
}

/// A type as a user would write it.
pub(super) fn text_of(ty: &Type) -> String {
    super::tidy(ty)
}
