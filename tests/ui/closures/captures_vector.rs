use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn shifted(v: &DVector<f64>) -> f64 {
    v.map(|entry| entry - v[0]).norm_squared()
}

fn main() {}
