//! A panic in the compiler is a defect of ours: it becomes an error that says so, at the item that it happened at.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use proc_macro2::{Span, TokenStream, TokenTree};

use crate::diagnostics::{Diagnostic, Place};
use crate::ir::{DEEPEST, MOST_READ, TooLarge};
use crate::messages;

/// What `work` gives.
///
/// # Errors
/// That it panicked, or that there was too much to do.
pub(super) fn guarded<T>(place: Place, work: impl FnOnce() -> T) -> Result<T, Diagnostic> {
    catch_unwind(AssertUnwindSafe(work)).map_err(|panic| match panic.downcast_ref::<TooLarge>() {
        Some(TooLarge::Values) => Diagnostic { place, message: messages::size::values(MOST_READ) },
        Some(TooLarge::Depth) => Diagnostic { place, message: messages::size::depth(DEEPEST) },
        None => Diagnostic { place, message: messages::internal::defect(&text(&*panic)) },
    })
}

/// What a panic said.
fn text(panic: &(dyn Any + Send)) -> String {
    let said = panic.downcast_ref::<String>().cloned();
    said.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

/// Where the name of an item stands, or of the type that an `impl` is of; whatever else the tokens are, where they start.
pub(super) fn name(item: &TokenStream) -> Place {
    let is_word = |word: &str| ["fn", "impl", "mod", "struct", "enum", "union", "trait"].contains(&word);
    let mut trees = item.clone().into_iter();
    let word = trees.find(|tree| matches!(tree, TokenTree::Ident(ident) if is_word(&ident.to_string())));
    let name = word.and_then(|_| trees.find(|tree| matches!(tree, TokenTree::Ident(_))));
    let first = || item.clone().into_iter().next();
    name.or_else(first).map_or_else(Span::call_site, |tree| tree.span()).into()
}

/// Fails at what the tests call so.
#[cfg(test)]
pub(super) fn trip(name: &proc_macro2::Ident) {
    assert!(!name.to_string().eq_ignore_ascii_case("defective"), "the name is {name}\nand there is more to say");
}

#[cfg(not(test))]
pub(super) fn trip(_: &proc_macro2::Ident) {}
