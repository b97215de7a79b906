use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn too_many_arguments(x: f64) -> f64 {
    let square = |y: f64| y * y;
    square(x, 2.0)
}

#[differentiate]
fn no_such_part(x: f64) -> f64 {
    let pair = (x, x * x);
    pair.2
}

#[differentiate]
fn tuples_of_two_lengths(x: f64) -> f64 {
    let pairs = [(x, 1.0), (x, 2.0, 3.0)];
    pairs[0].0
}

#[differentiate]
fn an_assignment_of_two(x: f64) -> f64 {
    let (mut a, mut b) = (x, x);
    (a, b) = (x, x, x);
    a * b
}

#[differentiate]
fn an_index_of_three(v: &DVector<f64>) -> f64 {
    v.view((0, 0, 0), (1, 1)).sum()
}

#[differentiate]
fn another_value(x: f64) -> f64 {
    let mut pair = (x, x);
    pair = x * x;
    pair.0
}

#[differentiate]
fn never_assigned(x: f64) -> f64 {
    let y: f64;
    x * y
}

fn main() {}
