use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn square(v: &DVector<f64>) -> f64 {
    let length: f64 = v * 2.0;
    length * length
}

fn main() {}
