//! Every message that the compiler can give, one file a subject.
//!
//! A message is a function. Its sentence says at its place what is not understood, and why; the help what to write
//! instead. The sentence is a literal in `Message::new`, or in the `what` before it: `tests/catalogue.rs` reads them
//! here, and holds each against the programs below `tests/ui`.

pub(crate) mod assignment;
pub(crate) mod attribute;
pub(crate) mod call;
pub(crate) mod check;
pub(crate) mod derive;
pub(crate) mod geometry;
pub(crate) mod internal;
pub(crate) mod iteration;
pub(crate) mod method;
pub(crate) mod rule;
pub(crate) mod signature;
mod similar;
pub(crate) mod size;
pub(crate) mod structs;
pub(crate) mod syntax;
pub(crate) mod test;
pub(crate) mod value;

use std::fmt::Display;

pub(crate) use similar::nearest;

/// What a user can do about anything that has no derivative.
const RULE: &str = "if its derivative is meant to be zero, write `autodiff::constant(..)` around it";

/// What to do where a type is not known.
const ANNOTATE: &str = "say its type before: `let value: Type = ..;`";

/// Names, each in quotes.
fn list(names: &[impl Display]) -> String {
    let quoted = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => "none".to_owned(),
    }
}

/// A name with its article: `an Isometry3`, `a Point3`, `an f64`.
fn article(name: &str) -> &'static str {
    let is_vowel = name.starts_with(['A', 'E', 'I', 'O']) || matches!(name, "f64" | "f32" | "LU");
    if is_vowel { "an" } else { "a" }
}

/// A type in words.
pub(crate) fn named(ty: impl Display) -> String {
    let name = ty.to_string();
    format!("{} `{name}`", article(&name))
}
