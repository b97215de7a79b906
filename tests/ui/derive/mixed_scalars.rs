use autodiff::Differentiable;
use nalgebra::{DMatrix, DVector};

#[derive(Differentiable)]
struct Model {
    weight: DMatrix<f64>,
    bias: DVector<f32>,
}

fn main() {}
