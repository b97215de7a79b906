use autodiff::differentiate;
use nalgebra::DMatrix;

#[differentiate]
fn entry(a: &DMatrix<f64>, i: usize) -> f64 {
    a[(i, 0, 0)]
}

fn main() {}
