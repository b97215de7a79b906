use autodiff::Differentiable;
use nalgebra::DVector;

#[derive(Clone)]
struct Schedule {
    rate: f64,
}

mod solver {
    pub struct Options;
}

#[derive(Differentiable)]
struct Model {
    weight: DVector<f64>,
    schedule: Schedule,
    options: Vec<solver::Options>,
}

fn main() {}
