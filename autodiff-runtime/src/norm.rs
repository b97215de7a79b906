//! Norms of nalgebra, by their types: these compile for nothing else.

use nalgebra::{EuclideanNorm, LpNorm, OneNorm, UniformNorm};

/// Compiles for nalgebra's `LpNorm` alone.
pub const fn is_lp_norm(_: fn(i32) -> LpNorm) {}

/// Compiles for nalgebra's `EuclideanNorm` alone.
pub const fn is_euclidean_norm(_: EuclideanNorm) {}

/// Compiles for nalgebra's `UniformNorm` alone.
pub const fn is_uniform_norm(_: UniformNorm) {}

/// Compiles for nalgebra's `OneNorm` alone.
pub const fn is_one_norm(_: OneNorm) {}
