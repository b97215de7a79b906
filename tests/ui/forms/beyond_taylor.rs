use autodiff::differentiate;
use nalgebra::DMatrix;

#[differentiate(taylor)]
fn trace_of_exponential(a: &DMatrix<f64>) -> f64 {
    a.exp().trace()
}

fn main() {}
