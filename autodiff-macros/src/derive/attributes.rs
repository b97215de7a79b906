//! The attributes that the derive reads: `#[constant]` on a field, `#[differentiable(crate = path)]` on the struct.

use proc_macro2::Span;
use quote::ToTokens;
use syn::punctuated::Punctuated;
use syn::{Attribute, Field, Meta, Path, Token};

use crate::diagnostics::{Diagnostics, Place};
use crate::messages::{attribute, derive as messages};

const CONSTANT: &str = "constant";
const DIFFERENTIABLE: &str = "differentiable";
const CRATE: &str = "crate";

/// Where the facade lives, if not at `::autodiff`.
pub(super) fn facade(attributes: &[Attribute], diagnostics: &Diagnostics) -> Option<Path> {
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(CONSTANT)) {
        diagnostics.report(place(attribute), messages::constant_struct());
    }
    let mut facade = None;
    for attribute in attributes.iter().filter(|attribute| attribute.path().is_ident(DIFFERENTIABLE)) {
        for (path, place) in crates(attribute, diagnostics) {
            if facade.replace(path).is_some() {
                diagnostics.report(place, attribute::repeated(CRATE));
            }
        }
    }
    facade
}

/// The arguments `crate = path` of one attribute.
fn crates(attribute: &Attribute, diagnostics: &Diagnostics) -> Vec<(Path, Span)> {
    let Ok(arguments) = attribute.parse_args_with(Punctuated::<Argument, Token![,]>::parse_terminated) else {
        diagnostics.report(place(attribute), messages::malformed());
        return Vec::new();
    };
    let known = arguments.into_iter().filter_map(|Argument { name, path }| {
        if name != CRATE {
            diagnostics.report(name.span(), messages::unknown(&name.to_string()));
            return None;
        }
        Some((path, name.span()))
    });
    known.collect()
}

fn place(attribute: &Attribute) -> Place {
    Place::of(attribute.to_token_stream())
}

/// `name = path`.
struct Argument {
    name: proc_macro2::Ident,
    path: Path,
}

impl syn::parse::Parse for Argument {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Argument> {
        let name = input.call(syn::ext::IdentExt::parse_any)?;
        input.parse::<Token![=]>()?;
        Ok(Argument { name, path: input.call(Path::parse_mod_style)? })
    }
}

/// Whether a field is marked `#[constant]`.
pub(super) fn is_constant(field: &Field, diagnostics: &Diagnostics) -> bool {
    let mut marked = false;
    for attribute in &field.attrs {
        if attribute.path().is_ident(DIFFERENTIABLE) {
            diagnostics.report(place(attribute), messages::field_argument());
        }
        if !attribute.path().is_ident(CONSTANT) {
            continue;
        }
        if !matches!(attribute.meta, Meta::Path(_)) {
            diagnostics.report(place(attribute), messages::constant_arguments());
        } else if marked {
            diagnostics.report(place(attribute), attribute::repeated(CONSTANT));
        }
        marked = true;
    }
    marked
}
