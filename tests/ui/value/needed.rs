use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate]
fn an_iterator_of_unknown_length(xs: &[f64]) -> f64 {
    DVector::from_iterator(3, xs.iter().filter(|x| **x > 0.0).copied()).norm()
}

#[differentiate]
fn assigned_on_one_way(x: f64) -> f64 {
    let y: f64;
    if x > 0.0 {
        y = x * x;
    } else {
        return 0.0;
    }
    y
}

#[differentiate(wrt(v))]
fn over_what_is_not_known(v: &DVector<f64>) -> f64 {
    v.zip_map(&ones(), |x, y| x * y).sum()
}

fn ones() -> DVector<f64> {
    DVector::from_element(2, 1.0)
}

#[differentiate]
fn a_number_too_large_for_us(x: f64) -> f64 {
    x * (340282366920938463463374607431768211455_u128 as f64)
}

fn main() {}
