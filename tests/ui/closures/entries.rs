use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn to_truth_values(v: &DVector<f64>) -> f64 {
    let positive = v.map(|x| x > 0.0);
    if positive[0] { v.sum() } else { 0.0 }
}

#[differentiate]
fn by_what_is_made_here(v: &DVector<f64>) -> f64 {
    v.map(made()).sum()
}

fn made() -> fn(f64) -> f64 {
    |x| 2.0 * x
}

#[differentiate]
fn by_a_function_of_the_standard_library(v: &DVector<f64>) -> f64 {
    v.map(f64::next_up).sum()
}

fn main() {}
