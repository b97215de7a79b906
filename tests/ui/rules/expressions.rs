use autodiff::differentiate;
use nalgebra::DVector;

fn opaque(x: f64) -> f64 {
    x
}

#[differentiate(derivative(x = opaque(x)))]
fn of_an_unknown_function(x: f64) -> f64 {
    x
}

#[differentiate(derivative(x = 2))]
fn an_integer(x: f64) -> f64 {
    2.0 * x
}

#[differentiate(derivative(x = v))]
fn a_vector(x: f64, v: &DVector<f64>) -> f64 {
    x * v.sum()
}

#[differentiate(derivative(x = slope))]
fn a_local_of_the_body(x: f64) -> f64 {
    let slope = 2.0;
    x * slope
}

#[differentiate(derivative(x = return 1.0))]
fn that_returns(x: f64) -> f64 {
    x
}

#[differentiate(derivative(x = { if x > 0.0 { return 1.0; } 2.0 }))]
fn that_returns_early(x: f64) -> f64 {
    if x > 0.0 { x } else { 2.0 * x }
}

#[differentiate(derivative(x = of_two(x)))]
fn of_two(x: f64, n: usize) -> f64 {
    x * n as f64
}

#[differentiate(wrt(x), derivative(x = of_a_constant(y, x)))]
fn of_a_constant(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {}
