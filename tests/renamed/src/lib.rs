//! A user's crate that renames `autodiff` and denies what a crate can deny.
//!
//! Each module is one way in which a user's surroundings could break generated code; the tests beside them check the
//! derivatives' values.
#![deny(
    warnings,
    missing_docs,
    missing_debug_implementations,
    missing_copy_implementations,
    unreachable_pub,
    unused,
    rust_2018_idioms,
    clippy::all,
    clippy::pedantic
)]
#![forbid(unsafe_code)]

pub mod attributes;
pub mod checks;
pub mod generics;
pub mod items;
pub mod macros;
pub mod names;
pub mod pedantic;
pub mod shadows;
pub mod spellings;
pub mod structs;
mod visibility;

pub use visibility::{exported, publicly};
