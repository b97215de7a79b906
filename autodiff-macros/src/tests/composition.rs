//! Functions of functions: what is written for a composition, with the answers that the compiler of Rust would find.

use proc_macro2::{Delimiter, TokenStream, TokenTree};

use crate::expand;

fn tokens(text: &str) -> TokenStream {
    text.parse().expect("tokens")
}

/// What a function hands over.
pub(super) fn handed_over(item: &str) -> TokenStream {
    payload(expand::differentiate(TokenStream::new(), tokens(item)))
}

/// What an item hands over: the tokens beside the state in its macro.
pub(super) fn payload(output: TokenStream) -> TokenStream {
    let groups = groups_after(output, "macro_rules");
    let rule = groups.last().cloned().expect("the rule of a macro");
    let body = rule.into_iter().filter_map(group).last().expect("the body of a rule");
    let call = body.into_iter().filter_map(group).last().expect("what goes on");
    // The state is a `$` and a name.
    call.into_iter().skip(2).collect()
}

fn group(tree: TokenTree) -> Option<TokenStream> {
    if let TokenTree::Group(group) = tree { Some(group.stream()) } else { None }
}

/// The braces after a word, wherever it stands.
fn groups_after(tokens: TokenStream, word: &str) -> Vec<TokenStream> {
    let mut found = Vec::new();
    let mut is_after = false;
    for tree in tokens {
        match tree {
            TokenTree::Ident(ident) if ident == word => is_after = true,
            TokenTree::Group(group) => {
                if is_after && group.delimiter() == Delimiter::Brace {
                    found.push(group.stream());
                    is_after = false;
                }
                found.extend(groups_after(group.stream(), word));
            }
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}

/// The state of the first question in an expansion.
pub(super) fn state(tokens: TokenStream) -> Option<TokenStream> {
    let trees = tokens.into_iter().collect::<Vec<_>>();
    for (place, tree) in trees.iter().enumerate() {
        if let TokenTree::Ident(ident) = tree
            && ident == "resume"
        {
            return trees[place..].iter().cloned().find_map(group);
        }
    }
    trees.into_iter().filter_map(group).find_map(state)
}

/// What comes of a function when its questions are answered in order.
fn composed(item: &str, answers: &[&str]) -> String {
    composed_with("", item, answers)
}

fn composed_with(arguments: &str, item: &str, answers: &[&str]) -> String {
    let mut output = expand::differentiate(tokens(arguments), tokens(item));
    for answer in answers {
        let state = state(output).expect("a question");
        let payload = handed_over(answer);
        output = expand::resume(quote::quote!({ #state } #payload));
    }
    let whole = super::written(&output);
    whole[whole.find("#[automatically_derived]").expect("generated functions")..].to_owned()
}

const DENSE: &str = "fn dense(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
    assert!(w.nrows() == b.len());
    (w * x + b).map(|z| z.tanh())
}";
const ENERGY: &str =
    "fn energy(v: &DVector<f64>, scale: f64) -> f64 { assert!(scale > 0.0); scale * v.norm_squared() }";

#[test]
fn three_functions_that_are_called() {
    let item = "fn network(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>, scale: f64) -> f64 {
        let hidden = dense(w, b, x);
        energy(&dense(w, b, &hidden), scale)
    }";
    let written = composed(item, &[DENSE, ENERGY]);
    for word in ["Box", "dyn ", "clone"] {
        assert!(!written.contains(word), "`{word}` in {written}");
    }
    insta::assert_snapshot!(written);
}

#[test]
fn short_functions_are_written_into_their_callers() {
    let square = "fn square(x: f64) -> f64 { x * x }";
    let item = "fn fourth(x: f64) -> f64 { square(square(x)) + square(x + 1.0) }";
    insta::assert_snapshot!(composed(item, &[square]));
}

const ROTATE: &str = "fn rotate(r: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    let square = r.norm_squared();
    if square == 0.0 { return p + r.cross(p); }
    let theta = square.sqrt();
    let (sine, cosine) = theta.sin_cos();
    let w = r / theta;
    p * cosine + w.cross(p) * sine + w * (w.dot(p) * (1.0 - cosine))
}";

/// The rows have one branch and one test, and vectors of the function's own stay vectors.
#[test]
fn a_jacobian_of_few_rows_has_what_it_calls_written_in() {
    let item = "pub fn seen(r: &Vector3<f64>, p: &Vector3<f64>) -> Vector2<f64> {
        let p = rotate(r, p);
        Vector2::new(p.x, p.y) / p.z
    }";
    let generated = composed_with("jacobian", item, &[ROTATE]);
    assert!(!generated.contains("rotate::vjp"), "{generated}");
    insta::assert_snapshot!(&generated[generated.find("fn jacobian").expect("the form")..]);
}

/// A Jacobian that is filled row by row in a loop calls the pullback, and so does a gradient.
#[test]
fn other_derivatives_call_what_is_long() {
    let long = "pub fn seen(r: &Vector3<f64>, p: &DMatrix<f64>) -> DVector<f64> { p * rotate(r, r) }";
    assert!(composed_with("wrt(r, p), jacobian", long, &[ROTATE]).contains("rotate::vjp"));
    let gradient = "pub fn far(r: &Vector3<f64>) -> f64 { rotate(r, r).norm() }";
    assert!(composed(gradient, &[ROTATE]).contains("rotate::vjp"));
}
