use autodiff::differentiate;
use nalgebra::{DMatrix, DVector};

#[differentiate]
fn lower(a: &DMatrix<f64>) -> f64 {
    a.clone().lu().l().trace()
}

#[differentiate]
fn orthogonal(a: &DMatrix<f64>) -> f64 {
    let qr = a.clone().qr();
    qr.q().trace()
}

#[differentiate]
fn recomposed(a: &DMatrix<f64>) -> f64 {
    a.clone().symmetric_eigen().recompose().trace()
}

#[differentiate]
fn schur(a: &DMatrix<f64>) -> f64 {
    a.clone().schur().unpack().0.trace()
}

#[differentiate]
fn in_place(a: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    let factor = a.clone().cholesky().unwrap();
    let mut x = b.clone();
    factor.solve_mut(&mut x);
    x.sum()
}

fn main() {}
