use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate(wrt(x))]
fn changing_type(x: f64, v: &DVector<f64>) -> f64 {
    let mut y = x;
    for _ in 0..3 {
        y = v * y;
    }
    y
}

#[differentiate]
fn jump_to_nowhere(x: f64) -> f64 {
    for i in 0..3 {
        if x > i as f64 {
            break 'outer;
        }
    }
    x
}

fn main() {}
