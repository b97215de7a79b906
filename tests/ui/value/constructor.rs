use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn columns(x: f64) -> f64 {
    DVector::from_iterator(1, std::iter::once(x)).norm_squared()
}

fn main() {}
