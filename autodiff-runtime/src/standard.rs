//! Macros of the standard library that the compiler knows by their names.

pub use alloc::vec;
pub use core::{assert, assert_eq, assert_ne, debug_assert, debug_assert_eq, debug_assert_ne, matches};
