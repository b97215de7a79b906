use std::cell::Cell;

use autodiff::differentiate;

#[differentiate]
fn held(x: f64) -> f64 {
    let cell = Cell::new(x);
    cell.get() * x
}

#[differentiate(wrt(x))]
fn set(x: f64, cell: &Cell<f64>) -> f64 {
    cell.set(x);
    cell.get() * x
}

#[differentiate(wrt(x))]
fn replaced(x: f64, cell: &Cell<f64>) -> f64 {
    let before = cell.replace(x);
    before * cell.get()
}

fn main() {}
