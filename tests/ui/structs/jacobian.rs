use autodiff::{Differentiable, differentiate};
use nalgebra::DVector;

#[derive(Clone, Differentiable)]
struct Layer {
    weight: DVector<f64>,
    bias: f64,
    #[constant]
    rate: f64,
}

#[differentiate(jacobian, hessian, taylor)]
fn f(layer: &Layer) -> f64 {
    layer.bias * layer.rate
}

fn main() {}
