use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn counted(v: &DVector<f64>) -> f64 {
    let mut count = 0;
    v.map(|entry| {
        count += 1;
        entry * entry
    })
    .sum()
}

fn main() {}
