use autodiff::differentiate;
use nalgebra::DVector;

fn direction(angle: f64) -> DVector<f64> {
    DVector::from_vec(vec![angle.cos(), angle.sin()])
}

#[differentiate(wrt(v))]
fn along(v: &DVector<f64>, angle: f64) -> f64 {
    v.dot(&direction(angle))
}

fn main() {}
