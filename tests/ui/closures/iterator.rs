use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn sum_of_squares(v: &DVector<f64>) -> f64 {
    v.iter().scan(0.0, |sum, x| Some(*sum + x * x)).sum()
}

fn main() {}
