use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn energy(v: &DVector<f64>) -> f64 {
    v * 2.0
}

fn main() {}
