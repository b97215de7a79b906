//! Every message that the compiler can give, one file a subject.
//!
//! A message is a function; its words stand in its `Message::new`.

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
pub(crate) mod structs;
pub(crate) mod syntax;
pub(crate) mod test;
pub(crate) mod value;

/// What a user can do about anything that has no derivative.
const RULE: &str = "where its derivative is meant to be zero, write `autodiff::constant(..)` around it";

/// Names, each in quotes.
fn list(names: &[impl std::fmt::Display]) -> String {
    let quoted = names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
    quoted.join(", ")
}
