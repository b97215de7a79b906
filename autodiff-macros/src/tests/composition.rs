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
    let mut output = expand::differentiate(TokenStream::new(), tokens(item));
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
