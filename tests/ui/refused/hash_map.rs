use std::collections::HashMap;

use autodiff::differentiate;

#[differentiate(wrt(x))]
fn weighted(x: f64, weights: &HashMap<String, f64>) -> f64 {
    let mut total = 0.0;
    for (_, weight) in weights {
        total += weight * x;
    }
    total
}

#[differentiate(wrt(x))]
fn summed(x: f64, weights: &HashMap<String, f64>) -> f64 {
    weights.values().map(|weight| weight * x).sum()
}

fn main() {}
