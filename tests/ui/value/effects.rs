use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate(wrt(x))]
fn in_a_loop(x: f64, next: fn() -> Option<f64>) -> f64 {
    let mut y = x;
    for _ in 0..3 {
        let drawn = next();
        y *= x * drawn.unwrap_or(1.0);
    }
    y
}

#[differentiate(wrt(v))]
fn in_a_closure(v: &DVector<f64>, next: fn() -> Option<f64>) -> f64 {
    v.map(|entry| {
        let drawn = next();
        entry * drawn.unwrap_or(1.0)
    })
    .sum()
}

fn main() {}
