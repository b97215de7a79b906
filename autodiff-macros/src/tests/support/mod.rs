//! What the tests of derivatives share: random numbers, differences, and the laws that every derivative obeys.

pub(super) mod differences;
pub(super) mod formula;
pub(super) mod laws;
pub(super) mod numbers;
pub(super) mod random;
pub(super) mod source;
pub(super) mod subject;
