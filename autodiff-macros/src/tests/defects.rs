//! What comes of a panic in the compiler. In tests the driver fails at what is called `defective`.

use proc_macro2::TokenStream;

use crate::expand;

fn tokens(text: &str) -> TokenStream {
    text.parse().expect("tokens")
}

/// Checks that there is one error, which says that it is our defect, and is at this word.
fn is_reported(output: &TokenStream, at: &str) {
    let errors = super::fuzz::errors(output);
    let [(place, message)] = &errors[..] else { panic!("{errors:?}") };
    assert!(message.contains("this is a defect of `autodiff`") && message.contains("/issues"), "{message}");
    assert!(message.contains("the name is") && !message.contains("there is more to say"), "{message}");
    assert_eq!(place.source_text().as_deref(), Some(at));
}

/// Checks that this is still there, for those who use it.
fn has(output: &TokenStream, parts: &[&str]) {
    let written = super::written(output);
    for part in parts {
        assert!(written.contains(part), "no `{part}` in {written}");
    }
}

#[test]
fn functions_keep_their_signatures() {
    let function = "pub fn defective(x: f64, k: usize) -> f64 { x * k as f64 }";
    let output = expand::differentiate(tokens("jvp, hessian"), tokens(function));
    is_reported(&output, "defective");
    has(&output, &["fn defective", "enum defective", "fn gradient", "fn vjp", "fn jvp", "fn hessian", "macro_rules!"]);
}

#[test]
fn so_do_functions_that_have_asked_for_others() {
    let output = expand::differentiate(TokenStream::new(), tokens("fn f(x: f64) -> f64 { g(x) }"));
    let state = super::composition::state(output).expect("a question");
    let state = tokens(&state.to_string().replace("fn f", "fn defective"));
    let output = expand::nothing(quote::quote!({ #state }));
    is_reported(&output, "defective");
    has(&output, &["impl defective", "fn gradient"]);
}

#[test]
fn methods_keep_theirs() {
    let item = "impl Model {
        fn sound(&self, x: f64) -> f64 { x }
        #[differentiate(jvp)] fn defective(&self, x: f64) -> f64 { x }
    }";
    let output = expand::differentiate(TokenStream::new(), tokens(item));
    let state = super::composition::state(output).expect("a question about the struct");
    let output = expand::nothing(quote::quote!({ #state }));
    is_reported(&output, "defective");
    has(&output, &["fn defective_gradient", "fn defective_jvp"]);
}

#[test]
fn what_is_not_expanded_is_still_there() {
    let item = "impl Defective { #[differentiate(jvp)] fn f(&self, x: f64) -> f64 { x } }";
    let output = expand::differentiate(TokenStream::new(), tokens(item));
    is_reported(&output, "Defective");
    has(&output, &["impl Defective", "fn f"]);
    assert!(!output.to_string().contains("differentiate (jvp)"), "a method is no function: {output}");

    let output = expand::differentiate(TokenStream::new(), tokens("mod defective { fn f(x: f64) -> f64 { x } }"));
    is_reported(&output, "defective");
    has(&output, &["mod defective", "fn f"]);
}

#[test]
fn structs_are_differentiable_nevertheless() {
    let output = expand::derive(tokens("struct Defective { weight: f64 }"));
    is_reported(&output, "Defective");
    has(&output, &["Differentiable for Defective"]);
}

#[test]
fn a_check_is_an_expression() {
    let output = expand::check(tokens("[::autodiff] defective(x), wrt(x), gradient"));
    is_reported(&output, "defective");
    assert!(syn::parse2::<syn::Expr>(output).is_ok());
}

/// Errors that were collected before a panic must not make it two.
#[test]
fn unwinding_drops_unchecked_errors_in_silence() {
    let caught = std::panic::catch_unwind(|| {
        let diagnostics = crate::diagnostics::Diagnostics::default();
        diagnostics.report(proc_macro2::Span::call_site(), crate::diagnostics::Message::new("what", "help"));
        assert!(std::hint::black_box(false), "the first one");
    });
    let said = caught.expect_err("a panic");
    assert_eq!(said.downcast_ref::<&str>(), Some(&"the first one"));
}
