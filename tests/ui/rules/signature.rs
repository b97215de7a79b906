use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate(vjp = takes_a_reference)]
fn by_value(x: f64, scale: f64) -> f64 {
    scale * x * x
}

fn takes_a_reference(x: f64, scale: &f64) -> (f64, impl Fn(f64) -> (f64, f64)) {
    let scale = *scale;
    (scale * x * x, move |t| (t * 2.0 * scale * x, t * x * x))
}

#[differentiate(vjp = takes_too_few)]
fn of_two(x: f64, scale: f64) -> f64 {
    scale * x * x
}

fn takes_too_few(x: f64) -> (f64, impl Fn(f64) -> f64) {
    (x * x, move |t| t * 2.0 * x)
}

#[differentiate(vjp = gives_another_value)]
fn to_a_scalar(x: f64) -> f64 {
    x * x
}

fn gives_another_value(x: f64) -> (f32, impl Fn(f64) -> f64) {
    (0.0, move |t| t * 2.0 * x)
}

#[differentiate(vjp = gives_another_gradient)]
fn of_a_vector(x: &DVector<f64>) -> f64 {
    x.sum()
}

fn gives_another_gradient(x: &DVector<f64>) -> (f64, impl Fn(f64) -> Vec<f64>) {
    (x.sum(), move |t| vec![t; x.len()])
}

#[differentiate(vjp = whose_pullback_takes_a_reference)]
fn to_a_number(x: f64) -> f64 {
    x * x
}

fn whose_pullback_takes_a_reference(x: f64) -> (f64, impl Fn(&f64) -> f64) {
    (x * x, move |t| t * 2.0 * x)
}

#[differentiate(jvp = takes_another_tangent)]
fn along(x: &DVector<f64>) -> f64 {
    x.sum()
}

fn takes_another_tangent(x: &DVector<f64>, t: DVector<f64>) -> (f64, f64) {
    (x.sum(), t.sum())
}

#[differentiate(jvp = gives_the_derivative_alone)]
fn another(x: f64) -> f64 {
    x * x
}

fn gives_the_derivative_alone(x: f64, t: f64) -> f64 {
    2.0 * x * t
}

#[differentiate(vjp = there::is_none)]
fn nowhere(x: f64) -> f64 {
    x
}

fn main() {}
