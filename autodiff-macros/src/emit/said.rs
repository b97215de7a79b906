//! What a function and its derivatives say, as far as it is held against other meanings: one walk over their tokens.

use std::collections::BTreeMap;
use std::fmt::Write;

use proc_macro2::{Spacing, Span, TokenStream, TokenTree};

/// The names of scalar types.
const SCALARS: [&str; 2] = ["f64", "f32"];

/// What is said.
#[derive(Default)]
pub(super) struct Said {
    /// The names of methods that are called, each with its first place, if that is the user's.
    pub(super) methods: BTreeMap<String, Span>,
    /// Which scalar types are named.
    scalars: [bool; SCALARS.len()],
    /// Whether the function borrows anything mutably.
    pub(super) lends: bool,
}

impl Said {
    /// What the body of a function says, and its derivatives.
    pub(super) fn by(body: TokenStream, derivatives: &TokenStream) -> Said {
        let mut said = Said::default();
        let mut name = String::new();
        said.read(body, true, &mut name);
        said.read(derivatives.clone(), false, &mut name);
        said
    }

    /// The scalar types that are named.
    pub(super) fn scalars(&self) -> impl Iterator<Item = &'static str> {
        SCALARS.into_iter().zip(self.scalars).filter(|(_, is_named)| *is_named).map(|(name, _)| name)
    }

    /// `name` is memory for the names, one after the other.
    fn read(&mut self, tokens: TokenStream, is_users: bool, name: &mut String) {
        let mut trees = tokens.into_iter().peekable();
        let (mut after_dot, mut after_borrow) = (false, false);
        while let Some(tree) = trees.next() {
            let (is_member, is_borrowed) = (std::mem::take(&mut after_dot), std::mem::take(&mut after_borrow));
            match tree {
                TokenTree::Ident(ident) => {
                    name.clear();
                    // A string takes whatever is written to it.
                    let _ = write!(name, "{ident}");
                    for (scalar, is_named) in SCALARS.iter().zip(&mut self.scalars) {
                        *is_named |= name == scalar;
                    }
                    after_borrow = name == "ref";
                    self.lends |= is_users && ((name == "mut" && is_borrowed) || name.ends_with("_mut"));
                    if is_member && is_call(trees.peek()) && !self.methods.contains_key(name) {
                        let span = if is_users { ident.span() } else { Span::call_site() };
                        self.methods.insert(name.clone(), span);
                    }
                }
                TokenTree::Group(group) => self.read(group.stream(), is_users, name),
                TokenTree::Punct(punct) => {
                    after_dot = punct.as_char() == '.' && punct.spacing() == Spacing::Alone;
                    after_borrow = punct.as_char() == '&';
                }
                TokenTree::Literal(_) => {}
            }
        }
    }
}

/// Whether what follows a member makes a call of it: parentheses, or `::<`.
fn is_call(next: Option<&TokenTree>) -> bool {
    match next {
        Some(TokenTree::Group(_)) => true,
        Some(TokenTree::Punct(punct)) => punct.as_char() == ':',
        Some(TokenTree::Ident(_) | TokenTree::Literal(_)) | None => false,
    }
}
