use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn product(x: f64, y: f64) -> f64 {
    x * y
}

#[differentiate]
fn too_few(x: f64) -> f64 {
    product(x)
}

#[differentiate]
fn of_another_type(x: &DVector<f64>) -> f64 {
    product(x, 2.0)
}

fn main() {}
