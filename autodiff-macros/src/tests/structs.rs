//! What `#[derive(Differentiable)]` writes, to be read in review.

use proc_macro2::TokenStream;

/// The derive's output, as a file that people read.
fn derived(item: &str) -> String {
    let tokens = item.parse::<TokenStream>().expect("tokens");
    let output = crate::expand::derive(tokens);
    let file = syn::parse2::<syn::File>(output.clone()).unwrap_or_else(|error| panic!("{error}: {output}"));
    prettyplease::unparse(&file)
}

#[test]
fn fields_with_names() {
    let item = "pub struct Layer { pub weight: DMatrix<f64>, #[constant] name: String, bias: DVector<f64> }";
    insta::assert_snapshot!(derived(item));
}

#[test]
fn structs_of_structs() {
    insta::assert_snapshot!(derived("struct Network<'a, T>(Vec<Layer<T>>, Output, #[constant] &'a str);"));
}

#[test]
fn a_stub_after_an_error() {
    insta::assert_snapshot!(derived("struct Settings { rate: f64, steps: usize }"));
}
