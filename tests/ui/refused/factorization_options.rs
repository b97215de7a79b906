use autodiff::differentiate;
use nalgebra::{DMatrix, DVector};

#[differentiate]
fn matched(a: &DMatrix<f64>) -> f64 {
    match a.clone().cholesky() {
        Some(factor) => factor.ln_determinant(),
        None => 0.0,
    }
}

#[differentiate]
fn bound(a: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    if let Some(x) = a.clone().lu().solve(b) { x.sum() } else { 0.0 }
}

#[differentiate]
fn asked(a: &DMatrix<f64>) -> f64 {
    if a.clone().try_inverse().is_some() { a.trace() } else { 0.0 }
}

#[differentiate]
fn mapped(a: &DMatrix<f64>) -> f64 {
    let inverse = a.clone().try_inverse();
    inverse.map(|inverse| inverse.trace()).unwrap_or(0.0)
}

#[differentiate]
fn or_else(a: &DMatrix<f64>) -> f64 {
    a.clone().try_inverse().unwrap_or_else(|| DMatrix::identity(2, 2)).trace()
}

#[differentiate]
fn let_else(a: &DMatrix<f64>) -> f64 {
    let Some(factor) = a.clone().cholesky() else { return 0.0 };
    factor.ln_determinant()
}

#[differentiate]
fn formatted(a: &DMatrix<f64>) -> f64 {
    a.clone().try_inverse().expect(&format!("{} rows", a.nrows())).trace()
}

#[differentiate]
fn branched(a: &DMatrix<f64>, turn: bool) -> f64 {
    let factor = if turn { a.clone().cholesky() } else { (a * 2.0).cholesky() };
    factor.unwrap().ln_determinant()
}

fn main() {}
