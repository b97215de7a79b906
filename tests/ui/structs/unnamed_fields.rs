use autodiff::{Differentiable, differentiate};
use nalgebra::DVector;

mod hidden {
    #[derive(Clone, autodiff::Differentiable)]
    pub struct State {
        pub position: f64,
        velocity: f64,
    }

    impl State {
        pub fn speed(&self) -> f64 {
            self.velocity
        }
    }
}

#[differentiate]
fn changed(state: &hidden::State) -> f64 {
    let mut next = state.clone();
    next.position = state.position * 2.0;
    next.position
}

#[derive(Clone, Differentiable)]
struct Layer {
    weight: DVector<f64>,
    bias: f64,
}

#[differentiate]
fn half(layer: &Layer) -> f64 {
    let Layer { weight } = layer;
    weight.sum()
}

#[differentiate]
fn half_of_a_literal(layer: &Layer) -> f64 {
    let next = Layer { bias: layer.bias };
    next.bias
}

fn main() {
    let _ = hidden::State::speed;
}
