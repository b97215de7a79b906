//! An alias has no macro that tells what it stands for.

use autodiff::{Differentiable, differentiate};
use nalgebra::DVector;

#[derive(Clone, Differentiable)]
struct Params {
    rate: f64,
}

type Alias = Params;
type Vector = DVector<f64>;

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

fn main() {}
