//! What a function visibly changes that others see too: a static, a cell, an atomic.
//!
//! A derivative calls a function as often as it needs, so such a function can't be called by another differentiated one.
//! What a function does through others that it calls can't be seen here.

use proc_macro2::{Delimiter, Ident, Spacing, TokenStream, TokenTree};

/// Methods that cells, locks and atomics alone have.
const CHANGING: [&str; 8] =
    ["borrow_mut", "lock", "replace_with", "store", "try_borrow_mut", "try_lock", "try_write", "with_borrow_mut"];

/// Methods that change a static, and that locals may have too.
const CHANGING_STATICS: [&str; 8] = ["replace", "set", "swap", "take", "update", "write", "push", "insert"];

/// The first thing that a body changes, and that is seen by others.
pub(crate) fn changed(body: TokenStream) -> Option<Ident> {
    let trees = body.into_iter().collect::<Vec<_>>();
    (0..trees.len()).find_map(|place| match &trees[place] {
        TokenTree::Ident(ident) => changed_at(ident, &trees[..place], &trees[place + 1..]),
        TokenTree::Group(group) => changed(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}

/// Whether a name is that of something that is changed, by what stands before and after it.
fn changed_at(ident: &Ident, before: &[TokenTree], mut after: &[TokenTree]) -> Option<Ident> {
    let is_after = |letter| matches!(before.last(), Some(TokenTree::Punct(punct)) if punct.as_char() == letter);
    if let (true, [TokenTree::Group(arguments), ..]) = (is_after(':'), after) {
        // `AtomicU64::fetch_add(&COUNT, ..)`
        let is_changing = is_changing(ident) && arguments.delimiter() == Delimiter::Parenthesis;
        return is_changing.then(|| first_static(arguments.stream()).unwrap_or_else(|| ident.clone()));
    }
    if is_after('.') {
        return None;
    }
    if is_static(ident) && matches!(before.last(), Some(TokenTree::Ident(word)) if word == "mut") {
        return Some(ident.clone());
    }
    // The methods and fields that follow.
    loop {
        match after {
            [TokenTree::Punct(dot), TokenTree::Ident(method), TokenTree::Group(arguments), ..]
                if dot.as_char() == '.' && arguments.delimiter() == Delimiter::Parenthesis =>
            {
                if is_changing(method) || is_static(ident) && changes_static(method, arguments.stream()) {
                    return Some(ident.clone());
                }
                after = &after[3..];
            }
            [TokenTree::Punct(dot), TokenTree::Ident(_) | TokenTree::Literal(_), ..] if dot.as_char() == '.' => {
                after = &after[2..];
            }
            [TokenTree::Group(index), ..] if index.delimiter() == Delimiter::Bracket => after = &after[1..],
            [TokenTree::Punct(question), ..] if question.as_char() == '?' => after = &after[1..],
            _ => return (is_static(ident) && !is_type(before) && is_assignment(after)).then(|| ident.clone()),
        }
    }
}

/// Whether what follows is the type of a local: `let x: T = ..`.
fn is_type(before: &[TokenTree]) -> bool {
    let is_colon = |tree: Option<&TokenTree>| matches!(tree, Some(TokenTree::Punct(punct)) if punct.as_char() == ':');
    let mut before = before.iter().rev();
    is_colon(before.next()) && !is_colon(before.next())
}

/// `= ..`, `+= ..` and the like.
fn is_assignment(after: &[TokenTree]) -> bool {
    let Some(TokenTree::Punct(first)) = after.first() else { return false };
    let follows = |letter| matches!(after.get(1), Some(TokenTree::Punct(punct)) if punct.as_char() == letter);
    match first.as_char() {
        '=' => first.spacing() == Spacing::Alone,
        '+' | '-' | '*' | '/' | '%' | '^' | '&' | '|' => first.spacing() == Spacing::Joint && follows('='),
        _ => false,
    }
}

fn is_changing(method: &Ident) -> bool {
    let name = method.to_string();
    CHANGING.contains(&name.as_str()) || name.starts_with("fetch_") || name.starts_with("compare_exchange")
}

/// Whether a method changes the static that it is called on, by its name, or by what the closure does that it is given.
fn changes_static(method: &Ident, arguments: TokenStream) -> bool {
    fn calls(tokens: TokenStream) -> bool {
        let trees = tokens.into_iter().collect::<Vec<_>>();
        let is_call = |pair: &[TokenTree]| matches!(pair, [TokenTree::Punct(dot), TokenTree::Ident(method)] if dot.as_char() == '.' && is_named(method));
        trees.windows(2).any(is_call)
            || trees.into_iter().any(|tree| match tree {
                TokenTree::Group(group) => calls(group.stream()),
                TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
            })
    }
    fn is_named(method: &Ident) -> bool {
        is_changing(method) || CHANGING_STATICS.contains(&method.to_string().as_str())
    }
    is_named(method) || method == "with" && calls(arguments)
}

fn first_static(tokens: TokenStream) -> Option<Ident> {
    tokens.into_iter().find_map(|tree| match tree {
        TokenTree::Ident(ident) => is_static(&ident).then_some(ident),
        TokenTree::Group(group) => first_static(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => None,
    })
}

/// Whether a name is written like that of a static.
fn is_static(ident: &Ident) -> bool {
    let name = ident.to_string();
    name.len() > 1 && name.chars().all(|letter| letter.is_uppercase() || letter.is_numeric() || letter == '_')
}
