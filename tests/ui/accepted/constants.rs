use std::cell::Cell;

use autodiff::differentiate;

/// What does not depend on the parameters may be any Rust, though it stand in the middle of what does.
#[differentiate(wrt(x))]
fn weighted(x: f64, weights: &[f64], name: &str) -> f64 {
    let total = weights.iter().map(|weight| weight * 2.0).sum::<f64>();
    let bytes = name.bytes().filter(u8::is_ascii_digit).count();
    let decreed = autodiff::constant(match bytes {
        0 => 1.0,
        _ => x.floor() + 2.0,
    });
    x * total * bytes as f64 + x.sin() * decreed
}

/// A clone is another value: what is done to a cell does not show in the clone.
#[differentiate(wrt(x))]
fn kept(x: f64, cell: &Cell<f64>) -> f64 {
    let before = cell.clone();
    let replaced: f64 = cell.replace(5.0);
    let factor: f64 = before.get();
    x * factor + replaced
}

fn main() {
    assert_eq!(kept::value_and_gradient(3.0, &Cell::new(2.0)), (8.0, 2.0));
    let gradient = weighted::gradient(0.5, &[1.0, 2.0], "a1");
    assert!((gradient - (6.0 + 0.5_f64.cos() * 2.0)).abs() < 1e-12);
}
