#![allow(unused_labels)]

use autodiff::differentiate;

#[differentiate]
fn power(x: f64, n: usize) -> f64 {
    let mut y = x;
    'outer: for _ in 0..n {
        y *= x;
    }
    y
}

fn main() {}
