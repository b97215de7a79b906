//! Names in scope that generated code could mean by accident.
#![allow(dead_code, missing_copy_implementations)]

/// Not the crate.
pub mod autodiff {}
/// Not the crate.
pub mod nalgebra {}
/// Not the crate.
pub mod std {}
/// Not the crate.
pub mod core {}
/// Not the crate.
pub mod alloc {}

/// Not the trait.
pub trait Fn {}
/// Not the trait.
pub trait Clone {}
/// Not the trait.
pub trait Copy {}
/// Not the trait.
pub trait Into {}
/// Not the trait.
pub trait Default {}
/// Not the trait.
pub trait Real {}
/// Not the type.
#[derive(Debug)]
pub enum Option {}
/// Not the variant.
#[derive(Debug)]
pub struct None;
/// Not the variant.
#[derive(Debug)]
pub struct Some;
/// Not the type.
#[derive(Debug)]
pub enum Vec {}
/// Not the function.
pub fn drop() {}
/// Not the types.
#[derive(Debug)]
pub struct DVector;
/// Not the types.
#[derive(Debug)]
pub struct SVector;
/// Not the types.
#[derive(Debug)]
pub struct SMatrix;
/// Not the types.
#[derive(Debug)]
pub struct Const;
/// Not the types.
#[derive(Debug)]
pub struct Dyn;

macro_rules! vec {
    () => {};
}
macro_rules! assert {
    () => {};
}
vec![];
assert!();

/// Scalars, branches and an assertion.
#[::derivatives::differentiate(crate = ::derivatives)]
#[must_use]
pub fn scalar(x: f64, n: i32) -> f64 {
    let y = if x > 0.0 { x.powi(n) } else { -x };
    y.max(0.5).ln() + y.abs().sqrt()
}

/// Vectors and matrices.
#[::derivatives::differentiate(crate = ::derivatives)]
#[must_use]
#[allow(clippy::cast_precision_loss)]
pub fn vector(
    w: &::nalgebra::DVector<f64>,
    x: &::nalgebra::DMatrix<f64>,
    small: &::nalgebra::SVector<f64, 3>,
    bias: f64,
) -> f64 {
    let z = (x * w).add_scalar(bias).map(|z| z.max(0.0));
    let grown = ::nalgebra::DVector::from_fn(z.len(), |i, _| z_of(i) * bias);
    (z + grown).norm_squared() / w.len() as f64 + small.dot(small) + ::nalgebra::Vector3::new(bias, small.x, 1.0).sum()
}

fn z_of(i: usize) -> f64 {
    f64::from(u32::try_from(i).unwrap_or(0))
}

/// A type with a method.
#[derive(Debug)]
pub struct Spring {
    /// How stiff it is.
    pub stiffness: f64,
}

#[::derivatives::differentiate(crate = ::derivatives, jvp)]
impl Spring {
    /// Its energy.
    #[must_use]
    pub fn energy(&self, x: f64) -> f64 {
        let stiffness: f64 = self.stiffness;
        0.5 * stiffness * Self::squared(x)
    }

    fn squared(x: f64) -> f64 {
        x.powi(2)
    }
}

#[cfg(test)]
mod tests {
    use ::nalgebra::{DMatrix, DVector, Vector3};

    #[test]
    fn gradients() {
        let (x, h) = (1.3, 1e-6);
        let expected = (super::scalar(x + h, 3) - super::scalar(x - h, 3)) / (2.0 * h);
        ::core::assert!((super::scalar::gradient(x, 3) - expected).abs() < 1e-7);
        ::core::assert!((super::Spring { stiffness: 3.0 }.energy_gradient(x) - 3.0 * x).abs() < 1e-14);

        let (w, s) = (DVector::from_element(2, 0.3), Vector3::new(0.1, 0.2, 0.3));
        let x = DMatrix::from_row_slice(3, 2, &[0.1, 0.2, 0.3, 0.4, 0.5, 0.6]);
        let (_, _, _, db) = super::vector::gradient(&w, &x, &s, 0.7);
        let shifted = |b| super::vector(&w, &x, &s, b);
        ::core::assert!((db - (shifted(0.7 + h) - shifted(0.7 - h)) / (2.0 * h)).abs() < 1e-7);
    }
}
