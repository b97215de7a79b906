//! `#[derive(Differentiable)]`: tokens of a struct → [`Structure`] → implementations.

mod attributes;
mod coordinates;
mod emit;
mod structure;
mod types;

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Data, DeriveInput};

use crate::diagnostics::{Diagnostic, Diagnostics, Message};
use crate::emit::{carrier as handed_over, errors};

use structure::Structure;

/// Expands `#[derive(Differentiable)] item`. After an error there are implementations too, so that uses stay silent.
pub(crate) fn differentiable(item: TokenStream) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => {
            let message = Message::new(error.to_string(), "correct the syntax of the struct");
            return errors(&[Diagnostic { place: error.span().into(), message }]);
        }
    };
    let diagnostics = Diagnostics::default();
    let structure = Structure::read(&input, &diagnostics);
    match (diagnostics.check(), structure) {
        (Ok(()), Ok(structure)) => {
            let implementations = emit::implementations(&structure, emit::Bodies::Real);
            let carrier = carrier(&input);
            quote!(#implementations #carrier)
        }
        (Ok(()), Err(_)) => unreachable!("what fails has been reported"),
        (Err(reported), structure) => {
            let errors = errors(&reported);
            let stub = structure.map(|structure| emit::implementations(&structure, emit::Bodies::Never)).ok();
            quote!(#errors #stub)
        }
    }
}

/// What tells differentiated functions the fields of the struct.
fn carrier(input: &DeriveInput) -> TokenStream {
    let mut plain = input.clone();
    plain.attrs.retain(|attribute| attribute.path().is_ident("non_exhaustive"));
    if let Data::Struct(structure) = &mut plain.data {
        structure
            .fields
            .iter_mut()
            .for_each(|field| field.attrs.retain(|attribute| attribute.path().is_ident("constant")));
    }
    handed_over(&input.ident, &input.vis, &TokenStream::new(), &plain.to_token_stream())
}
