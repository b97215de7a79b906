//! Programs from Rust source.

use proc_macro2::TokenStream;

use crate::diagnostics::{Diagnostic, Diagnostics};
use crate::ir::Program;
use crate::ir::interpret::Datum;
use crate::lower::{self, Knowledge, Known};
use crate::request::Request;

use super::subject::Subject;

/// Structs as they are written, by their names.
pub(crate) fn known(structs: &str) -> Knowledge {
    let file = syn::parse_str::<syn::File>(structs).expect("structs");
    let mut knowledge = Knowledge::default();
    for item in file.items {
        if let syn::Item::Struct(found) = item {
            knowledge.learn(&found.ident.clone().into(), Known::Struct(Box::new(found)));
        }
    }
    knowledge
}

/// A function as the attribute with these arguments reads it, at a point.
pub(crate) fn lowered(arguments: &str, item: &str, args: Vec<Datum>) -> Subject {
    lowered_among("", arguments, item, args)
}

/// The same, where these structs are known.
pub(crate) fn lowered_among(structs: &str, arguments: &str, item: &str, args: Vec<Datum>) -> Subject {
    let item = syn::parse_str::<syn::ItemFn>(item).expect("a function");
    let (program, wrt) = read(structs, arguments, &item).unwrap_or_else(|errors| panic!("{errors:?}"));
    Subject { program, wrt, args }
}

/// The Program of a function, and the places of the parameters that it is differentiated by.
///
/// # Errors
/// Those that the user would see.
pub(crate) fn read(
    structs: &str,
    arguments: &str,
    item: &syn::ItemFn,
) -> Result<(Program, Vec<usize>), Vec<Diagnostic>> {
    let knowledge = known(structs);
    let structs = lower::Structs::new(&knowledge);
    let diagnostics = Diagnostics::default();
    let request = Request::parse(arguments.parse::<TokenStream>().expect("tokens"), &diagnostics);
    let builder = crate::ir::Builder::new();
    let source = lower::Source { item, owner: None, siblings: &[] };
    let signature = lower::signature(source, &request, &structs, &builder, &diagnostics);
    let body = |signature| {
        lower::body(source, &request, signature, &knowledge, &structs, builder, &diagnostics)
            .ok()
            .map(|body| body.program)
    };
    let program = signature.as_ref().ok().and_then(body);
    diagnostics.check()?;
    let (Ok(signature), Some(program)) = (signature, program) else { panic!("an error was not reported") };
    Ok((program, signature.wrt.clone()))
}
