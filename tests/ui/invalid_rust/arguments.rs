use autodiff::differentiate;
use nalgebra::{DMatrix, DVector, Matrix2, Rotation3, Vector2, Vector3};

#[differentiate]
fn an_async_closure(v: &DVector<f64>) -> f64 {
    v.map(async |x| x).sum()
}

#[differentiate]
fn two_shapes(v: &Vector2<f64>, w: &Vector3<f64>) -> f64 {
    v.zip_map(w, |x, y| x * y).sum()
}

#[differentiate]
fn columns_of_numbers(xs: &[f64]) -> f64 {
    DMatrix::from_columns(xs).norm()
}

#[differentiate]
fn columns_of_another_length(v: &Vector3<f64>) -> f64 {
    Matrix2::from_columns(&[*v, *v]).norm()
}

#[differentiate]
fn a_vector_as_an_entry(v: &Vector2<f64>) -> f64 {
    Vector2::new(v, 1.0).norm()
}

#[differentiate]
fn an_axis_of_two(v: &Vector2<f64>) -> f64 {
    Rotation3::new(*v).angle()
}

#[differentiate]
fn a_number_as_an_axis(x: f64) -> f64 {
    Rotation3::new(x).angle()
}

#[differentiate]
fn an_axis_that_is_none(v: &Vector3<f64>) -> f64 {
    Rotation3::from_axis_angle(v, 1.0).angle()
}

#[differentiate]
fn a_blend(v: &DVector<f64>, x: f64) -> f64 {
    let mut w = v.clone();
    w.fill_diagonal(x, 2.0);
    w.sum()
}

fn main() {}
