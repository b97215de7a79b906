//! How deep tokens are nested. Reading, lowering and writing an expression takes a piece of the stack for each level, and
//! a stack that overflows can't be caught: it would end the compiler of Rust without a word.

use proc_macro2::{Delimiter, Span, TokenStream, TokenTree};

/// The most that is read. An unoptimized compiler needs some 7 KiB of the stack for a unit, and has 8 MiB in all.
const MOST: usize = 600;

/// Where tokens are too deep, or too long without a separator; each operator is a level of its own.
///
/// # Errors
/// The place.
pub(super) fn check(tokens: &TokenStream) -> Result<(), Span> {
    level(tokens.clone(), 0, false).map(drop)
}

/// The units that a level takes.
fn cost(delimiter: Delimiter) -> usize {
    match delimiter {
        Delimiter::Parenthesis | Delimiter::Bracket | Delimiter::None => 3,
        Delimiter::Brace => 5,
    }
}

/// The units of a list of tokens, inside so many others.
fn level(tokens: TokenStream, outside: usize, in_braces: bool) -> Result<usize, Span> {
    let (mut most, mut own, mut inner) = (0, 0, 0);
    let mut after_block = false;
    for tree in tokens {
        let is_after_block = std::mem::take(&mut after_block);
        let ends = match &tree {
            TokenTree::Punct(punct) => matches!(punct.as_char(), ',' | ';'),
            // A statement that ends in a block needs no semicolon.
            TokenTree::Ident(word) => is_after_block && word != "else" && word != "as",
            TokenTree::Group(_) | TokenTree::Literal(_) => is_after_block,
        };
        if ends {
            most = most.max(own + inner);
            (own, inner) = (0, 0);
        }
        match &tree {
            TokenTree::Group(group) => {
                let cost = cost(group.delimiter());
                if outside + own + cost > MOST {
                    return Err(tree.span());
                }
                let is_block = group.delimiter() == Delimiter::Brace;
                inner = inner.max(cost + level(group.stream(), outside + own + cost, is_block)?);
                after_block = is_block && in_braces;
            }
            TokenTree::Ident(word) if word == "else" => own += 5,
            TokenTree::Punct(_) => own += 1,
            TokenTree::Ident(_) | TokenTree::Literal(_) => {}
        }
        if outside + own > MOST {
            return Err(tree.span());
        }
    }
    Ok(most.max(own + inner))
}
