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
fn f(layer: &Layer) -> f64 {
    layer.wieght.norm_squared() + layer.other
}

fn main() {}
