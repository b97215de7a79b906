use autodiff::differentiate;
use nalgebra::DVector;

fn square(x: f64) -> f64 {
    x * x
}

#[differentiate]
fn squares(v: &DVector<f64>) -> f64 {
    v.map(square).sum()
}

fn main() {}
