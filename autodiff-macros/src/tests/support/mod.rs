//! What the tests of derivatives share: random numbers, differences, and the laws that every derivative obeys.

pub(super) mod differences;
pub(super) mod formula;
pub(super) mod laws;
pub(super) mod numbers;
pub(super) mod random;
pub(super) mod source;
pub(super) mod subject;

/// Milliseconds that this thread has run, which other threads don't change.
pub(super) fn processor_time() -> f64 {
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|number| number.parse::<f64>().ok());
    nanoseconds.unwrap_or(0.0) / 1e6
}
