//! A user's crate without the standard library. `tests/builds.rs` builds it where there is none.

#![no_std]
#![deny(warnings, missing_docs, clippy::pedantic)]
#![forbid(unsafe_code)]

#[cfg(feature = "lookalikes")]
pub mod lookalikes;
pub mod matrices;
pub mod scalars;
pub mod slices;
pub mod structs;

/// What only the standard library gives a number is not there: this does not compile where a crate in the graph has it.
#[cfg(feature = "alone")]
pub mod alone {
    trait Absent {
        fn exp_m1(&self) -> &'static str;
    }

    impl Absent for f64 {
        fn exp_m1(&self) -> &'static str {
            "no such method of numbers"
        }
    }

    /// A string, which no `exp_m1` of numbers gives.
    #[must_use]
    pub fn exp_m1() -> &'static str {
        1.0_f64.exp_m1()
    }
}
