//! Notes of what was read by its name: types, functions and macros that must be those which every crate has.

use quote::{ToTokens, quote};
use syn::{Expr, ExprCall, ExprPath, GenericArgument, Macro, Path, PathArguments, Type};

use crate::ir::{Dim, Kind, Tensor};

use super::Lowerer;
use super::types::Reading;

impl Lowerer<'_> {
    /// The type of a constructor: `Vector3::new`, `<Vector3<f64>>::new`.
    pub(super) fn note_constructed(&self, expr: &ExprCall, tensor: &Tensor) {
        let Expr::Path(ExprPath { qself, path, .. }) = &*expr.func else { return };
        let kind = Kind::Tensor(tensor.clone());
        match qself {
            Some(qself) => self.note_annotation(&qself.ty),
            None => self.figures.note_shaped(owner(path).to_token_stream(), kind),
        }
    }

    /// The types in an annotation.
    #[expect(clippy::wildcard_enum_match_arm, reason = "any other type is read by nobody")]
    pub(super) fn note_annotation(&self, ty: &Type) {
        match ty {
            Type::Reference(reference) => self.note_annotation(&reference.elem),
            Type::Paren(inner) => self.note_annotation(&inner.elem),
            Type::Group(inner) => self.note_annotation(&inner.elem),
            Type::Array(array) => self.note_annotation(&array.elem),
            Type::Slice(slice) => self.note_annotation(&slice.elem),
            Type::Tuple(tuple) => tuple.elems.iter().for_each(|part| self.note_annotation(part)),
            // What is left open shows elsewhere.
            Type::Path(path) if super::identity::is_inferred(path.to_token_stream()) => {}
            Type::Path(path) => {
                if let Reading::Kind(kind @ (Kind::Tensor(_) | Kind::Array(_, Dim::Dyn))) = self.types.silent().read(ty)
                {
                    let is_array = matches!(kind, Kind::Array(..));
                    self.figures.note_shaped(quote!(<#ty>), kind);
                    let last = path.path.segments.last().filter(|_| is_array);
                    if let Some(PathArguments::AngleBracketed(given)) = last.map(|last| &last.arguments) {
                        let inner = given.args.iter().filter_map(|argument| match argument {
                            GenericArgument::Type(ty) => Some(ty),
                            _ => None,
                        });
                        inner.for_each(|ty| self.note_annotation(ty));
                    }
                }
            }
            _ => {}
        }
    }

    /// `Vec::new()`, `Vec::with_capacity(n)`.
    pub(super) fn note_vec(&self, path: &ExprPath) {
        let mut owner = owner(&path.path);
        if let Some(last) = owner.segments.last_mut() {
            last.arguments = PathArguments::None;
        }
        self.figures.note_function(quote!(#owner::<()>::new), "Vec::<()>::new");
    }

    /// A function of one type parameter that every crate has.
    pub(super) fn note_function(&self, path: &ExprPath, function: &'static str) {
        let mut path = path.path.clone();
        path.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
        let ty = if function.ends_with("<f64>") { quote!(f64) } else { quote!(()) };
        self.figures.note_function(quote!(#path::<#ty>), function);
    }

    /// A macro that every crate has, by its name alone.
    pub(super) fn note_macro(&self, call: &Macro) {
        if let Some(name) = call.path.get_ident() {
            self.figures.note_macro(name);
        }
    }
}

/// The path of the type whose function a path means.
fn owner(path: &Path) -> Path {
    let mut owner = path.clone();
    owner.segments.pop();
    owner.segments.pop_punct();
    owner
}
