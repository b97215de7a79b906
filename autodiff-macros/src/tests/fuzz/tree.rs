//! Mutations of tokens, whatever they mean, and of the attribute's arguments.

use proc_macro2::{Delimiter, Group, Ident, Punct, Spacing, Span, TokenStream, TokenTree};

use crate::tests::support::random::Random;

use super::corpus::Corpus;

/// The lists of tokens in tokens: their own, and those in groups.
fn groups(tokens: &TokenStream) -> usize {
    let inside = tokens.clone().into_iter().map(|tree| match tree {
        TokenTree::Group(group) => groups(&group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => 0,
    });
    1 + inside.sum::<usize>()
}

/// Edits the list of this number.
pub(super) fn edited(tokens: TokenStream, left: &mut usize, edit: &mut dyn FnMut(&mut Vec<TokenTree>)) -> TokenStream {
    let mut trees = tokens.into_iter().collect::<Vec<_>>();
    if *left == 0 {
        edit(&mut trees);
    }
    *left = left.wrapping_sub(1);
    let inside = |tree| match tree {
        TokenTree::Group(group) => {
            let delimiter = group.delimiter();
            TokenTree::Group(Group::new(delimiter, edited(group.stream(), left, edit)))
        }
        other @ (TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) => other,
    };
    trees.into_iter().map(inside).collect()
}

/// One change of tokens.
pub(super) fn mutate(tokens: TokenStream, corpus: &Corpus, random: &mut Random) -> TokenStream {
    let mut list = random.below(groups(&tokens));
    let other = random.pick(&corpus.inputs).item;
    let other = other.parse::<TokenStream>().unwrap_or_default().into_iter().collect::<Vec<_>>();
    let name = random.pick(&corpus.idents);
    let way = random.below(9);
    let mut at = Random::new(random.below(1 << 30) as u64);
    edited(tokens, &mut list, &mut |trees| {
        let place = at.below(trees.len() + 1);
        let inside = place.min(trees.len().saturating_sub(1));
        match way {
            0 if !trees.is_empty() => drop(trees.remove(inside)),
            1 if !trees.is_empty() => trees.insert(place, trees[inside].clone()),
            2 if !trees.is_empty() => {
                let other = at.below(trees.len());
                trees.swap(inside, other);
            }
            3 if !other.is_empty() => trees.insert(place, at.pick(&other)),
            4 => {
                let mark = at
                    .pick(&['+', '-', '*', '&', '|', '.', ',', ';', ':', '=', '<', '>', '?', '!', '#', '@', '$', '~']);
                let spacing = if at.once_in(2) { Spacing::Alone } else { Spacing::Joint };
                trees.insert(place, TokenTree::Punct(Punct::new(mark, spacing)));
            }
            5 => {
                let keywords = [
                    "fn", "let", "mut", "ref", "if", "else", "match", "for", "in", "loop", "while", "return", "break",
                    "self", "Self", "as", "move", "async", "await", "const", "unsafe", "where", "dyn", "_",
                ];
                let word = at.pick(&keywords);
                trees.insert(place, TokenTree::Ident(Ident::new(word, Span::call_site())));
            }
            6 if !trees.is_empty() => {
                let end = inside + 1 + at.below(trees.len() - inside);
                let delimiters = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
                let group = Group::new(at.pick(&delimiters), trees.drain(inside..end).collect());
                trees.insert(inside, TokenTree::Group(group));
            }
            7 if !trees.is_empty() => {
                let end = (inside + 1 + at.below(8)).min(trees.len());
                trees.drain(inside..end);
            }
            _ => trees.insert(place, TokenTree::Ident(name.clone())),
        }
    })
}

/// Arguments of the attribute.
pub(super) fn arguments(known: &str, corpus: &Corpus, random: &mut Random) -> String {
    const PARTS: &[&str] = &[
        "jvp",
        "hvp",
        "hessian",
        "jacobian",
        "taylor",
        "wrt(x)",
        "wrt()",
        "wrt(x, x)",
        "wrt(nobody)",
        "crate = ::autodiff",
        "derivative(x = 1.0)",
        "derivative(x = x * x, y = 2.0)",
        "vjp = pulled",
        "jvp = pushed::<f64>",
        "test(x = 1.0)",
        "test()",
        "wrt",
        "wrt = x",
        "derivative()",
        "gradient",
        "",
        ",",
        "wrt(x",
        "jvp(x)",
        "crate",
        "test(x = [1.0; 3], y = 2)",
    ];
    match random.below(8) {
        0 => String::new(),
        1..=3 => {
            let mut parts = (0..1 + random.below(3)).map(|_| random.pick(PARTS)).collect::<Vec<_>>();
            if random.once_in(2) {
                parts.push(known);
            }
            parts.join(", ")
        }
        4 => random.pick(&corpus.arguments),
        5 => format!("{known}, {}", random.pick(&corpus.arguments)),
        6 => {
            let tokens = known.parse::<TokenStream>().unwrap_or_default();
            mutate(tokens, corpus, random).to_string()
        }
        _ => format!("{known}, jvp, jacobian, hvp, hessian, taylor"),
    }
}
