//! Products of several matrices: whatever order they are multiplied in, the derivative is that of the function.

mod common;

use autodiff::differentiate;
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2x3, Matrix3, Matrix3x2, RowDVector, SMatrix, Vector2, Vector3};

use common::{SIZES, assert_close, random};

fn square(rng: &mut Rng, n: usize) -> DMatrix<f64> {
    random(rng, DMatrix::zeros(n, n))
}

fn vector(rng: &mut Rng, n: usize) -> DVector<f64> {
    random(rng, DVector::zeros(n))
}

#[differentiate(wrt(a, b, x))]
fn chain(a: &DMatrix<f64>, b: &DMatrix<f64>, x: &DVector<f64>, y: &DVector<f64>) -> f64 {
    (a.transpose() * b * x).dot(y)
}

#[test]
fn a_vector_is_multiplied_first() {
    let rng = &mut Rng::with_seed(1);
    for n in SIZES {
        let (a, b, x, y) = (square(rng, n), square(rng, n), vector(rng, n), vector(rng, n));
        let (value, (of_a, of_b, of_x)) = chain::value_and_gradient(&a, &b, &x, &y);
        assert_close(&value, &chain(&a, &b, &x, &y));
        assert_close(&of_a, &(&b * &x * y.transpose()));
        assert_close(&of_b, &(&a * &y * x.transpose()));
        assert_close(&of_x, &(b.transpose() * &a * &y));
    }
}

#[differentiate(wrt(u, a))]
fn outer(u: &DVector<f64>, v: &DVector<f64>, a: &DMatrix<f64>, w: &DVector<f64>) -> DVector<f64> {
    u * v.transpose() * a * w
}

#[test]
fn an_inner_product_is_a_number() {
    let rng = &mut Rng::with_seed(2);
    for n in SIZES {
        let (u, v, a, w) = (vector(rng, n + 1), vector(rng, n), square(rng, n), vector(rng, n));
        let (value, pullback) = outer::vjp(&u, &v, &a, &w);
        assert_close(&value, &outer(&u, &v, &a, &w));
        let t = vector(rng, n + 1);
        let (of_u, of_a) = pullback(&t);
        assert_close(&of_u, &(&t * v.dot(&(&a * &w))));
        assert_close(&of_a, &(&v * w.transpose() * u.dot(&t)));
    }
}

#[differentiate(wrt(x))]
fn quadratic(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    (x.transpose() * a * x)[(0, 0)]
}

#[differentiate(wrt(x))]
fn row_form(x: &RowDVector<f64>, a: &DMatrix<f64>) -> f64 {
    (x * a * x.transpose())[0]
}

#[differentiate(wrt(x), hessian)]
fn gram(b: &Matrix2x3<f64>, x: &Vector3<f64>) -> f64 {
    (x.transpose() * b.transpose() * b * x).trace() + (x.transpose() * x).sum()
}

#[test]
fn one_number_is_an_inner_product() {
    let rng = &mut Rng::with_seed(3);
    for n in SIZES {
        let (a, x) = (square(rng, n), vector(rng, n));
        let (value, gradient) = quadratic::value_and_gradient(&a, &x);
        assert_close(&value, &quadratic(&a, &x));
        assert_close(&gradient, &((&a + a.transpose()) * &x));
        let (value, gradient) = row_form::value_and_gradient(&x.transpose(), &a);
        assert_close(&value, &quadratic(&a, &x));
        assert_close(&gradient, &(x.transpose() * (&a + a.transpose())));
    }
    let (b, x) = (random(rng, Matrix2x3::zeros()), random(rng, Vector3::zeros()));
    let (value, gradient) = gram::value_and_gradient(&b, &x);
    assert_close(&value, &gram(&b, &x));
    assert_close(&gradient, &((b.transpose() * b + Matrix3::identity()) * x * 2.0));
    assert_close(&gram::hessian(&b, &x), &((b.transpose() * b + Matrix3::identity()) * 2.0));
}

#[differentiate(wrt(x))]
fn second_entry(a: &DVector<f64>, x: &DVector<f64>) -> f64 {
    (a.transpose() * x)[1]
}

