//! Products of a dynamic matrix and a static vector: what is derived by the static one is static.

mod common;

use autodiff::{check, differentiate};
use common::assert_close;
use nalgebra::{DMatrix, DMatrixView, DVector, Dyn, Matrix2, MatrixXx3, OMatrix, U2, Vector2, Vector3, Vector4};

#[differentiate(wrt(x), jvp, jacobian)]
fn mapped(x: &Vector2<f64>, a: &DMatrix<f64>) -> DVector<f64> {
    a * x
}

#[differentiate(wrt(x, a), jvp, hvp)]
fn energy(x: &Vector2<f64>, a: &DMatrix<f64>) -> f64 {
    (a * x).norm_squared() + x.sum()
}

#[differentiate(wrt(x), jacobian, hessian)]
fn energy_of(x: &Vector2<f64>, a: &DMatrix<f64>) -> f64 {
    (a * x).norm_squared() + x.sum()
}

fn point() -> (Vector2<f64>, DMatrix<f64>) {
    (Vector2::new(0.5, -1.0), DMatrix::from_row_slice(3, 2, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]))
}

#[test]
fn first_derivatives() {
    let (x, a) = point();
    let by_x: Vector2<f64> = mapped::vjp(&x, &a).1(&DVector::from_element(3, 1.0));
    assert_eq!(by_x, Vector2::new(9.0, 12.0));
    assert_eq!(mapped::jvp(&x, &a, &Vector2::x()).1, a.column(0).into_owned());
    let jacobian: OMatrix<f64, Dyn, U2> = mapped::jacobian(&x, &a);
    assert_close(&jacobian.column(1).into_owned(), &a.column(1).into_owned());

    let (by_x, by_a): (Vector2<f64>, DMatrix<f64>) = energy::gradient(&x, &a);
    check::gradient(|x| energy(x, &a), &x, &by_x).unwrap();
    check::gradient(|a| energy(&x, a), &a, &by_a).unwrap();
    assert_close(&energy_of::jacobian(&x, &a).transpose(), &by_x);
}

#[test]
fn second_derivatives() {
    let (x, a) = point();
    let squared = a.tr_mul(&a) * 2.0;
    let expected = Matrix2::from_column_slice(squared.as_slice());
    assert_close(&energy_of::hessian(&x, &a), &expected);
    let (by_x, by_a) = energy::hvp(&x, &a, &Vector2::y(), &DMatrix::zeros(3, 2));
    assert_close(&by_x, &(expected * Vector2::y()));
    assert_close(&by_a, &((&a * Vector2::y() * x.transpose() + &a * x * Vector2::y().transpose()) * 2.0));
}

/// A sum of cotangents of static and of dynamic size, which the runtime does not add to each other.
#[differentiate(wrt(x, p))]
fn dynamic_factors(x: &Vector2<f64>, p: &Vector2<f64>, a: &DMatrix<f64>, u: &DVector<f64>) -> f64 {
    (a * x).dot(u) + (x + p).norm_squared()
}

#[differentiate(wrt(x, p))]
fn static_factors(x: &Vector2<f64>, p: &Vector2<f64>, a: &Matrix2<f64>, u: &Vector2<f64>) -> f64 {
    (a * x).dot(u) + (x + p).norm_squared()
}

#[differentiate(wrt(x, p))]
fn three_columns(x: &MatrixXx3<f64>, p: &MatrixXx3<f64>, a: &DMatrix<f64>, u: &MatrixXx3<f64>) -> f64 {
    (a * x).dot(u) + (x + p).norm_squared()
}

#[differentiate(wrt(x, p))]
fn three_columns_of_a_factor(x: &Vector3<f64>, p: &Vector3<f64>, a: &MatrixXx3<f64>, u: &DVector<f64>) -> f64 {
    (a * x).dot(u) + (x + p).norm_squared()
}

#[differentiate(wrt(x, p, a))]
fn columns_of_a_factor(x: &DVector<f64>, p: &DVector<f64>, a: &DMatrix<f64>, u: &DVector<f64>, n: usize) -> f64 {
    (a.columns(0, n) * x).dot(u) + (x + p).norm_squared()
}

