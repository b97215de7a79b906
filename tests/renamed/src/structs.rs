//! Structs of parameters, with names in scope that generated code could mean by accident.
#![allow(dead_code)]

use derivatives::Real;

/// Not the crate.
pub mod autodiff {}
/// Not the crate.
pub mod core {}
/// Not the crate.
pub mod std {}
/// Not the trait.
pub trait Clone {}
/// Not the trait.
pub trait FnMut {}
/// Not the trait.
pub trait Tangent {}
/// Not the trait.
pub trait Differentiable {}
/// Not the type.
#[derive(::core::clone::Clone, Copy, Debug)]
pub struct String;
/// Not the type.
#[derive(::core::clone::Clone, Copy, Debug)]
pub struct Scalar;

macro_rules! unreachable {
    () => {};
}
unreachable!();

/// A layer.
#[derive(::core::clone::Clone, Debug, PartialEq, ::derivatives::Differentiable)]
#[differentiable(crate = ::derivatives)]
pub struct Layer<T: Real> {
    /// A row for each output.
    pub weight: ::nalgebra::DMatrix<T>,
    bias: ::nalgebra::DVector<T>,
    /// What it is for.
    #[constant]
    pub purpose: &'static str,
}

impl<T: Real> Layer<T> {
    /// A layer without inputs.
    #[must_use]
    pub fn new(bias: &[T], purpose: &'static str) -> Self {
        let bias = ::nalgebra::DVector::from_column_slice(bias);
        Self { weight: ::nalgebra::DMatrix::zeros(bias.len(), 0), bias, purpose }
    }
}

/// Layers, and methods of the names that the trait has.
#[derive(Debug, ::derivatives::Differentiable)]
#[differentiable(crate = ::derivatives)]
pub struct Network(pub ::std::vec::Vec<Layer<f64>>, Hidden, #[constant] pub Scalar);

impl Network {
    /// Not how many reals.
    #[must_use]
    #[allow(clippy::len_without_is_empty)]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Not of reals.
    #[must_use]
    pub fn zeros(&self) -> bool {
        self.0.is_empty()
    }

    /// Not of reals.
    #[must_use]
    pub fn count(&self) -> &'static str {
        self.0.first().map_or("none", |layer| layer.purpose)
    }
}

/// A type that nobody else can name.
#[derive(Debug, ::derivatives::Differentiable)]
#[differentiable(crate = ::derivatives)]
struct Hidden {
    gain: f64,
}

#[cfg(test)]
mod tests {
    use super::{Hidden, Layer, Network, Scalar};
    use derivatives::Differentiable;

    #[test]
    fn reals_of_a_struct() {
        let layers = ::std::vec![Layer::new(&[1.0, 2.0], "first"), Layer::new(&[3.0], "second")];
        let network = Network(layers, Hidden { gain: 4.0 }, Scalar);
        ::core::assert_eq!(network.to_vector().as_slice(), [1.0, 2.0, 3.0, 4.0]);
        ::core::assert_eq!((network.len(), Differentiable::len(&network)), (2, 4));
        let mut sum = network.zero_tangent();
        sum.add_scaled(2.0, &network);
        ::core::assert_eq!(sum.0[1], Layer::new(&[6.0], "second"));
        ::core::assert_eq!((sum.count(), sum.zeros()), ("first", false));
        ::core::assert_eq!(network.dot(&sum).to_bits(), 60.0_f64.to_bits());
    }

    #[test]
    fn a_coarse_scalar() {
        let layer = Layer::new(&[1.0_f32, 2.0], "coarse");
        let gradient = layer.from_vector(&::nalgebra::DVector::from_column_slice(&[0.5, 0.25]));
        derivatives::check::gradient(|layer: &Layer<f32>| layer.dot(&gradient), &layer, &gradient).unwrap();
    }
}
