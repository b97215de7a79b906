//! A gradient that is always zero is a warning, which `deny(warnings)` makes an error.

#![deny(warnings)]

use autodiff::differentiate;

#[differentiate]
fn forgotten(_x: f64, _y: &[f64]) -> f64 {
    2.0
}

#[differentiate(wrt(scale))]
fn overwritten(x: f64, mut scale: f64) -> f64 {
    let before = scale * scale;
    scale = x;
    assert!(before >= 0.0);
    x * scale
}

struct Model;

#[differentiate]
impl Model {
    fn constant(&self, x: f64) -> f64 {
        let _unused = x * 2.0;
        1.0
    }
}

#[differentiate]
#[allow(deprecated, reason = "the model of order zero has no slope")]
fn meant(_x: f64) -> f64 {
    1.0
}

#[differentiate]
fn piecewise(x: f64) -> f64 {
    if x > 0.0 { 1.0 } else { -1.0 }
}

fn main() {}
