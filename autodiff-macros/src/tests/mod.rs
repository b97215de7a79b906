//! In-process tests: the table, the stages, the output.

mod catalogue;
mod checks;
mod composition;
mod defects;
mod depth;
mod docs;
mod expansions;
mod formulas;
mod functions;
mod fuzz;
mod layers;
mod own_functions;
mod preparing;
mod programs;
mod recording;
mod records;
mod rules;
mod settling;
mod snapshots;
mod special_values;
mod structs;
mod support;
mod syntax;

use proc_macro2::TokenStream;

/// What `#[differentiate(arguments)] item` expands to, as a file that people read. Nothing else is known.
fn expanded(arguments: &str, item: &str) -> String {
    let mut output = given(arguments, item);
    let mut whole = written(&output);
    while let Some(state) = composition::state(output) {
        output = crate::expand::nothing(quote::quote!({ #state }));
        whole += &written(&output);
    }
    whole
}

/// What `#[differentiate(arguments)] item` gives at first.
fn given(arguments: &str, item: &str) -> TokenStream {
    let tokens = |text: &str| text.parse::<TokenStream>().expect("tokens");
    crate::expand::differentiate(tokens(arguments), tokens(item))
}

fn written(output: &TokenStream) -> String {
    let file = syn::parse2::<syn::File>(output.clone()).unwrap_or_else(|error| panic!("{error}: {output}"));
    prettyplease::unparse(&file)
}
