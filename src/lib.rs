#![doc = include_str!("../README.md")]
#![cfg_attr(not(feature = "std"), no_std)]
#![forbid(unsafe_code)]

pub use autodiff_macros::{Differentiable, differentiate};
pub use autodiff_runtime::{Differentiable, Real, check, constant};

/// Checks derivatives of a function against finite differences, and panics with a report where one is not confirmed.
///
/// It takes a call of the function, the locals in it that stand for what the function is differentiated by, in the
/// order of its `wrt`, and the derivatives to be checked: any of `gradient`, `value_and_gradient`,
/// `value_and_gradient_into`, `vjp`, `jvp`, `jacobian`, `hessian`, `hvp` and `taylor`.
///
/// ```
/// use autodiff::differentiate;
/// use nalgebra::DVector;
///
/// #[differentiate(wrt(w, b))]
/// fn neuron(w: &DVector<f64>, b: f64, x: &DVector<f64>) -> f64 {
///     (w.dot(x) + b).tanh()
/// }
///
/// let (w, b) = (DVector::from_vec(vec![0.1, -0.2]), 0.5);
/// let x = DVector::from_vec(vec![3.0, 1.0]);
/// autodiff::check!(neuron(&w, b, &x), wrt(w, b), gradient, value_and_gradient, vjp);
/// ```
///
/// The locals hold owned values, as `w` and `b` do: a parameter that is a slice is passed as `&xs`, where `xs` is a
/// `Vec`, and a view as `x.as_view()`. Directions for `jvp`, `hvp` and `taylor` are chosen by the check, and passed the
/// way that the argument is. What is compared, and how far apart two derivatives may be, is said in
/// [`check`](mod@crate::check), whose functions also check derivatives that the attribute has not generated.
/// `#[differentiate(.., test(..))]` writes such a test by itself.
///
/// # Panics
/// Where a derivative is not confirmed, with a line for each mistake:
///
/// ```should_panic
/// # use autodiff::differentiate;
/// #[differentiate]
/// fn product(a: f64, b: f64) -> f64 {
///     a * autodiff::constant(b)
/// }
///
/// let (a, b) = (2.0, 3.0);
/// // derivatives of `product` are not confirmed by finite differences:
/// //   `product::gradient` at `b`: 0.0 claimed, but finite differences give 2.0 ± ..
/// autodiff::check!(product(a, b), wrt(a, b), gradient);
/// ```
#[macro_export]
macro_rules! check {
    ($($tokens:tt)*) => { $crate::__private::check!([$crate] $($tokens)*) };
}

/// What generated code names. Not part of the public interface.
#[doc(hidden)]
pub mod __private {
    pub use autodiff_macros::{check, nothing, resume};
    pub use autodiff_runtime::check::{Coordinates, Report};
    pub use autodiff_runtime::constant;
    pub use autodiff_runtime::definition::*;
    pub use autodiff_runtime::demand::*;
    pub use autodiff_runtime::diagonal::*;
    pub use autodiff_runtime::extreme::*;
    pub use autodiff_runtime::factor::*;
    pub use autodiff_runtime::field;
    pub use autodiff_runtime::geometry::*;
    pub use autodiff_runtime::given::*;
    pub use autodiff_runtime::hidden::{NoTangents, Probe};
    pub use autodiff_runtime::history::History;
    pub use autodiff_runtime::identity::*;
    pub use autodiff_runtime::kronecker::*;
    pub use autodiff_runtime::lanes;
    pub use autodiff_runtime::nalgebra::{Cholesky, ComplexField, LU, QR, RealField, SVD, SymmetricEigen};
    pub use autodiff_runtime::nalgebra::{
        Const, DMatrix, DVector, Dim, Dyn, Matrix, OMatrix, RowDVector, SMatrix, SVector,
    };
    pub use autodiff_runtime::nalgebra::{
        Isometry, Point, Quaternion, Rotation, Translation, Unit, UnitComplex, UnitQuaternion,
    };
    pub use autodiff_runtime::norm::*;
    pub use autodiff_runtime::order::*;
    pub use autodiff_runtime::part::*;
    pub use autodiff_runtime::power::*;
    pub use autodiff_runtime::product::*;
    pub use autodiff_runtime::shape::*;
    pub use autodiff_runtime::slope::*;
    pub use autodiff_runtime::stack::*;
    pub use autodiff_runtime::stand_in::StandIn;
    pub use autodiff_runtime::standard;
    pub use autodiff_runtime::tangent::*;
    pub use autodiff_runtime::{Box, Differentiable, Real, Stacked, String, Vec};
}
