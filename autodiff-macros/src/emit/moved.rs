//! Tokens that are written once: they move into what is written around them, where others are copied.

use std::cell::Cell;

use proc_macro2::{Punct, Spacing, TokenStream, TokenTree};
use quote::ToTokens;

/// Tokens for one place in a `quote!`.
pub(super) struct Moved(Cell<Option<TokenStream>>);

impl Moved {
    pub(super) fn of(tokens: impl IntoIterator<Item = TokenStream>) -> Moved {
        Moved(Cell::new(Some(tokens.into_iter().collect())))
    }
}

impl ToTokens for Moved {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        tokens.extend([self.0.take().expect("tokens are written once")]);
    }
}

/// A list, with commas between its parts.
pub(super) fn separated(parts: impl IntoIterator<Item = TokenStream>) -> Moved {
    let comma = || TokenStream::from(TokenTree::Punct(Punct::new(',', Spacing::Alone)));
    let parts = parts.into_iter().enumerate();
    Moved::of(parts.flat_map(|(place, part)| (place > 0).then(comma).into_iter().chain([part])))
}
