//! `#[derive(Differentiable)]`: tokens of a struct → [`Structure`] → implementations.

mod attributes;
mod coordinates;
mod emit;
mod structure;
mod types;

use proc_macro2::{Ident, Literal, TokenStream};
use quote::{ToTokens, format_ident, quote};
use syn::{Data, DeriveInput};

use crate::diagnostics::{Diagnostic, Diagnostics, Message};
use crate::emit::{carrier, errors, identity};
use crate::lower::DEFINITION;

use structure::Structure;

/// Expands `#[derive(Differentiable)] item`. After an error there are implementations too, so that uses stay silent.
///
/// `check` is asked about the name.
pub(crate) fn differentiable(item: TokenStream, check: &dyn Fn(&Ident)) -> TokenStream {
    let input = match syn::parse2::<DeriveInput>(item) {
        Ok(input) => input,
        Err(error) => {
            let message = Message::new(error.to_string(), "correct the syntax of the struct");
            return errors(&[Diagnostic { place: error.span().into(), message }]);
        }
    };
    check(&input.ident);
    let diagnostics = Diagnostics::default();
    let structure = Structure::read(&input, &diagnostics);
    match (diagnostics.check(), structure) {
        (Ok(()), Ok(structure)) => {
            let implementations = emit::implementations(&structure, emit::Bodies::Real);
            let plain = handed(&input);
            let identity = Literal::u64_unsuffixed(identity(&plain.to_token_stream()));
            let definition = emit::definition(&structure, &identity);
            let name = format_ident!("{DEFINITION}");
            let carrier = carrier(&input.ident, &input.vis, &TokenStream::new(), &quote!(#[#name(#identity)] #plain));
            quote!(#implementations #definition #carrier)
        }
        (Ok(()), Err(_)) => unreachable!("what fails has been reported"),
        (Err(reported), structure) => {
            let errors = errors(&reported);
            let stub = structure.map(|structure| emit::implementations(&structure, emit::Bodies::Never)).ok();
            quote!(#errors #stub)
        }
    }
}

/// Implementations that keep uses silent, if the struct can be read.
pub(crate) fn stub(item: TokenStream) -> Option<TokenStream> {
    let input = syn::parse2::<DeriveInput>(item).ok()?;
    let diagnostics = Diagnostics::default();
    let structure = Structure::read(&input, &diagnostics);
    let is_sound = diagnostics.check().is_ok();
    let structure = structure.ok().filter(|_| is_sound)?;
    Some(emit::implementations(&structure, emit::Bodies::Never))
}

/// What tells differentiated functions the fields of the struct.
fn handed(input: &DeriveInput) -> DeriveInput {
    let mut plain = input.clone();
    plain.attrs.retain(|attribute| attribute.path().is_ident("non_exhaustive"));
    if let Data::Struct(structure) = &mut plain.data {
        structure
            .fields
            .iter_mut()
            .for_each(|field| field.attrs.retain(|attribute| attribute.path().is_ident("constant")));
    }
    plain
}
