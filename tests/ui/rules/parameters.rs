use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate(derivative(x = 2.0 * x))]
fn missing(x: f64, y: f64) -> f64 {
    x * x + y
}

#[differentiate(derivative(x = 2.0 * x, z = 1.0))]
fn unknown(x: f64) -> f64 {
    x * x
}

#[differentiate(derivative(x = 2.0 * x, x = x + x))]
fn twice(x: f64) -> f64 {
    x * x
}

#[differentiate(derivative(x = 2.0 * x, n = 1.0))]
fn of_an_integer(x: f64, n: usize) -> f64 {
    x * x + n as f64
}

#[differentiate(wrt(x), derivative(x = y, y = x))]
fn not_asked_for(x: f64, y: f64) -> f64 {
    x * y
}

#[differentiate(wrt(v), derivative(v = 1.0))]
fn of_a_vector(v: &DVector<f64>) -> f64 {
    v.sum()
}

#[differentiate(derivative(v = 1.0))]
fn of_vectors_alone(v: &DVector<f64>) -> f64 {
    v.sum()
}

#[differentiate(derivative(x = 1.0))]
fn to_a_vector(x: f64) -> DVector<f64> {
    DVector::from_element(3, x)
}

#[differentiate(derivative(x = 1.0))]
fn to_a_pair(x: f64) -> (f64, f64) {
    (x, x)
}

#[differentiate(derivative(x = 1.0, y = 1.0))]
fn of_two_types(x: f64, y: f32) -> f64 {
    x + f64::from(y)
}

fn main() {}
