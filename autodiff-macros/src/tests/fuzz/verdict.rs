//! What holds of every expansion, whatever was asked for.

use proc_macro2::{Span, TokenStream, TokenTree};

use crate::expand;
use crate::tests::composition::state;
use crate::tests::support::processor_time;

use super::corpus::{Corpus, Entry, Input, expand};

/// No expansion takes longer, in milliseconds.
const LONGEST: f64 = 10_000.0;
/// Tokens in the output for each token of the input, all questions answered.
const RATIO: usize = 400;
/// Tokens in the output of an empty function.
const FIXED: usize = 20_000;
/// Questions that are answered.
const QUESTIONS: usize = 24;

/// What an expansion came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    /// It is no Rust.
    Unreadable,
    Refused,
    Differentiated,
}

/// A law that is broken; the first word says which.
pub(super) type Failure = String;

/// The texts that have been parsed.
struct Places {
    texts: Vec<String>,
}

impl Places {
    fn read(&mut self, text: &str) -> Result<TokenStream, Failure> {
        let tokens = text.parse::<TokenStream>().map_err(|_| "unreadable".to_owned())?;
        self.texts.push(text.to_owned());
        Ok(tokens)
    }

    fn has(&self, span: Span) -> bool {
        // Nothing stands at the place of the call itself.
        span.source_text().is_some_and(|source| self.texts.iter().any(|text| text.contains(&source)))
    }
}

/// Expands an input twice, with the answers that the corpus has, and checks what comes of it.
///
/// # Errors
/// The law that is broken.
pub(super) fn check(input: &Input, corpus: &Corpus) -> Result<Outcome, Failure> {
    let Some((once, outcome)) = attempt(input, corpus)? else { return Ok(Outcome::Unreadable) };
    let twice = attempt(input, corpus)?.map(|(text, _)| text).unwrap_or_default();
    if once == twice { Ok(outcome) } else { Err(format!("determinism: {once}\n---\n{twice}")) }
}

/// Everything that an expansion writes, as text.
fn attempt(input: &Input, corpus: &Corpus) -> Result<Option<(String, Outcome)>, Failure> {
    proc_macro2::extra::invalidate_current_thread_spans();
    // The tests find questions by the one word, and make the compiler fail by the other.
    if ["resume", "defective", "Defective"].iter().any(|word| input.item.contains(word)) {
        return Ok(None);
    }
    let mut places = Places { texts: Vec::new() };
    let (Ok(arguments), Ok(item)) = (places.read(&input.arguments), places.read(&input.item)) else {
        return Ok(None);
    };
    let mut size = count(&arguments) + count(&item);
    let is_rust = match input.entry {
        Entry::Differentiate => syn::parse2::<syn::Item>(item.clone()).is_ok(),
        Entry::Derive => syn::parse2::<syn::DeriveInput>(item.clone()).is_ok(),
        Entry::Check => false,
    };
    let start = processor_time();
    let mut output = expand(input.entry, arguments, item);
    let (mut written, mut errors, mut text) = (count(&output), errors(&output), output.to_string());
    verify(&output, input.entry, is_rust)?;
    for _ in 0..QUESTIONS {
        let Some(state) = state(output) else { break };
        let payload = asked(&state).and_then(|name| corpus.payload(&name));
        // What is handed over is in the input too: it may be what is long.
        let payload = payload.and_then(|payload| places.read(&payload).ok());
        size += payload.clone().map_or(0, |payload| count(&payload));
        output = match payload {
            Some(payload) => expand::resume(quote::quote!({ #state } #payload)),
            None => expand::nothing(quote::quote!({ #state })),
        };
        verify(&output, Entry::Differentiate, is_rust)?;
        if state_is_last(&output) {
            written += count(&output);
        }
        errors.extend(self::errors(&output));
        text += &output.to_string();
    }
    let time = processor_time() - start;
    if time > LONGEST {
        return Err(format!("time: {time} ms"));
    }
    if written > FIXED + RATIO * size {
        return Err(format!("size: {written} tokens of {size}"));
    }
    // Where arguments end too early, the place is the attribute.
    let has_place = |(span, said): &&(Span, String)| places.has(*span) || said.contains("does not take this form");
    if let Some((_, message)) = errors.iter().find(|error| is_rust && !has_place(error)) {
        return Err(format!("place: of {message}"));
    }
    let outcome = if errors.is_empty() && is_rust { Outcome::Differentiated } else { Outcome::Refused };
    Ok(Some((text, outcome)))
}

/// Whether an output asks for nothing more.
fn state_is_last(output: &TokenStream) -> bool {
    state(output.clone()).is_none()
}

/// The name that a question asks for first.
fn asked(state: &TokenStream) -> Option<String> {
    let wanted = state.clone().into_iter().nth(2)?;
    let TokenTree::Group(wanted) = wanted else { return None };
    let TokenTree::Group(first) = wanted.stream().into_iter().next()? else { return None };
    first.stream().into_iter().filter(|tree| matches!(tree, TokenTree::Ident(_))).last().map(|name| name.to_string())
}

/// Whether an output is no defect, and is Rust.
fn verify(output: &TokenStream, entry: Entry, is_rust: bool) -> Result<(), Failure> {
    if let Some((_, message)) = errors(output).into_iter().find(|(_, message)| message.contains("this is a defect of"))
    {
        return Err(format!("panic: {message}"));
    }
    let parsed = match entry {
        _ if !is_rust => Ok(()),
        Entry::Differentiate | Entry::Derive => syn::parse2::<syn::File>(output.clone()).map(|_| ()),
        Entry::Check => syn::parse2::<syn::Expr>(output.clone()).map(|_| ()),
    };
    parsed.map_err(|error| format!("syntax: {error}\n{output}"))
}

/// Tokens, those in groups included.
pub(in crate::tests) fn count(tokens: &TokenStream) -> usize {
    let sizes = tokens.clone().into_iter().map(|tree| match tree {
        TokenTree::Group(group) => 2 + count(&group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => 1,
    });
    sizes.sum()
}

/// The errors in an output: where they stand, and what they say.
pub(in crate::tests) fn errors(output: &TokenStream) -> Vec<(Span, String)> {
    let trees = output.clone().into_iter().collect::<Vec<_>>();
    let mut found = Vec::new();
    for (place, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Ident(ident) if ident == "compile_error" => {
                let said = trees.get(place + 2).map(ToString::to_string).unwrap_or_default();
                found.push((ident.span(), said));
            }
            TokenTree::Group(group) => found.extend(errors(&group.stream())),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}
