//! Scalar operations: each states its partial derivatives as expressions in its arguments and its own result.
//!
//! Slopes that can be infinite are `steep`: a zero cotangent contributes exactly zero through them.

pub(crate) mod arithmetic;
pub(crate) mod cast;
pub(crate) mod exponential;
pub(crate) mod kinks;
pub(crate) mod lanes;
pub(crate) mod power;
pub(crate) mod rounding;
pub(crate) mod trigonometric;

use crate::ir::Rule;

/// Operations that are finite where their slope is infinite. What is multiplied by zero there is zero, in forward mode too:
/// `x * x.sqrt()` has slope 0 at 0.
const VERTICAL: [&Rule; 6] =
    [&power::SQRT, &power::CBRT, &power::POWF, &trigonometric::ASIN, &trigonometric::ACOS, &exponential::ACOSH];

/// Whether an operation can be finite where its slope is infinite.
pub(crate) fn is_finite_where_vertical(rule: &Rule) -> bool {
    VERTICAL.iter().any(|vertical| rule.is(vertical))
}

/// Whether to compute a function takes longer than to read a number that was kept.
pub(crate) fn is_dear(rule: &Rule) -> bool {
    let functions = exponential::RULES.iter().chain(trigonometric::RULES);
    functions.chain([&&power::POWF, &&power::CBRT, &&power::HYPOT]).any(|known| rule.is(known))
}

/// A method whose result is a tuple of other operations' results.
pub(crate) struct Bundle {
    pub(crate) method: &'static str,
    pub(crate) parts: &'static [&'static Rule],
}

/// Every bundle.
pub(crate) static BUNDLES: &[Bundle] =
    &[Bundle { method: "sin_cos", parts: &[&trigonometric::SIN, &trigonometric::COS] }];
