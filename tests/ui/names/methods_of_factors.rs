use autodiff::differentiate;
use nalgebra::{Const, DMatrix, DVector, Dyn, LU, Matrix2, Vector2};

/// Rust takes a method of values before nalgebra's, which takes a reference.
trait Solve<V> {
    fn solve(self, b: &V) -> Option<V>;
}

impl Solve<Vector2<f64>> for LU<f64, Const<2>, Const<2>> {
    fn solve(self, b: &Vector2<f64>) -> Option<Vector2<f64>> {
        Some(*b)
    }
}

#[differentiate]
fn not_solved(a: &Matrix2<f64>, b: &Vector2<f64>) -> f64 {
    a.lu().solve(b).unwrap().x
}

/// Of another size: nothing is wrong.
#[differentiate]
fn solved(a: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    a.clone().lu().solve(b).unwrap()[0]
}

/// And a trait that is implemented for all types.
trait Determinant: Sized {
    fn ln_determinant(self) -> f64 {
        0.0
    }
}

impl<T> Determinant for T {}

#[differentiate]
fn of_any_type(a: &DMatrix<f64>) -> f64 {
    a.clone().cholesky().unwrap().ln_determinant()
}

fn main() {
    let _: Option<LU<f64, Dyn, Dyn>> = None;
}
