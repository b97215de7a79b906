use autodiff::differentiate;
use nalgebra::DVector;

struct Point {
    x: f64,
    y: f64,
}

#[differentiate(wrt(scale))]
fn of_another_struct(point: &Point, scale: f64) -> f64 {
    let Point { x, y } = *point;
    scale * x * y
}

#[differentiate]
fn at(x: f64) -> f64 {
    let whole @ (a, b) = (x, 2.0 * x);
    a * b * whole.0
}

#[differentiate]
fn elements_after_a_rest(xs: &[f64]) -> f64 {
    match xs {
        [first, .., last] => first * last,
        _ => 0.0,
    }
}

#[differentiate]
fn elements_that_are_compared(xs: &[f64]) -> f64 {
    match xs {
        [0.0, y] => *y,
        _ => 0.0,
    }
}

#[differentiate]
fn the_fields_of_a_vector(v: &DVector<f64>) -> f64 {
    match v {
        nalgebra::Matrix { data, .. } => data.as_slice()[0],
    }
}

macro_rules! name {
    () => {
        y
    };
}

#[differentiate]
fn a_macro(x: f64) -> f64 {
    let (name!(), z) = (x, x);
    z
}

#[differentiate]
fn a_jump_in_a_macro(x: f64) -> f64 {
    early!(return 0.0);
    x
}

macro_rules! early {
    ($jump:expr) => {
        if false {
            $jump
        }
    };
}
use early;

fn main() {}
