//! Programs from Rust source.

use proc_macro2::TokenStream;

use crate::diagnostics::Diagnostics;
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
    let tokens = |text: &str| text.parse::<TokenStream>().expect("tokens");
    let item = syn::parse2::<syn::ItemFn>(tokens(item)).expect("a function");
    let knowledge = known(structs);
    let structs = lower::Structs::new(&knowledge);
    let diagnostics = Diagnostics::default();
    let request = Request::parse(tokens(arguments), &diagnostics);
    let builder = crate::ir::Builder::new();
    let source = lower::Source { item: &item, owner: None, siblings: &[] };
    let signature = lower::signature(source, &request, &structs, &builder, &diagnostics);
    let body = |signature| {
        lower::body(source, &request, signature, &knowledge, &structs, builder, &diagnostics)
            .ok()
            .map(|body| body.program)
    };
    let program = signature.as_ref().ok().and_then(body);
    diagnostics.check().unwrap_or_else(|errors| panic!("{errors:?}"));
    let (Ok(signature), Some(program)) = (signature, program) else { panic!("an error was not reported") };
    Subject { program, wrt: signature.wrt.clone(), args }
}
