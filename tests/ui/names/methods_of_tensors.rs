use autodiff::differentiate;
use nalgebra::{DMatrix, DVector, Matrix2, RowDVector, Vector2};

/// Rust takes a method of values before nalgebra's, which takes a reference.
trait ByValue {
    fn sum(self) -> f64;
    fn tr_mul(self, other: &DVector<f64>) -> DVector<f64>;
}

impl ByValue for DVector<f64> {
    fn sum(self) -> f64 {
        0.0
    }

    fn tr_mul(self, _: &DVector<f64>) -> DVector<f64> {
        self
    }
}

#[differentiate]
fn on_a_product(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    (a * x).sum()
}

/// The derivative calls `a.tr_mul(..)`; `a` is a matrix, so nothing is wrong.
#[differentiate(wrt(x))]
fn of_another_type(a: &Matrix2<f64>, x: &Vector2<f64>) -> f64 {
    (a * x).norm_squared()
}

trait Scaled {
    fn scale(self, by: f64) -> Self;
}

impl Scaled for RowDVector<f64> {
    fn scale(self, _: f64) -> Self {
        self
    }
}

#[differentiate]
fn on_a_row(a: &DMatrix<f64>, x: f64) -> f64 {
    a.row(0).scale(x).norm_squared() * a.row_mean().scale(x).norm()
}

/// And one of references before nalgebra's, which takes a mutable one.
trait ByReference {
    fn fill(&self, with: f64);
    fn try_inverse(&self) -> Option<Matrix2<f64>>;
}

impl ByReference for DVector<f64> {
    fn fill(&self, _: f64) {}

    fn try_inverse(&self) -> Option<Matrix2<f64>> {
        None
    }
}

impl ByReference for Matrix2<f64> {
    fn fill(&self, _: f64) {}

    fn try_inverse(&self) -> Option<Matrix2<f64>> {
        Some(*self)
    }
}

#[differentiate]
fn on_a_local(x: &DVector<f64>, s: f64) -> f64 {
    let mut y = x.clone();
    y.fill(s);
    y.dot(x)
}

#[differentiate]
fn on_a_reference(a: &Matrix2<f64>) -> f64 {
    a.try_inverse().unwrap().trace()
}

/// Of views alone.
trait OfViews {
    fn norm(self) -> f64;
}

impl OfViews for nalgebra::DVectorView<'_, f64> {
    fn norm(self) -> f64 {
        0.0
    }
}

#[differentiate]
fn on_a_view(a: &DMatrix<f64>) -> f64 {
    a.column(0).norm()
}

fn main() {}
