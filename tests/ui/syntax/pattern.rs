use autodiff::differentiate;
use nalgebra::Vector2;

#[differentiate]
fn sum(v: &Vector2<f64>) -> f64 {
    let [[x, y]] = v.data.0;
    x + y
}

#[differentiate]
fn first(x: f64, y: f64) -> f64 {
    let (first, ..) = (x, y);
    first
}

fn main() {}
