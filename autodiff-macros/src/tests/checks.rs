//! The checks that the attribute and the macro write, to be read in review.

use super::expanded;

/// The checks in an expansion, and the test that calls them.
fn test(arguments: &str, item: &str) -> String {
    let whole = expanded(arguments, item);
    let start = whole.find("    #[cfg(test)]").expect("checks");
    whole[start..].to_owned()
}

/// What `check!` expands to, as a file that people read.
fn check(tokens: &str) -> String {
    let check = crate::expand::check(format!("[::autodiff] {tokens}").parse().expect("tokens"));
    let file = syn::parse2::<syn::File>(quote::quote!(fn check() #check));
    prettyplease::unparse(&file.expect("a function"))
}

#[test]
fn a_scalar_function() {
    insta::assert_snapshot!(test(
        "wrt(w, b), jvp, jacobian, test(w = dvector![0.5, -1.0], b = 2.0, x = dmatrix![1.0, 2.0], rows = 0..1)",
        "fn loss(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, rows: std::ops::Range<usize>) -> f64 {
            (x * w).add_scalar(b).norm_squared() * rows.len() as f64
        }"
    ));
}

#[test]
fn second_derivatives_at_several_points() {
    insta::assert_snapshot!(test(
        "hessian, hvp, taylor, test(x = [1.0, 2.0]), test(x = [])",
        "fn f(x: &[f64]) -> f64 { let mut s = 0.0; for x in x { s += x.sin(); } s }"
    ));
}

#[test]
fn a_generic_function() {
    insta::assert_snapshot!(check("layers::layer::<f64>(&w, b.as_view(), &x), wrt(w, b), vjp, jvp, taylor"));
}

/// The test beside the function calls what stands in its place.
#[test]
fn a_function_with_an_error() {
    let whole = expanded("test(x = 1.0)", "fn f(x: f64) -> f64 { x.unknown() }");
    assert!(whole.contains("compile_error!"));
    assert!(whole.contains("f::derivatives_agree_with_differences();"), "{whole}");
    assert!(whole.contains("fn derivatives_agree_with_differences() {}"), "{whole}");
}
