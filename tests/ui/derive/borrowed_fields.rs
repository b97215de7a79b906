use autodiff::Differentiable;
use nalgebra::{DVector, DVectorView};

#[derive(Differentiable)]
struct Model<'a> {
    bias: f64,
    weight: &'a DVector<f64>,
    view: DVectorView<'a, f64>,
    slice: &'a [f64],
}

fn main() {}
