use autodiff::differentiate;
use nalgebra::Vector2;

#[differentiate]
fn first(v: &Vector2<f64>) -> f64 {
    let data = v.data;
    data.0[0][0]
}

fn main() {}
