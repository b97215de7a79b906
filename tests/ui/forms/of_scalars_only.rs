use autodiff::differentiate;
use nalgebra::Vector2;

#[differentiate(hessian, hvp, taylor)]
fn scaled(x: &Vector2<f64>) -> Vector2<f64> {
    x * 2.0
}

fn main() {}
