use autodiff::differentiate;
use nalgebra::SVector;

const LIMIT: f64 = 1.0;

#[differentiate(wrt(x))]
fn repeated<const N: usize>(x: f64) -> SVector<f64, N> {
    SVector::<f64, N>::from_element(x.min(LIMIT))
}

#[differentiate]
fn total(x: f64) -> f64 {
    repeated(x).sum()
}

fn main() {}
