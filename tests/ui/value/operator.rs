use autodiff::differentiate;
use nalgebra::{DMatrix, DVector};

#[differentiate]
fn mixed(v: &DVector<f64>, a: &DMatrix<f64>) -> f64 {
    (v + a).norm_squared()
}

fn main() {}
