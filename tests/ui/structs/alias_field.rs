use autodiff::{Differentiable, differentiate};

type Weights = Vec<f64>;

#[derive(Clone, Differentiable)]
struct Layer {
    weights: Weights,
    bias: f64,
}

#[differentiate]
fn loss(layer: &Layer) -> f64 {
    layer.weights.iter().sum::<f64>() + layer.bias
}

fn main() {}
