//! What constant Rust names: locals, constants, and all else.

use proc_macro2::{Delimiter, Group, Ident, TokenStream, TokenTree};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Path, PathSegment, Token};

use crate::ir::{Fragment, Int};

/// What a piece of source names.
pub(crate) struct Named {
    pub(crate) constants: Vec<Path>,
    /// Whether there is nothing but a path.
    pub(crate) is_alone: bool,
    /// Whether there is nothing but paths, numbers and operators on them.
    pub(crate) is_arithmetic: bool,
}

impl Named {
    /// What a fragment names; `None` if that is more than its own locals and constants.
    pub(crate) fn read(fragment: &Fragment) -> Option<Named> {
        Named::of(fragment.tokens.clone(), fragment)
    }

    /// Whether a fragment means the same everywhere: its constants are those of this function, under this path.
    pub(super) fn is_of(fragment: &Fragment, function: &Path) -> bool {
        let is_own = |constant: &Path| {
            let segments = constant.segments.iter().take(function.segments.len());
            constant.leading_colon == function.leading_colon
                && constant.segments.len() == function.segments.len() + 1
                && segments.eq(&function.segments)
        };
        Named::read(fragment).is_some_and(|named| {
            // The constants that a function hands over are numbers.
            let is_of_numbers = named.is_arithmetic && fragment.captures.is_empty();
            (!fragment.has_effect || is_of_numbers) && named.constants.iter().all(is_own)
        })
    }

    fn of(tokens: TokenStream, fragment: &Fragment) -> Option<Named> {
        let parts = parts(tokens);
        let is_alone = matches!(parts[..], [Part::Path(_)]);
        let is_called = |pair: &[Part]| matches!(pair, [Part::Path(_), Part::Group(_)]);
        let is_arithmetic = !parts.windows(2).any(is_called);
        let mut named = Named { constants: Vec::new(), is_alone, is_arithmetic };
        for part in parts {
            match part {
                Part::Path(path) => named.path(path, fragment)?,
                Part::Member(_) => return None,
                Part::Group(group) => {
                    let Named { constants, is_arithmetic, .. } = Named::of(group.stream(), fragment)?;
                    named.constants.extend(constants);
                    named.is_arithmetic &= is_arithmetic && group.delimiter() == Delimiter::Parenthesis;
                }
                Part::Other(TokenTree::Literal(_)) => {}
                Part::Other(other) => named.is_arithmetic &= "+-*/".contains(&other.to_string()),
            }
        }
        Some(named)
    }

    fn path(&mut self, path: Path, fragment: &Fragment) -> Option<()> {
        let is_number =
            |ident: &Ident| ["f32", "f64"].iter().any(|name| ident == name) || Int::named(&ident.to_string()).is_some();
        let idents = path.segments.iter().map(|segment| &segment.ident).collect::<Vec<_>>();
        match &idents[..] {
            [ident] if fragment.captures.iter().any(|capture| capture.ident == **ident) => self.is_arithmetic = false,
            [ident] if is_number(ident) => self.is_arithmetic = false,
            [ty, last] if is_number(ty) && is_constant(last) => {}
            [.., last] if is_constant(last) => self.constants.push(path),
            _ => return None,
        }
        Some(())
    }
}

/// Whether a name is written like that of a constant.
fn is_constant(ident: &Ident) -> bool {
    let name = ident.to_string();
    name.contains(char::is_alphabetic) && !name.contains(char::is_lowercase)
}

/// A piece of source, in which paths are taken together.
pub(crate) enum Part {
    Path(Path),
    /// A method or a field.
    Member(Ident),
    Group(Group),
    Other(TokenTree),
}

/// The parts of a piece of source.
pub(crate) fn parts(tokens: TokenStream) -> Vec<Part> {
    let parser = |input: ParseStream<'_>| {
        let mut parts = Vec::new();
        while !input.is_empty() {
            parts.push(part(input)?);
        }
        Ok(parts)
    };
    parser.parse2(tokens).expect("any tokens are parts")
}

fn part(input: ParseStream<'_>) -> syn::Result<Part> {
    if input.peek(Token![.]) && !input.peek(Token![..]) && input.peek2(syn::Ident::peek_any) {
        input.parse::<Token![.]>()?;
        return input.call(Ident::parse_any).map(Part::Member);
    }
    if input.peek(syn::Ident::peek_any) || goes_on(input) {
        return path(input).map(Part::Path);
    }
    Ok(match input.parse()? {
        TokenTree::Group(group) => Part::Group(group),
        other @ (TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) => Part::Other(other),
    })
}

/// A path or a keyword, without generic arguments.
fn path(input: ParseStream<'_>) -> syn::Result<Path> {
    let leading_colon = input.parse()?;
    let mut segments = Punctuated::new();
    segments.push_value(PathSegment::from(input.call(Ident::parse_any)?));
    while goes_on(input) {
        segments.push_punct(input.parse()?);
        segments.push_value(PathSegment::from(input.call(Ident::parse_any)?));
    }
    Ok(Path { leading_colon, segments })
}

fn goes_on(input: ParseStream<'_>) -> bool {
    input.peek(Token![::]) && input.peek3(syn::Ident::peek_any)
}
