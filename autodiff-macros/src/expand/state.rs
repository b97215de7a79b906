//! An expansion that waits for what stands elsewhere, as tokens.

use std::collections::BTreeSet;

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, format_ident, quote};
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, Item, ItemFn, Path, braced, parenthesized};

use crate::diagnostics::Diagnostics;
use crate::emit;
use crate::lower::{self, BROKEN, Carriage, Carried, Knowledge, Known};
use crate::request::Request;

use super::carriage::Handing;
use super::constants::{self, Constant};

/// What has to be known to go on.
pub(super) struct State {
    pub(super) arguments: TokenStream,
    pub(super) item: TokenStream,
    /// What is still to be asked for, under which name.
    wanted: Vec<(Ident, Path)>,
    found: Found,
    /// Where generated code finds the runtime.
    private: TokenStream,
}

impl State {
    pub(super) fn new(arguments: TokenStream, item: TokenStream, found: Found, private: TokenStream) -> State {
        State { arguments, item, wanted: Vec::new(), found, private }
    }

    /// What is known by now.
    pub(super) fn knowledge(&self) -> Knowledge {
        self.found.knowledge()
    }

    /// The question after these items, and what goes on with the answers.
    pub(super) fn ask(mut self, wanted: Vec<Path>) -> TokenStream {
        let first = self.found.0.len();
        let alias = |place: usize| format_ident!("__autodiff_found_{}", first + place, span = Span::call_site());
        self.wanted = wanted.into_iter().enumerate().map(|(place, path)| (alias(place), path)).collect();
        emit::question(&self.private, &self.wanted, &self.next())
    }

    fn next(&self) -> TokenStream {
        emit::ask(&self.private, &self.wanted[0].0, &self.to_token_stream())
    }

    /// Takes the answer to the question; another question, if there is one left.
    pub(super) fn answered(&mut self, payload: TokenStream) -> Option<TokenStream> {
        let (_, path) = self.wanted.remove(0);
        self.found.learn(path, payload);
        (!self.wanted.is_empty()).then(|| self.next())
    }
}

impl ToTokens for State {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let State { arguments, item, found, private, .. } = self;
        let wanted = self.wanted.iter().map(|(alias, path)| quote!((#alias #path)));
        tokens.extend(quote!({ #arguments } { #item } { #(#wanted)* } { #found } { #private }));
    }
}

impl Parse for State {
    fn parse(input: ParseStream<'_>) -> syn::Result<State> {
        let (arguments, item) = (group(input)?, group(input)?);
        let mut wanted = Vec::new();
        let content;
        braced!(content in input);
        while !content.is_empty() {
            let pair;
            parenthesized!(pair in content);
            wanted.push((pair.parse()?, pair.call(Path::parse_mod_style)?));
        }
        let content;
        braced!(content in input);
        Ok(State { arguments, item, wanted, found: content.parse()?, private: group(input)? })
    }
}

fn group(input: ParseStream<'_>) -> syn::Result<TokenStream> {
    let content;
    braced!(content in input);
    content.parse()
}

/// What has been found at paths, as it was handed over.
#[derive(Clone, Default)]
pub(super) struct Found(Vec<(Path, TokenStream)>);

impl Found {
    pub(super) fn learn(&mut self, path: Path, payload: TokenStream) {
        self.0.push((path, payload));
    }

    /// What of it is named in a piece of source.
    pub(super) fn named_in(&self, source: &impl ToTokens) -> Found {
        let names = names(source.to_token_stream());
        let is_named = |path: &Path| path.get_ident().is_some_and(|ident| names.contains(&ident.to_string()));
        Found(self.0.iter().filter(|(path, _)| is_named(path)).cloned().collect())
    }

    /// The same, as a function with these constants hands it over.
    fn handed(&self, constants: &[Constant]) -> Found {
        let handed = |(path, payload): &(Path, TokenStream)| {
            let payload = constants::taken(payload.clone(), path);
            (path.clone(), constants::handed(payload, constants))
        };
        Found(self.0.iter().map(handed).collect())
    }

    pub(super) fn knowledge(&self) -> Knowledge {
        let mut knowledge = Knowledge::default();
        for (path, payload) in &self.0 {
            knowledge.learn(path, read(constants::taken(payload.clone(), path)));
        }
        knowledge
    }
}

impl ToTokens for Found {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend(self.0.iter().map(|(path, payload)| quote!((#path { #payload }))));
    }
}

impl Parse for Found {
    fn parse(input: ParseStream<'_>) -> syn::Result<Found> {
        let mut found = Found::default();
        while !input.is_empty() {
            let pair;
            parenthesized!(pair in input);
            found.learn(pair.call(Path::parse_mod_style)?, group(&pair)?);
        }
        Ok(found)
    }
}

/// All identifiers in a piece of source.
fn names(tokens: TokenStream) -> BTreeSet<String> {
    let names = tokens.into_iter().flat_map(|tree| match tree {
        TokenTree::Ident(ident) => BTreeSet::from([ident.to_string()]),
        TokenTree::Group(group) => names(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => BTreeSet::new(),
    });
    names.collect()
}

/// A function as it hands itself over, with what is known of the functions that its body calls.
pub(super) fn payload(arguments: &TokenStream, item: &ItemFn, handing: &Handing, found: &Found) -> TokenStream {
    let Handing { carriage, constants } = handing;
    let word = format_ident!("{}", carriage.word());
    let ItemFn { vis, sig, block, .. } = item;
    let body = carriage.has_body().then(|| constants::handed(block.to_token_stream(), constants));
    let body = body.unwrap_or_else(|| quote!({}));
    let found = carriage.has_body().then(|| found.handed(constants));
    let changes = (!carriage.has_body()).then(|| lower::changed(block.to_token_stream()));
    quote!(#word { #arguments } { #found } { #changes } #vis #sig #body)
}

/// A function with errors in its signature.
pub(super) fn broken() -> TokenStream {
    format_ident!("{}", BROKEN).to_token_stream()
}

/// What was handed over.
fn read(payload: TokenStream) -> Known {
    syn::parse2::<Payload>(payload).map_or(Known::Nothing, |payload| payload.0)
}

struct Payload(Known);

impl Parse for Payload {
    fn parse(input: ParseStream<'_>) -> syn::Result<Payload> {
        let attributes = input.call(Attribute::parse_outer)?;
        if let Ok(item) = input.fork().parse::<Item>()
            && let Item::Struct(structure) = item
        {
            input.parse::<TokenStream>()?;
            let mut structure = structure;
            structure.attrs.splice(0..0, attributes);
            return Ok(Payload(Known::Struct(Box::new(structure))));
        }
        let word: Ident = input.parse()?;
        if word == BROKEN {
            return Ok(Payload(Known::Broken));
        }
        let body = Carriage::ALL.into_iter().find(|body| word == body.word());
        let body = body.ok_or_else(|| syn::Error::new(word.span(), "nothing that is known"))?;
        let diagnostics = Diagnostics::default();
        let request = Request::parse(group(input)?, &diagnostics);
        let is_sound = diagnostics.check().is_ok();
        let among = Some(syn::parse2::<Found>(group(input)?)?.knowledge());
        let changes = group(input)?.into_iter().next().map(|changed| changed.to_string());
        let item = input.parse()?;
        let known = Known::Function(Box::new(Carried { request, item, body, changes, among }));
        Ok(Payload(if is_sound { known } else { Known::Broken }))
    }
}
