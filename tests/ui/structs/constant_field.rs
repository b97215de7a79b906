use autodiff::{Differentiable, differentiate};
use nalgebra::DVector;

#[derive(Clone, Differentiable)]
struct Layer {
    weight: DVector<f64>,
    bias: f64,
    #[constant]
    rate: f64,
}

#[differentiate]
fn literal(layer: &Layer) -> f64 {
    let next = Layer { weight: layer.weight.clone(), bias: 1.0, rate: layer.bias };
    next.bias
}

#[differentiate]
fn assignment(layer: &Layer) -> f64 {
    let mut next = layer.clone();
    next.rate = layer.bias * 2.0;
    next.bias
}

fn main() {}
