//! Random functions in the language that `#[differentiate]` supports, compiled with the attribute and compared with
//! finite differences. CONTRIBUTING.md says how to run them.

mod batch;
mod emit;
mod generate;
pub mod harness;
mod run;
mod shrink;
mod tree;

pub use run::{Options, Summary, explain, run};
