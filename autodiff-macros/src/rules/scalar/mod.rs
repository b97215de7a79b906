//! Scalar operations: each states its partial derivatives as expressions in its arguments and its own result.
//!
//! Slopes that can be infinite are `steep`: a zero cotangent contributes exactly zero through them.

pub(crate) mod arithmetic;
pub(crate) mod cast;
pub(crate) mod exponential;
pub(crate) mod kinks;
pub(crate) mod power;
pub(crate) mod rounding;
pub(crate) mod trigonometric;

use crate::ir::Rule;

/// A method whose result is a tuple of other operations' results.
pub(crate) struct Bundle {
    pub(crate) method: &'static str,
    pub(crate) parts: &'static [&'static Rule],
}

/// Every bundle.
pub(crate) static BUNDLES: &[Bundle] =
    &[Bundle { method: "sin_cos", parts: &[&trigonometric::SIN, &trigonometric::COS] }];
