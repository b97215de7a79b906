//! Products of a dynamic matrix and a static vector: what is derived by the static one is static.

mod common;

use autodiff::{check, differentiate};
use common::assert_close;
use nalgebra::{DMatrix, DVector, Dyn, Matrix2, OMatrix, U2, Vector2};

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
