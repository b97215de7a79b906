//! Methods: `self`, and which functions of an `impl` have derivatives.

use proc_macro2::Ident;
use quote::ToTokens;
use syn::{
    Expr, ExprMethodCall, ExprPath, FnArg, ImplItem, ItemImpl, Receiver, ReceiverKind, ReturnType, Safety, Type,
};

use crate::ir::Value;
use crate::request::Request;

use super::scope::plain;
use super::types::{Reading, Types};
use super::{Lowerer, Source};

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
pub(crate) fn has_derivatives(source: Source<'_>, request: &Request) -> bool {
    let signature = &source.item.sig;
    let is_plain = signature.asyncness.is_none()
        && signature.abi.is_none()
        && signature.variadic.is_none()
        && matches!(signature.safety, Safety::Default);
    let types = source.types();
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
        Reading::Mutable | Reading::Other => false,
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
    pub(super) fn types(self) -> Types {
        let mut generics = self.item.sig.generics.clone();
        if let Some(owner) = self.owner {
            generics.params.extend(owner.generics.params.iter().cloned());
            if let Some(clause) = &owner.generics.where_clause {
                generics.make_where_clause().predicates.extend(clause.predicates.iter().cloned());
            }
        }
        Types::new(&generics)
    }
}

impl Lowerer<'_> {
    /// `Self::name`, where that is a function of the same `impl`.
    pub(super) fn sibling_path(&self, path: &ExprPath) -> Option<String> {
        let name = own_name(path)?;
        functions(self.own?.0.owner?).any(|known| known == name).then(|| format!("Self::{name}"))
    }

    /// `self.name(..)`, where that is a method of the same `impl`, and the argument that varies.
    pub(super) fn sibling_call(&self, expr: &ExprMethodCall, values: &[Value]) -> Option<(String, String)> {
        let is_self = matches!(&*expr.receiver, Expr::Path(path) if path.path.is_ident("self"));
        let is_known = functions(self.own?.0.owner?).any(|known| *known == expr.method);
        let arguments = std::iter::once(&*expr.receiver).chain(&expr.args);
        let active = values.iter().zip(arguments).find(|(value, _)| self.builder.is_varied(**value))?;
        (is_self && is_known).then(|| (format!("self.{}", expr.method), active.1.to_token_stream().to_string()))
    }
}

/// The name in `Self::name`.
fn own_name(path: &ExprPath) -> Option<&Ident> {
    let mut segments = path.path.segments.iter();
    let (ty, function) = (segments.next()?, segments.next()?);
    let is_plain = path.qself.is_none() && segments.next().is_none() && function.arguments.is_none();
    (is_plain && ty.ident == "Self").then_some(&function.ident)
}
