use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn shifted(v: &DVector<f64>) -> f64 {
    v.map(|mut entry| {
        entry += 1.0;
        entry
    })
    .norm_squared()
}

fn main() {}
