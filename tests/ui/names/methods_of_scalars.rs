use autodiff::{Real, differentiate};

/// Rust takes a method of `&f64` before that of the number behind it.
trait Sine {
    fn sin(&self) -> Self;
}

impl Sine for f64 {
    fn sin(&self) -> f64 {
        0.0
    }
}

impl Sine for f32 {
    fn sin(&self) -> f32 {
        0.0
    }
}

#[differentiate]
fn of_an_item(xs: &[f64]) -> f64 {
    xs.iter().map(|x| x.sin()).sum()
}

#[differentiate]
fn in_a_loop(xs: &[f64]) -> f64 {
    let mut sum = 0.0;
    for x in xs {
        sum += x.sin();
    }
    sum
}

#[differentiate]
fn of_a_parameter(x: &f64) -> f64 {
    x.sin()
}

#[differentiate]
fn of_a_type_parameter<T: Real + Sine>(xs: &[T]) -> T {
    let mut sum = T::zero();
    for x in xs {
        sum += x.sin();
    }
    sum
}

#[differentiate]
fn of_a_part(xs: &[f64], ys: &[f64]) -> f64 {
    let mut sum = 0.0;
    for pair in xs.iter().zip(ys) {
        sum += pair.0.sin() * pair.1;
    }
    sum
}

/// The number itself: nothing is wrong.
#[differentiate]
fn of_a_number(x: f64, xs: &[f64]) -> f64 {
    let mut sum = x.sin();
    for &x in xs {
        sum += x.sin();
    }
    sum + xs[0].sin()
}

fn main() {}
