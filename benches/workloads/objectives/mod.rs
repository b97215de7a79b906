//! The objectives of the benchmark suite ADBench, as people write them in Rust: mixtures of Gaussians, bundle adjustment, and a recurrent
//! network. The benchmarks measure them, and `tests/objectives_references.rs` holds them against the references of the suite.

#![allow(clippy::needless_range_loop, reason = "several arrays are read at one index")]

pub(crate) mod bundle;
pub(crate) mod mixture;
pub(crate) mod recurrent;

/// All numbers of a text.
pub(crate) fn numbers(text: &str) -> Vec<f64> {
    text.split_whitespace().map(|word| word.parse().expect("a number")).collect()
}
