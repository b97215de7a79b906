#![allow(clippy::ptr_arg)]

use autodiff::differentiate;

/// Rust takes a method of a `Vec` before one of the slice that it points to.
trait Backwards {
    fn iter(&self) -> std::iter::Rev<std::slice::Iter<'_, f64>>;
    fn swap(&self, one: usize, two: usize);
}

impl Backwards for Vec<f64> {
    fn iter(&self) -> std::iter::Rev<std::slice::Iter<'_, f64>> {
        self.as_slice().iter().rev()
    }

    fn swap(&self, _: usize, _: usize) {}
}

#[differentiate]
fn elements(xs: &Vec<f64>) -> f64 {
    let mut horner = 0.0;
    for x in xs.iter() {
        horner = horner * 2.0 + x;
    }
    horner
}

#[differentiate]
fn swapped(xs: &[f64]) -> f64 {
    let mut ys = xs.to_vec();
    ys.swap(0, 1);
    ys[0] + 2.0 * ys[1]
}

fn main() {}
