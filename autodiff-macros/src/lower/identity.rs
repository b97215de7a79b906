//! Functions that were known by their names.

use proc_macro2::{TokenStream, TokenTree};
use quote::ToTokens;
use syn::{GenericArgument, GenericParam, Path, PathArguments};

use crate::ir::{Identity, Kind, Standing, is_nameless};

use super::known::Carried;
use super::types::Bound;
use super::{Lowerer, Signature};

impl Lowerer<'_> {
    /// Notes that a path must mean the function that was handed over under its name.
    pub(super) fn note_identity(&mut self, path: &Path, carried: &Carried, bound: &Bound, unknown: Vec<usize>) {
        let signature = &carried.item.sig;
        let given = path.segments.last().map(|last| last.arguments.clone()).unwrap_or_default();
        let generics = match given {
            _ if is_nameless(signature.inputs.to_token_stream()) => None,
            PathArguments::AngleBracketed(given) => given
                .args
                .iter()
                .filter(|argument| !matches!(argument, GenericArgument::Lifetime(_)))
                .map(|argument| Some(argument.to_token_stream()).filter(|argument| !is_inferred(argument.clone())))
                .map(|argument| argument.map(Standing::Given))
                .collect(),
            PathArguments::None | PathArguments::Parenthesized(_) => {
                let params = signature.generics.params.iter();
                let params = params.filter(|param| !matches!(param, GenericParam::Lifetime(_)));
                params.map(|param| bound.standing(param)).collect()
            }
        };
        let Some(name) = path.segments.last() else { return };
        let span = name.ident.span();
        let mut path = path.clone();
        path.segments.iter_mut().for_each(|segment| segment.arguments = PathArguments::None);
        let identity =
            Identity { path: path.to_token_stream(), span, parameters: signature.inputs.len(), unknown, generics };
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
