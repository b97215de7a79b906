//! Functions that were known by their names.

use quote::ToTokens;
use syn::{FnArg, GenericParam, Path, PathArguments, Type};

use crate::ir::Identity;

use super::Lowerer;
use super::known::Carried;
use super::types::Bound;

impl Lowerer<'_> {
    /// Notes that a path must mean the function that was handed over under its name.
    pub(super) fn note_identity(&mut self, path: &Path, carried: &Carried, bound: &Bound) {
        let Some(alias) = carried.alias.clone() else { return };
        let signature = &carried.item.sig;
        // What stands for `impl Trait` can't be said.
        let is_nameless =
            |input: &FnArg| matches!(input, FnArg::Typed(typed) if matches!(*typed.ty, Type::ImplTrait(_)));
        let generics = signature.generics.params.iter().filter_map(|param| match param {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(_) | GenericParam::Const(_) => Some(bound.standing(param)),
        });
        let Some(generics) = generics.collect::<Option<Vec<_>>>() else { return };
        if !generics.is_empty() && signature.inputs.iter().any(is_nameless) {
            return;
        }
        let mut path = path.clone();
        path.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
        let mut module = path.clone();
        let Some(name) = module.segments.pop() else { return };
        module.segments.pop_punct();
        let identity = Identity {
            path: path.to_token_stream(),
            span: name.ident.span(),
            module: (!module.segments.is_empty()).then(|| module.to_token_stream()),
            alias,
            generics,
        };
        if !self.identities.iter().any(|known| known.is(&identity)) {
            self.identities.push(identity);
        }
    }
}
