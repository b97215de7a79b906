use autodiff::differentiate;
use nalgebra::DMatrix;

#[differentiate]
fn columns(x: f64) -> f64 {
    DMatrix::from_partial_diagonal(2, 2, &[x]).norm_squared()
}

fn main() {}