/// A view in a tuple is a view.
#[differentiate(wrt(x, p))]
fn a_view_in_a_tuple(x: &DVector<f64>, p: &DVector<f64>, a: (DMatrixView<'_, f64>, f64), u: &DVector<f64>) -> f64 {
    (a.0 * x).dot(u) + (x + p).norm_squared() * a.1
}

#[differentiate(wrt(x))]
fn a_function_beside(x: &Vector2<f64>, a: &DMatrix<f64>, u: &DVector<f64>) -> f64 {
    (a * x).dot(u) + x.map(|x| x.sin()).sum()
}

#[differentiate]
fn entries_of_both(a: &DVector<f64>, b: &Vector3<f64>) -> f64 {
    b.component_mul(a).sum()
}

#[differentiate(wrt(v, u), jacobian)]
fn sum_of_both(v: &Vector4<f64>, u: &DVector<f64>) -> Vector4<f64> {
    v + u
}

#[differentiate(wrt(u), jvp)]
fn sum_of_both_by_the_dynamic(u: &DVector<f64>, v: &Vector3<f64>) -> Vector3<f64> {
    u + v
}

/// Cotangents that meet in branches and are carried by loops.
#[differentiate(wrt(x))]
fn in_a_branch(x: &Vector2<f64>, a: &DMatrix<f64>, w: f64) -> f64 {
    let y = x * 2.0;
    if w > 0.0 { (a * y).norm_squared() } else { y.norm_squared() }
}

#[differentiate(wrt(x))]
fn carried(x: &Vector2<f64>, a: &DMatrix<f64>, n: usize) -> f64 {
    let mut y = *x;
    let mut total = 0.0;
    for _ in 0..n {
        let z = a * y;
        total += z.norm_squared();
        y = Vector2::new(z[0].sin(), z[1]);
    }
    total
}

#[test]
fn cotangents_of_both_kinds() {
    let (x, a) = point();
    let (p, u) = (Vector2::new(0.3, 0.4), DVector::from_vec(vec![0.5, 0.6, -0.7]));
    check!(dynamic_factors(&x, &p, &a, &u), wrt(x, p), gradient, value_and_gradient, vjp);
    check!(a_function_beside(&x, &a, &u), wrt(x), gradient, value_and_gradient, vjp);
    for w in [1.0, -1.0] {
        check!(in_a_branch(&x, &a, w), wrt(x), gradient, value_and_gradient, vjp);
    }
    let (b, n) = (a.rows(0, 2) * 0.3, 3);
    check!(carried(&x, &b, n), wrt(x), gradient, value_and_gradient, vjp);
    let (b, v) = (Matrix2::new(1.0, 2.0, 3.0, 4.0), Vector2::new(0.5, 0.6));
    check!(static_factors(&x, &p, &b, &v), wrt(x, p), gradient, value_and_gradient, vjp);
    let (x, p) = (MatrixXx3::from_fn(2, |i, j| 0.3 * i as f64 - j as f64), MatrixXx3::from_element(2, 0.5));
    let v = MatrixXx3::from_fn(3, |i, j| i as f64 + 0.2 * j as f64);
    check!(three_columns(&x, &p, &a, &v), wrt(x, p), gradient, value_and_gradient, vjp);
    let (x, p) = (Vector3::new(0.5, -1.0, 2.0), Vector3::new(0.1, 0.2, 0.3));
    check!(three_columns_of_a_factor(&x, &p, &v, &u), wrt(x, p), gradient, value_and_gradient, vjp);
    let (x, p, n) = (DVector::from_vec(vec![0.5, -1.0]), DVector::from_vec(vec![0.1, 0.2]), 2);
    check!(columns_of_a_factor(&x, &p, &a, &u, n), wrt(x, p, a), gradient, value_and_gradient, vjp);
    check!(a_view_in_a_tuple(&x, &p, (a.as_view(), 0.7), &u), wrt(x, p), gradient, value_and_gradient, vjp);
    let (a, b) = (DVector::from_vec(vec![1.0, 2.0, 3.0]), Vector3::new(0.5, 0.7, -1.0));
    check!(sum_of_both_by_the_dynamic(&a, &b), wrt(a), jvp, vjp);
    check!(entries_of_both(&a, &b), wrt(a, b), gradient, value_and_gradient, vjp);
    let (v, u) = (Vector4::new(1.0, 2.0, 3.0, 4.0), DVector::from_vec(vec![0.5, 0.6, 0.7, 0.8]));
    check!(sum_of_both(&v, &u), wrt(v, u), vjp, jacobian);
}
