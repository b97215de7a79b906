use autodiff::differentiate;
use nalgebra::DMatrix;

#[differentiate]
fn misspelled(a: &DMatrix<f64>) -> f64 {
    a.clone().cholesky().unwrap().ln_determinat()
}

fn main() {}
