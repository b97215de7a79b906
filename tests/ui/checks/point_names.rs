use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate(wrt(w), test(w = DVector::zeros(2)))]
fn unnamed(w: &DVector<f64>, b: f64, x: &DVector<f64>) -> f64 {
    w.dot(x) + b
}

#[differentiate(test(weight = 1.0, b = 2.0))]
fn unknown(w: f64, b: f64) -> f64 {
    w * b
}

#[differentiate(test(w = 1.0, b = 2.0, w = 3.0))]
fn repeated(w: f64, b: f64) -> f64 {
    w * b
}

#[differentiate(test(w = 1.0, b = 2.0), test(w = 1.0), test(b = 1.0, c = 3.0, d = 4.0))]
fn several(w: f64, b: f64) -> f64 {
    w * b
}

fn main() {}
