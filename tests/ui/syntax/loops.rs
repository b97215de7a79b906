use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn left_early(xs: &[f64]) -> f64 {
    let mut total = 0.0;
    for product in xs.iter().flat_map(|x| xs.iter().map(move |y| x * y)) {
        if product > 10.0 {
            break;
        }
        total += product;
    }
    total
}

#[differentiate]
fn sum_of_vectors(v: &DVector<f64>) -> f64 {
    (0..3).map(|i| v * i as f64).sum::<DVector<f64>>().norm()
}

#[differentiate]
fn condition_that_assigns(x: f64) -> f64 {
    let mut y = x;
    while {
        y *= x;
        y < 10.0
    } {}
    y
}

#[differentiate]
fn misspelled(xs: &[f64]) -> f64 {
    xs.iter().flatmap(|x| [x * x]).sum()
}

#[differentiate]
fn named_local_of_another_name(x: f64) -> f64 {
    let mut y = 2.0;
    let mut reference = &mut y;
    *reference *= x;
    let mut z = x;
    reference = &mut z;
    *reference *= x;
    z
}

fn main() {}
