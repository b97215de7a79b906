//! Structs of parameters.

extern crate alloc;

use alloc::vec::Vec;

use autodiff::{Differentiable, Real};
use nalgebra::{SMatrix, Vector2};

/// A layer of two units.
#[derive(Clone, Debug, Differentiable)]
pub struct Layer<T: Real> {
    /// A row for each unit.
    pub weight: SMatrix<T, 2, 3>,
    /// An entry for each unit.
    pub bias: Vector2<T>,
    /// What is not learnt.
    #[constant]
    pub is_last: bool,
}

/// Layers, one after the other.
#[derive(Clone, Debug, Differentiable)]
pub struct Network(pub Vec<Layer<f32>>, pub f32);
