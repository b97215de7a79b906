use autodiff::{Differentiable, differentiate};
use nalgebra::DVector;

#[derive(Clone, Differentiable)]
struct Layer {
    weight: DVector<f64>,
    bias: f64,
    #[constant]
    rate: f64,
}

impl Layer {
    fn size(&self) -> f64 {
        self.bias * self.bias
    }
}

#[differentiate]
fn f(layer: &Layer) -> f64 {
    layer.size()
}

fn main() {}
