//! What the compiler of Rust refuses in the function itself is said once, at its place.

use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn a_constant_call(x: f64) -> f64 {
    x * scale("two")
}

fn scale(x: f64) -> f64 {
    x
}

#[differentiate]
fn an_integer(x: f64) -> f64 {
    x * 2
}

#[differentiate]
fn another_float(x: f64, y: f32) -> f64 {
    x * y
}

#[differentiate]
fn unknown(x: f64) -> f64 {
    x * UNKNOWN
}

#[differentiate]
fn unknown_function(x: f64) -> f64 {
    x * unknown_call(2.0)
}

#[differentiate]
fn moved(x: &DVector<f64>) -> f64 {
    let y = x * 2.0;
    let z = y;
    y.sum() + z.sum()
}

#[differentiate]
fn wrong_index(x: &DVector<f64>, i: i32) -> f64 {
    x[i] * 2.0
}

#[differentiate]
fn no_mut(x: f64) -> f64 {
    let y = x;
    y *= 2.0;
    y
}

#[differentiate]
fn annotated(x: f64) -> f64 {
    let y: f32 = x * x;
    y
}

fn main() {}
