use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn choose(v: &DVector<f64>, x: f64) -> f64 {
    let chosen = if x > 0.0 { v * x } else { x };
    chosen
}

fn main() {}
