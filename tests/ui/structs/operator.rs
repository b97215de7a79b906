use autodiff::{Differentiable, differentiate};
use nalgebra::DVector;

#[derive(Clone, Differentiable)]
struct Layer {
    weight: DVector<f64>,
    bias: f64,
    #[constant]
    rate: f64,
}

impl std::ops::Add for &Layer {
    type Output = f64;

    fn add(self, other: &Layer) -> f64 {
        self.bias * other.bias
    }
}

#[differentiate]
fn f(one: &Layer, two: &Layer) -> f64 {
    one + two
}

fn main() {}
