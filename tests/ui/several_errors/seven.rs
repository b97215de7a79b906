//! Each mistake is one error, and nothing follows from any.

use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn seven(x: f64, v: &DVector<f64>) -> f64 {
    let a = v.convolve_full(v.clone());
    let b = a.sum() * helper(x);
    let c = b * (x as i64) as f64;
    let mut d = c;
    d += x.to_bits() as f64;
    fn inner(y: f64) -> f64 {
        y
    }
    let e = inner(d) + unsafe { x };
    for i in 0..3 {
        d *= x.to_string().len() as f64 * i as f64;
    }
    a.norm() * b * c * d * e
}

fn helper(x: f64) -> f64 {
    x
}

fn main() {}
