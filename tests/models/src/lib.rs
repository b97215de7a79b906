//! What a library gives to the derivatives of another crate: short functions that are written into their callers, and
//! functions that are called.

use autodiff::differentiate;
use nalgebra::{DMatrix, DVector};

/// The slope of [`leaky`] below zero.
const LEAK: f64 = 0.1;

/// Short, and in terms of its parameters alone.
#[differentiate]
pub fn swish(x: f64, beta: f64) -> f64 {
    x / (1.0 + (-beta * x).exp())
}

/// Names a constant of this crate, so that it is called.
#[differentiate(jvp)]
pub fn leaky(x: f64) -> f64 {
    if x > 0.0 { x } else { LEAK * x + LEAK * x * x }
}

/// A function of its own scalar type.
#[differentiate(jvp)]
pub fn mean_square<T: autodiff::Real>(v: &DVector<T>) -> T {
    v.norm_squared() / T::from_subset(&(v.len() as f64))
}

/// Functions in a module.
pub mod layers {
    use super::{DMatrix, DVector, differentiate, leaky};

    /// `leaky(w x + b)`
    #[differentiate(jvp)]
    pub fn dense(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
        (w * x + b).map(leaky)
    }

    /// Two at once.
    #[differentiate(jvp)]
    pub fn both(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> (DVector<f64>, f64) {
        let hidden = dense(w, b, x);
        let size = leaky(hidden.norm_squared());
        (hidden, size)
    }
}

/// A model of structs.
pub mod networks {
    use autodiff::Differentiable;

    use super::{DMatrix, DVector, differentiate};

    /// One layer.
    #[derive(Clone, Debug, Differentiable)]
    pub struct Layer {
        /// A row for each unit.
        pub weight: DMatrix<f64>,
        /// An entry for each unit.
        pub bias: DVector<f64>,
    }

    /// Two layers, and a field that nobody outside sees.
    #[derive(Clone, Debug, Differentiable)]
    pub struct Network {
        /// Of the input.
        pub first: Layer,
        /// Of what the first one gives.
        pub second: Layer,
        scale: f64,
        #[constant]
        decay: f64,
    }

    impl Network {
        /// A network of these layers.
        #[must_use]
        pub fn new(first: Layer, second: Layer, scale: f64, decay: f64) -> Network {
            Network { first, second, scale, decay }
        }
    }

    /// What a layer gives.
    #[differentiate(jvp)]
    pub fn apply(layer: &Layer, x: &DVector<f64>) -> DVector<f64> {
        &layer.weight * x + &layer.bias
    }

    /// What the hidden fields cost.
    #[differentiate(jvp)]
    pub fn penalty(network: &Network) -> f64 {
        network.decay * network.scale.powi(4) + network.decay * network.second.bias.norm_squared()
    }
}