#[test]
#[should_panic(expected = "bounds")]
fn an_entry_that_is_not_there_still_panics() {
    second_entry::gradient(&DVector::zeros(2), &DVector::zeros(2));
}

#[differentiate(wrt(x))]
fn traced(a: &DMatrix<f64>, b: &DMatrix<f64>, c: &DMatrix<f64>, x: &DMatrix<f64>) -> f64 {
    (a * x * b * x.transpose() * c).trace() + (a * x).diagonal().sum() + (x.transpose() * x).trace()
}

#[differentiate(wrt(u, x))]
fn traced_small(u: &Vector3<f64>, v: &Vector2<f64>, x: &Matrix2x3<f64>, y: &Matrix3x2<f64>) -> f64 {
    (u * v.transpose() * x).trace() * (y * x).trace() + (x * y).diagonal().dot(v)
}

#[test]
fn a_trace_needs_no_product() {
    let rng = &mut Rng::with_seed(4);
    for n in SIZES {
        let (a, b, c, x) = (square(rng, n), square(rng, n), square(rng, n), square(rng, n));
        let (value, gradient) = traced::value_and_gradient(&a, &b, &c, &x);
        assert_close(&value, &traced(&a, &b, &c, &x));
        let fifth = a.transpose() * c.transpose() * &x * b.transpose() + &c * &a * &x * &b;
        assert_close(&gradient, &(fifth + a.transpose() + &x * 2.0));
    }
    let (u, v) = (random(rng, Vector3::zeros()), random(rng, Vector2::zeros()));
    let (x, y) = (random(rng, Matrix2x3::zeros()), random(rng, Matrix3x2::zeros()));
    let (value, (of_u, of_x)) = traced_small::value_and_gradient(&u, &v, &x, &y);
    assert_close(&value, &traced_small(&u, &v, &x, &y));
    let (one, two) = ((v.transpose() * x * u)[0], (y * x).trace());
    assert_close(&of_u, &(x.transpose() * v * two));
    let diagonal = SMatrix::<f64, 2, 2>::from_diagonal(&v) * y.transpose();
    assert_close(&of_x, &(v * u.transpose() * two + y.transpose() * one + diagonal));
}

#[differentiate(wrt(s))]
fn mixed(a: &Matrix2x3<f64>, d: &DMatrix<f64>, x: &DVector<f64>, s: f64) -> DMatrix<f64> {
    d * a.transpose() * a * x * x.transpose() * s
}

#[test]
fn known_sizes_stand_beside_dynamic_ones() {
    let rng = &mut Rng::with_seed(6);
    let (a, d, x) = (random(rng, Matrix2x3::zeros()), random(rng, DMatrix::zeros(4, 3)), vector(rng, 3));
    let (value, pullback) = mixed::vjp(&a, &d, &x, 0.5);
    assert_close(&value, &mixed(&a, &d, &x, 0.5));
    let t: DMatrix<f64> = random(rng, DMatrix::zeros(4, 3));
    assert_close(&pullback(&t), &mixed(&a, &d, &x, 1.0).dot(&t));
}

#[differentiate(wrt(x))]
fn symmetric(b: &DMatrix<f64>, c: &DVector<f64>, x: &DVector<f64>) -> f64 {
    let s = b + b.transpose() + b.transpose() * b * 0.5;
    let t = s.component_mul(&(b * b.transpose()));
    x.dot(&(&t * x)) + c.dot(&(t * x))
}

#[test]
fn symmetric_matrices_are_known() {
    let rng = &mut Rng::with_seed(5);
    for n in SIZES {
        let (b, c, x) = (square(rng, n), vector(rng, n), vector(rng, n));
        let s = (&b + b.transpose() + b.transpose() * &b * 0.5).component_mul(&(&b * b.transpose()));
        let (value, gradient) = symmetric::value_and_gradient(&b, &c, &x);
        assert_close(&value, &symmetric(&b, &c, &x));
        assert_close(&gradient, &(&s * &x * 2.0 + &s * &c));
    }
}
