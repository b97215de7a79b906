//! Where names were written, as far as the compiler of Rust tells.

use proc_macro2::{Ident, Span};

/// Whether two names are of one spelling and were written in one place: macros keep those of others apart.
pub(crate) fn is_same_name(one: &Ident, other: &Ident) -> bool {
    one == other && origin(one.span()) == origin(other.span())
}

/// The macro that a name was written in. The compiler tells only in its notation for people, `#4 bytes(10..12)`; where
/// that is another one, every name counts as written in the same place.
pub(crate) fn origin(span: Span) -> Option<String> {
    let notation = format!("{span:?}");
    let (mark, _) = notation.strip_prefix('#')?.split_once(' ')?;
    mark.bytes().all(|digit| digit.is_ascii_digit()).then(|| mark.to_owned())
}
