//! The table of syntax: each row against what the compiler does with its example, and the rows against what `syn` has.

mod holes;
mod page;
mod source;

use std::collections::BTreeSet;
use std::ops::Range;

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

use crate::diagnostics::Message;
use crate::expand;
use crate::lower::syntax::table::SECTIONS;
use crate::lower::syntax::{Decision, Row};

/// A message, and where it stands in the source.
#[derive(Debug, PartialEq)]
struct Refusal {
    text: String,
    place: Range<usize>,
}

fn rows() -> impl Iterator<Item = &'static Row> {
    SECTIONS.iter().flat_map(|section| section.rows)
}

#[test]
fn every_row_is_as_it_says() {
    let wrong = rows().filter_map(|row| check(row).err().map(|error| format!("{}::{}: {error}", row.of, row.part)));
    let wrong = wrong.collect::<Vec<_>>();
    assert!(wrong.is_empty(), "{} rows are wrong:\n\n{}", wrong.len(), wrong.join("\n\n"));
}

fn check(row: &Row) -> Result<(), String> {
    let (constant, varying) = (row.example.replace('◇', "2.0"), row.example.replace('◇', "x"));
    match row.decision {
        Decision::Supported => expands(&varying),
        Decision::Constant(message) => expands(&constant).and_then(|()| refuses(&varying, &message())),
        Decision::Refused(message) => refuses(&varying, &message()),
    }
}

fn expands(example: &str) -> Result<(), String> {
    let refusals = refusals(&whole(&example.replace(['«', '»'], "")));
    if refusals.is_empty() { Ok(()) } else { Err(format!("{example}\n  should expand, but: {refusals:#?}")) }
}

fn refuses(example: &str, message: &Message) -> Result<(), String> {
    let marked = whole(example);
    let (Some(start), Some(end)) = (marked.find('«'), marked.find('»')) else {
        return Err(format!("{example}\n  says no place"));
    };
    let place = start..end - '«'.len_utf8();
    let text = format!("{}\n\nhelp: {}", message.what, message.help);
    let found = refusals(&marked.replace(['«', '»'], ""));
    // Another way out may follow.
    if found.iter().any(|refusal| refusal.text.starts_with(&text) && refusal.place == place) {
        return Ok(());
    }
    Err(format!("{example}\n  should be refused at {place:?} with\n  {text}\n  but: {found:#?}"))
}

/// An example as an item.
fn whole(example: &str) -> String {
    let bare = example.replace(['«', '»'], "");
    if syn::parse2::<syn::Item>(tokens(&bare)).is_ok() {
        example.to_owned()
    } else {
        format!("fn f(x: f64, c: f64) -> f64 {{ {example} }}")
    }
}

/// What an item is refused with.
fn refusals(item: &str) -> Vec<Refusal> {
    let mut output = expand::differentiate(tokens("wrt(x)"), tokens(item));
    let mut found = Vec::new();
    collect(output.clone(), &mut found);
    while let Some(state) = super::composition::state(output) {
        output = expand::nothing(quote::quote!({ #state }));
        collect(output.clone(), &mut found);
    }
    found
}

/// Tokens, with what macros put in.
fn tokens(text: &str) -> TokenStream {
    grouped(text.replace('⟦', "put_in!(").replace('⟧', ")").parse().expect("tokens"))
}

fn grouped(tokens: TokenStream) -> TokenStream {
    let mut trees = Vec::new();
    for tree in tokens {
        let TokenTree::Group(group) = &tree else {
            trees.push(tree);
            continue;
        };
        let is_put_in = trees.len() >= 2 && trees[trees.len() - 2].to_string() == "put_in";
        let delimiter = if is_put_in { Delimiter::None } else { group.delimiter() };
        if is_put_in {
            trees.truncate(trees.len() - 2);
        }
        let mut whole = Group::new(delimiter, grouped(group.stream()));
        whole.set_span(group.span());
        trees.push(whole.into());
    }
    trees.into_iter().collect()
}

/// The calls of `compile_error!`: the word stands at the start of the place, and its braces at the end.
fn collect(tokens: TokenStream, into: &mut Vec<Refusal>) {
    let mut start = None;
    for tree in tokens {
        match (tree, start.take()) {
            (TokenTree::Ident(ident), _) if ident == "compile_error" => start = Some(ident.span()),
            (TokenTree::Punct(_), Some(word)) => start = Some(word),
            (TokenTree::Group(group), Some(word)) => {
                let text = syn::parse2::<syn::LitStr>(group.stream()).expect("a text").value();
                into.push(Refusal { text, place: word.byte_range().start..group.span().byte_range().end });
            }
            (TokenTree::Group(group), None) => collect(group.stream(), into),
            (TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_), _) => {}
        }
    }
}

/// Every variant of the enums, and every part that may be there or not, is decided; what is decided is there.
#[test]
fn everything_that_syn_has_is_decided() {
    let syntax = source::Syntax::read();
    let decided = rows().map(|row| (row.of, row.part)).collect::<BTreeSet<_>>();
    let is_decided = |(of, part): &&(String, String)| decided.contains(&(of.as_str(), part.as_str()));
    let variants = syntax.variants();
    let parts = syntax.optional_parts();
    let missing = variants.iter().chain(&parts).filter(|pair| !is_decided(pair)).collect::<Vec<_>>();
    assert!(missing.is_empty(), "not decided: {missing:#?}");
    let known = syntax.everything();
    let unknown = decided.iter().filter(|(of, part)| !known.contains(&((*of).to_owned(), (*part).to_owned())));
    let unknown = unknown.filter(|(of, _)| !source::BY_NAME.contains(of)).collect::<Vec<_>>();
    assert!(unknown.is_empty(), "`syn` has nothing of this: {unknown:#?}");
}
