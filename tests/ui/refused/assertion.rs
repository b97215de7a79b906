use std::cell::Cell;

use autodiff::differentiate;

#[differentiate]
fn kept(x: f64) -> f64 {
    let cell = Cell::new(0.0);
    assert!(cell.replace(x) == 0.0);
    let y: f64 = cell.get();
    y * x
}

#[differentiate(wrt(x))]
fn handed_over(x: f64, check: fn(f64) -> bool) -> f64 {
    assert!(check(x), "{x} is out of range");
    x * x
}

fn main() {}
