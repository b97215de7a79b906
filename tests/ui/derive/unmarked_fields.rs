use std::collections::HashMap;

use autodiff::Differentiable;
use nalgebra::DVector;

// Several errors in one run, and none where the struct is used.
#[derive(Differentiable)]
struct Model {
    weight: DVector<f64>,
    steps: usize,
    is_trained: bool,
    letter: char,
    name: String,
    label: Option<f64>,
    table: HashMap<String, f64>,
    activation: fn(f64) -> f64,
    counts: Vec<u32>,
    pairs: [(f64, i32); 2],
    indices: DVector<usize>,
    nothing: (),
}

fn step(model: &mut Model, gradient: &Model) -> f64 {
    model.add_scaled(-0.1, gradient);
    model.norm_squared()
}

fn main() {}
