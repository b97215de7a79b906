//! An alias has no macro that tells what it stands for.

use autodiff::{Differentiable, differentiate};
use nalgebra::DVector;

#[derive(Clone, Differentiable)]
struct Params {
    rate: f64,
}

type Alias = Params;
type Vector = DVector<f64>;
type Scalar = f64;
type Entries<T> = DVector<T>;

struct Settings {
    scale: f64,
}

#[differentiate]
fn of_a_struct(params: &Alias, x: f64) -> f64 {
    params.rate * x
}

#[differentiate]
fn of_a_vector(v: &Vector, x: f64) -> f64 {
    v.len() as f64 * x
}

#[differentiate]
fn of_a_constant(settings: &Settings, x: f64) -> f64 {
    settings.scale * x
}

#[differentiate]
fn of_a_list(xs: &[Scalar], x: f64) -> f64 {
    xs.len() as f64 * x
}

#[differentiate]
fn of_entries(v: &Entries<f64>, x: f64) -> f64 {
    v.len() as f64 * x
}

#[differentiate]
fn of_constants(names: &[Settings], found: &Option<Vec<u8>>, x: f64) -> f64 {
    if found.is_some() { names.len() as f64 * x } else { x }
}

fn main() {}
