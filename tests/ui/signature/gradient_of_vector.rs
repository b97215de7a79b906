use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn double(v: &DVector<f64>) -> DVector<f64> {
    v * 2.0
}

fn main() {
    let v = DVector::from_element(3, 1.0);
    let _ = double::gradient(&v);
}
