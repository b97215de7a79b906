//! Methods: `self`, which functions of an `impl` have derivatives, and calls of one by another.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{
    Expr, ExprCall, ExprMethodCall, ExprPath, FnArg, GenericParam, ImplItem, ItemFn, ItemImpl, Receiver, ReceiverKind,
    ReturnType, Safety, Type,
};

use crate::diagnostics::{Diagnostics, Poisoned};
use crate::ir::{Builder, Value};
use crate::messages::{call, method};
use crate::request::Request;

use super::known::Carried;
use super::scope::plain;
use super::types::{Bound, Reading, Types};
use super::{Knowledge, Lowered, Lowerer, Source, Structs, Tree};

/// The type of `self`, where it is `Self` or `&Self`.
pub(super) fn type_of(receiver: &Receiver) -> Option<Type> {
    if receiver.mutability.is_some() {
        return None;
    }
    let own = Type::Path(syn::TypePath {
        attrs: Vec::new(),
        qself: None,
        path: Ident::new("Self", receiver.self_token.span).into(),
    });
    match &receiver.kind {
        ReceiverKind::Value => Some(own),
        ReceiverKind::Reference(and_token, lifetime, None) => {
            let (and_token, lifetime, elem) = (*and_token, lifetime.clone(), Box::new(own));
            Some(Type::Reference(syn::TypeReference { attrs: Vec::new(), and_token, lifetime, mutability: None, elem }))
        }
        ReceiverKind::Typed(_, ty) => {
            let bare = if let Type::Reference(reference) = &**ty
                && reference.mutability.is_none()
            {
                &reference.elem
            } else {
                ty
            };
            (**bare == own).then(|| (**ty).clone())
        }
        ReceiverKind::Reference(..) => None,
        _ => None,
    }
}

/// Whether a function that is not marked is meant: by its signature it has a derivative.
pub(crate) fn has_derivatives(source: Source<'_>, request: &Request, knowledge: &Knowledge) -> bool {
    let signature = &source.item.sig;
    let is_plain = signature.asyncness.is_none()
        && signature.abi.is_none()
        && signature.variadic.is_none()
        && matches!(signature.safety, Safety::Default);
    let structs = Structs::new(knowledge);
    let types = source.types(&structs).silent();
    let gives_reals = match &signature.output {
        ReturnType::Type(_, ty) => is_real(&types.read(ty), false),
        ReturnType::Default => false,
    };
    let may_vary = |input: &FnArg| match input {
        FnArg::Typed(typed) => is_real(&types.read(&typed.ty), true),
        FnArg::Receiver(receiver) => {
            source.owner.is_some_and(|owner| is_real(&types.read(&owner.self_ty), true)) && type_of(receiver).is_some()
        }
    };
    let is_shared = signature.receiver().is_none_or(|receiver| type_of(receiver).is_some());
    let varies = match &request.wrt {
        Some(names) => names.iter().all(|name| signature.inputs.iter().any(|input| is_called(input, name))),
        None => signature.inputs.iter().any(may_vary),
    };
    is_plain && is_shared && gives_reals && varies
}

/// Whether a type holds reals: as a parameter, also behind a reference, or in a container that is not understood.
fn is_real(reading: &Reading, of_parameter: bool) -> bool {
    match reading {
        Reading::Kind(kind) => kind.is_differentiable(),
        Reading::Reference(inner) => of_parameter && is_real(inner, true),
        Reading::Tuple(parts) => !parts.is_empty() && parts.iter().all(|part| is_real(part, of_parameter)),
        Reading::Container => of_parameter,
        Reading::Mutable | Reading::Other | Reading::Inferred => false,
    }
}

/// Whether a parameter has this name.
fn is_called(input: &FnArg, name: &Ident) -> bool {
    match input {
        FnArg::Receiver(_) => name == "self",
        FnArg::Typed(typed) => {
            matches!(&*typed.pat, syn::Pat::Ident(pattern) if plain(&pattern.ident) == plain(name))
        }
    }
}

/// The functions of an `impl`, by name.
fn functions(owner: &ItemImpl) -> impl Iterator<Item = &Ident> {
    owner
        .items
        .iter()
        .filter_map(|item| if let ImplItem::Fn(function) = item { Some(&function.sig.ident) } else { None })
}

impl Source<'_> {
    /// Whether a path names the function itself: by its name, or as `Self::name` in an `impl`.
    pub(super) fn is_named(self, path: &ExprPath) -> bool {
        let signature = &self.item.sig;
        match self.owner {
            None => path.path.is_ident(&signature.ident),
            Some(_) => signature.receiver().is_none() && own_name(path).is_some_and(|name| *name == signature.ident),
        }
    }

    /// The type parameters in view: those of the function, and of the `impl` around it.
    pub(super) fn types<'s>(self, structs: &'s Structs<'s>) -> Types<'s> {
        let mut generics = self.item.sig.generics.clone();
        if let Some(owner) = self.owner {
            generics.params.extend(owner.generics.params.iter().cloned());
            if let Some(clause) = &owner.generics.where_clause {
                generics.make_where_clause().predicates.extend(clause.predicates.iter().cloned());
            }
        }
        Types::new(&generics, structs)
    }
}

