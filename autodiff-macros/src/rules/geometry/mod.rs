//! Rotations and quaternions.
//!
//! A rotation is its matrix, and a quaternion the vector `(i, j, k, w)`. The exponential map from rotation vectors is one
//! operation each; its differential is an angular velocity, so that derivatives of any order are finite at the identity.
//! A unit quaternion turns vectors by its matrix, which is quadratic in it.

pub(crate) mod quaternion;
pub(crate) mod rotation;
pub(crate) mod series;
