use autodiff::differentiate;
use nalgebra::DVector;

fn basis(n: usize) -> DVector<f64> {
    DVector::from_element(n, 1.0)
}

#[differentiate]
fn projected(x: &DVector<f64>, n: usize) -> f64 {
    basis(n).dot(x)
}

fn main() {}
