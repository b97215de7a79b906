use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn sum_of_squares(v: &DVector<f64>) -> f64 {
    v.iter().map(|x| x * x).sum()
}

fn main() {}