impl<'a> Lowerer<'a> {
    /// The name in `Self::name`, where that is a function of the same `impl`.
    pub(super) fn sibling_path<'p>(&self, path: &'p ExprPath) -> Option<&'p Ident> {
        own_name(path)
            .filter(|name| self.source.owner.is_some_and(|owner| functions(owner).any(|known| known == *name)))
    }

    /// What is called by `Self::name(..)` with something that varies.
    pub(super) fn sibling_function(&self, name: &Ident, expr: &ExprCall, active: &str) -> Lowered<&'a Carried> {
        let refused = || self.error(&expr.func, method::not_differentiated(&format!("Self::{name}"), active));
        self.sibling(name).ok_or_else(refused)
    }

    /// `self.name(..)` with something that varies, where that is a method of the same `impl`.
    pub(super) fn sibling_method(&mut self, expr: &ExprMethodCall) -> Lowered<Option<Tree>> {
        let is_self = matches!(&*expr.receiver, Expr::Path(path) if path.path.is_ident("self"));
        let name = &expr.method;
        if !is_self || !self.source.owner.is_some_and(|owner| functions(owner).any(|known| known == name)) {
            return Ok(None);
        }
        let found = self.captures(expr)?;
        let Some(active) = self.active(&found.captures, &found.values) else { return Ok(None) };
        let places = std::iter::once(&*expr.receiver).chain(&expr.args).collect::<Vec<_>>();
        let args = places.iter().map(|arg| self.expression(arg)).collect::<Vec<_>>();
        let args = args.into_iter().collect::<Lowered<Vec<_>>>()?;
        let values = args.iter().flat_map(Tree::leaves).collect::<Vec<_>>();
        if self.is_constant(&values) {
            let values = args.iter().zip(&places).map(|(arg, place)| self.leaf(arg, place));
            let values = values.collect::<Lowered<Vec<_>>>()?;
            return self.unknown_method(expr, &values).map(Some);
        }
        let Some(carried) = self.sibling(name) else {
            return Err(self.error(name, method::not_differentiated(&format!("self.{name}"), &active)));
        };
        // A method that takes `self` in another way may be that of a trait.
        let by_reference =
            |item: &ItemFn| item.sig.receiver().and_then(type_of).map(|ty| matches!(ty, Type::Reference(_)));
        if by_reference(&carried.item) != by_reference(self.source.item) {
            return Err(self.error(name, method::other_receiver(&name.to_string())));
        }
        self.write_sibling(carried, &args, &places, name).map(Some)
    }

    /// The function of the same `impl` of this name, if it is differentiated.
    fn sibling(&self, name: &Ident) -> Option<&'a Carried> {
        self.source.siblings.iter().find(|carried| carried.item.sig.ident == *name)
    }

    /// The body of a function of the same `impl` in place of its call: all that it names means the same here.
    pub(super) fn write_sibling(
        &mut self,
        carried: &'a Carried,
        args: &[Tree],
        places: &[&Expr],
        at: &impl ToTokens,
    ) -> Lowered<Tree> {
        let (item, name) = (&carried.item, carried.item.sig.ident.clone());
        let text = name.to_string();
        if self.entered.contains(&name) || self.source.item.sig.ident == name {
            return Err(self.error(at, method::recursive(&text)));
        }
        let is_generic = item.sig.generics.params.iter().any(|param| !matches!(param, GenericParam::Lifetime(_)));
        if is_generic || carried.request.derivative.is_some() {
            return Err(self.error(at, method::not_written_in(&text)));
        }
        let source = Source { item, ..self.source };
        let diagnostics = Diagnostics::default();
        let builder = Builder::new();
        let signature = super::signature::read(
            source,
            &carried.request,
            source.types(self.types.structs()),
            &builder,
            &diagnostics,
        );
        let has_errors = diagnostics.check().is_err();
        // They are reported at the method itself.
        let Some(signature) = signature.ok().filter(|_| !has_errors) else { return Err(Poisoned) };
        if args.len() != signature.parameters.len() {
            return Err(self.error(at, call::arguments(&text, signature.parameters.len()).of_rust(true)));
        }
        if let (true, [other, ..]) = (item.sig.receiver().is_some(), args)
            && Some(other.leaves()) != self.own_self()
        {
            return Err(self.error(&places[0], method::of_another(&text)));
        }
        let place = |place: usize| places.get(place).map_or_else(|| at.to_token_stream(), ToTokens::to_token_stream);
        self.matched_arguments(&text, &signature, args, &place, &mut Bound::default())?;
        self.entered.push(name);
        let tree = self.written_in(carried, &signature, args, source.types(self.types.structs()));
        self.entered.pop();
        tree
    }

    /// The values that `self` is made of.
    fn own_self(&self) -> Option<Vec<Value>> {
        let ident = Ident::new("self", proc_macro2::Span::call_site());
        let binding = self.scopes.get(&ident)?;
        self.value_of(&binding.bound, &ident).ok().map(|tree| tree.leaves())
    }
}

/// The name in `Self::name`.
fn own_name(path: &ExprPath) -> Option<&Ident> {
    let mut segments = path.path.segments.iter();
    let (ty, function) = (segments.next()?, segments.next()?);
    let is_plain = path.qself.is_none() && segments.next().is_none() && function.arguments.is_none();
    (is_plain && ty.ident == "Self").then_some(&function.ident)
}
