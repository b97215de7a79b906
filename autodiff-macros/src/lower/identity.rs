//! Functions that were known by their names.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::{FnArg, GenericParam, Path, PathArguments, Type};

use crate::ir::{Identity, Kind};

use super::known::Carried;
use super::types::Bound;
use super::{Lowerer, Signature};

impl Lowerer<'_> {
    /// Notes that a path must mean the function that was handed over under its name.
    pub(super) fn note_identity(&mut self, path: &Path, carried: &Carried, bound: &Bound, unknown: Vec<usize>) {
        let Some(alias) = carried.alias.clone() else { return };
        let signature = &carried.item.sig;
        // What stands for `impl Trait` can't be said.
        let is_nameless =
            |input: &FnArg| matches!(input, FnArg::Typed(typed) if matches!(*typed.ty, Type::ImplTrait(_)));
        let generics = signature.generics.params.iter().filter_map(|param| match param {
            GenericParam::Lifetime(_) => None,
            GenericParam::Type(_) | GenericParam::Const(_) => Some(bound.standing(param)),
        });
        let given = path.segments.last().map(|last| last.arguments.clone()).unwrap_or_default();
        let generics = if given.is_none() {
            let Some(generics) = generics.collect::<Option<Vec<_>>>() else { return };
            generics
        } else if is_inferred(given.to_token_stream()) {
            return;
        } else {
            Vec::new()
        };
        if !generics.is_empty() && signature.inputs.iter().any(is_nameless) {
            return;
        }
        let mut path = path.clone();
        path.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
        let mut module = path.clone();
        let Some(name) = module.segments.pop() else { return };
        module.segments.pop_punct();
        let identity = Identity {
            path: quote!(#path #given),
            span: name.ident.span(),
            module: (!module.segments.is_empty()).then(|| module.to_token_stream()),
            alias,
            parameters: signature.inputs.len(),
            unknown,
            generics,
        };
        if !self.identities.iter().any(|known| known.is(&identity)) {
            self.identities.push(identity);
        }
    }
}

/// Whether something is left open in a type or in arguments: `::<_, 3>`.
pub(super) fn is_inferred(arguments: TokenStream) -> bool {
    arguments.into_iter().any(|tree| match tree {
        TokenTree::Ident(ident) => ident == "_",
        TokenTree::Punct(punct) => punct.as_char() == '_',
        TokenTree::Group(group) => is_inferred(group.stream()),
        TokenTree::Literal(_) => false,
    })
}

/// Types of the standard library behind whose shared references values change.
const CHANGING: [&str; 9] =
    ["Cell", "LazyCell", "LazyLock", "Mutex", "OnceCell", "OnceLock", "RefCell", "RwLock", "UnsafeCell"];

/// Parameters of types that are not understood: what a function does with them is not known where it is called.
///
/// # Errors
/// The first one whose type says that it may change.
pub(super) fn unknown(signature: &Signature) -> Result<Vec<usize>, String> {
    let mut unknown = Vec::new();
    for (place, parameter) in signature.parameters.iter().enumerate() {
        let is_unknown = parameter.shape.leaves().iter().any(|leaf| is_unknown(&leaf.kind));
        let mut words = Vec::new();
        collect_words(parameter.ty.to_token_stream(), &mut words);
        if !is_unknown {
            continue;
        }
        if words.iter().any(|word| CHANGING.contains(&word.as_str()) || word.starts_with("Atomic")) {
            return Err(parameter.ident.to_string());
        }
        // Functions are taken to be such of mathematics.
        if !words.iter().any(|word| ["dyn", "impl", "fn"].contains(&word.as_str())) {
            unknown.push(place);
        }
    }
    Ok(unknown)
}

fn is_unknown(kind: &Kind) -> bool {
    match kind {
        Kind::Opaque | Kind::Open => true,
        Kind::Array(element, _) => is_unknown(element),
        Kind::Real(_)
        | Kind::Tensor(_)
        | Kind::Factor(..)
        | Kind::Geometry(..)
        | Kind::Record(_)
        | Kind::Int(_)
        | Kind::Bool
        | Kind::Pullback => false,
    }
}

fn collect_words(tokens: TokenStream, into: &mut Vec<String>) {
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) => into.push(ident.to_string()),
            TokenTree::Group(group) => collect_words(group.stream(), into),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}
