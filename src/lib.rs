#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]

pub use autodiff_macros::{Differentiable, differentiate};
pub use autodiff_runtime::{Differentiable, Real, check, constant};

/// What generated code names. Not part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use autodiff_macros::{differentiate, nothing, resume};
    pub use autodiff_runtime::check::Coordinates;
    pub use autodiff_runtime::diagonal::*;
    pub use autodiff_runtime::extreme::*;
    pub use autodiff_runtime::factor::*;
    pub use autodiff_runtime::field;
    pub use autodiff_runtime::geometry::*;
    pub use autodiff_runtime::kronecker::*;
    pub use autodiff_runtime::nalgebra::{ComplexField, RealField};
    pub use autodiff_runtime::nalgebra::{Const, DMatrix, DVector, Dim, Dyn, OMatrix, RowDVector, SMatrix, SVector};
    pub use autodiff_runtime::nalgebra::{
        Isometry, Point, Quaternion, Rotation, Translation, Unit, UnitComplex, UnitQuaternion,
    };
    pub use autodiff_runtime::norm::*;
    pub use autodiff_runtime::part::*;
    pub use autodiff_runtime::power::*;
    pub use autodiff_runtime::shape::*;
    pub use autodiff_runtime::slope::*;
    pub use autodiff_runtime::stack::*;
    pub use autodiff_runtime::stand_in::StandIn;
    pub use autodiff_runtime::tangent::*;
    pub use autodiff_runtime::{Box, Differentiable, Real, Stacked, String, Vec};
}
