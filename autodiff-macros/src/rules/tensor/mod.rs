//! Operations on vectors and matrices.
//!
//! A linear operation states its transpose, a bilinear one a transpose for each argument, and anything else its
//! differential in terms of other operations. The calculus is that of Magnus and Neudecker, "Matrix Differential
//! Calculus"; a vector is a matrix of one column.

pub(crate) mod access;
pub(crate) mod arithmetic;
pub(crate) mod construct;
pub(crate) mod determinant;
pub(crate) mod diagonal;
pub(crate) mod extreme;
pub(crate) mod kronecker;
pub(crate) mod norm;
pub(crate) mod part;
pub(crate) mod power;
pub(crate) mod product;
pub(crate) mod reduce;
pub(crate) mod statistics;
pub(crate) mod triangle;
pub(crate) mod triangular;
pub(crate) mod view;

use super::scalar::Bundle;

/// Methods with several results.
pub(super) static BUNDLES: &[Bundle] = &[
    Bundle { method: "argmax", parts: &[&extreme::IMAX, &extreme::MAX_ENTRY] },
    Bundle { method: "argmin", parts: &[&extreme::IMIN, &extreme::MIN_ENTRY] },
    Bundle { method: "inf_sup", parts: &[&extreme::INF, &extreme::SUP] },
    Bundle { method: "shape", parts: &[&access::NROWS, &access::NCOLS] },
    Bundle { method: "shape_generic", parts: &[&access::NROWS, &access::NCOLS] },
];
