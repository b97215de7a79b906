//! Reference cases of the Matrix Cookbook: traces, quadratic forms, norms. Sizes known to the types, and not.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix3, Vector3};

const VECTOR_A: Vector3<f64> = Vector3::new(1.0, -2.0, 0.5);
const VECTOR_B: Vector3<f64> = Vector3::new(0.3, 2.0, -1.5);
const VECTOR_X: Vector3<f64> = Vector3::new(1.5, -0.5, 2.0);
const VECTOR_Y: Vector3<f64> = Vector3::new(0.7, 1.2, -0.3);
const X: Matrix3<f64> = Matrix3::new(2.0, -1.0, 0.5, 0.3, 3.0, 1.2, -0.7, 0.4, 1.5);
const A: Matrix3<f64> = Matrix3::new(1.0, 2.0, -0.5, 0.25, -1.5, 3.0, 0.75, 0.1, 2.0);
const B: Matrix3<f64> = Matrix3::new(0.2, 1.0, 1.1, -1.0, 0.6, 0.3, 0.9, -0.4, 1.0);
const C: Matrix3<f64> = Matrix3::new(1.0, 0.5, -1.0, 2.0, 0.1, 0.7, -0.3, 1.0, 0.4);
const S: Matrix3<f64> = Matrix3::new(4.0, 1.0, 0.5, 1.0, 3.0, -0.2, 0.5, -0.2, 2.0);

fn dynamic(matrix: Matrix3<f64>) -> DMatrix<f64> {
    DMatrix::from_column_slice(3, 3, matrix.as_slice())
}

#[differentiate(wrt(x))]
fn m1(a: &Matrix3<f64>, x: &Matrix3<f64>) -> f64 {
    (a * x).trace()
}

#[test]
fn m1_trace_of_a_product() {
    assert_close(&m1::value_and_gradient(&A, &X), &(2.895, A.transpose()));
}

#[differentiate]
fn m1_rectangular(a: &DMatrix<f64>, x: &DMatrix<f64>) -> f64 {
    (a * x).trace()
}

#[test]
fn m1_trace_of_a_rectangular_product() {
    let mut rng = Rng::with_seed(1);
    let (a, x) = random(&mut rng, (DMatrix::zeros(2, 4), DMatrix::zeros(4, 2)));
    assert_close(&m1_rectangular::gradient(&a, &x), &(x.transpose(), a.transpose()));
}

#[differentiate]
fn m3(x: &Matrix3<f64>) -> f64 {
    (x.transpose() * x).trace()
}

#[differentiate]
fn m3_by_tr_mul(x: &DMatrix<f64>) -> f64 {
    x.tr_mul(x).trace()
}

#[differentiate]
fn m3_by_norm(x: &DMatrix<f64>) -> f64 {
    x.norm_squared()
}

#[differentiate]
fn m3_by_dot(x: &DMatrix<f64>) -> f64 {
    x.dot(x)
}

#[test]
fn m3_squared_frobenius_norm() {
    assert_close(&m3::value_and_gradient(&X), &(18.68, 2.0 * X));
    let (x, expected) = (dynamic(X), (18.68, dynamic(2.0 * X)));
    assert_close(&m3_by_tr_mul::value_and_gradient(&x), &expected);
    assert_close(&m3_by_norm::value_and_gradient(&x), &expected);
    assert_close(&m3_by_dot::value_and_gradient(&x), &expected);
}

#[differentiate(wrt(x))]
fn m5(a: &Matrix3<f64>, x: &Matrix3<f64>, b: &Matrix3<f64>, c: &Matrix3<f64>) -> f64 {
    (a * x * b * x.transpose() * c).trace()
}

#[differentiate(wrt(x))]
fn m5_dynamic(a: &DMatrix<f64>, x: &DMatrix<f64>, b: &DMatrix<f64>, c: &DMatrix<f64>) -> f64 {
    let ax = a * x;
    let xc = x.tr_mul(c);
    (ax * b * xc).trace()
}

#[test]
fn m5_trace_of_a_quadratic_form() {
    let rows = [9.3725, 7.54475, 4.723, 11.1708, 10.2787, 18.9414, 18.1541, 2.0183, -0.7548];
    let expected = Matrix3::from_row_slice(&rows);
    assert_close(&m5::value_and_gradient(&A, &X, &B, &C), &(28.72301, expected));
    let [a, x, b, c] = [A, X, B, C].map(dynamic);
    assert_close(&m5_dynamic::value_and_gradient(&a, &x, &b, &c), &(28.72301, dynamic(expected)));
}

#[differentiate(wrt(x))]
fn m7(a: &Vector3<f64>, x: &Matrix3<f64>, b: &Vector3<f64>) -> f64 {
    (a.transpose() * x.transpose() * b)[(0, 0)]
}

#[test]
fn m7_bilinear_form_of_a_transpose() {
    assert_close(&m7::value_and_gradient(&VECTOR_A, &X, &VECTOR_B), &(-7.8, VECTOR_B * VECTOR_A.transpose()));
}

#[differentiate(wrt(x))]
fn m9(x: &Matrix3<f64>, b: &Vector3<f64>, y: &Vector3<f64>, c: &Matrix3<f64>) -> f64 {
    let residual = x * b + y;
    residual.dot(&(c * residual))
}

#[test]
fn m9_quadratic_form_of_an_affine_map() {
    let expected = (C + C.transpose()) * (X * VECTOR_B + VECTOR_Y) * VECTOR_B.transpose();
    assert_close(&m9::value_and_gradient(&X, &VECTOR_B, &VECTOR_Y, &C), &(-35.23538, expected));
}

#[differentiate(wrt(s))]
fn m11(x: &Vector3<f64>, a: &Matrix3<f64>, s: &Vector3<f64>, weight: &Matrix3<f64>) -> f64 {
    let residual = x - a * s;
    (weight * residual).dot(&residual)
}

#[test]
fn m11_weighted_least_squares() {
    let expected = (20.103625, Vector3::new(2.083, 27.266, -38.1215));
    assert_close(&m11::value_and_gradient(&VECTOR_X, &A, &VECTOR_Y, &S), &expected);
}

#[differentiate]
fn m13(x: &Vector3<f64>, a: &Vector3<f64>) -> f64 {
    (x - a).norm()
}

#[test]
fn m13_distance() {
    let by_x = Vector3::new(0.229_415_733_870_561_77, 0.688_247_201_611_685_3, 0.688_247_201_611_685_3);
    assert_close(&m13::value_and_gradient(&VECTOR_X, &VECTOR_A), &(2.179_449_471_770_337, (by_x, -by_x)));
    assert_eq!(m13::gradient(&VECTOR_X, &VECTOR_X), (Vector3::zeros(), Vector3::zeros()));
}

#[differentiate]
fn m35(x: &DMatrix<f64>) -> f64 {
    x.norm()
}

#[test]
fn m35_frobenius_norm() {
    let x = dynamic(X);
    assert_close(&m35::value_and_gradient(&x), &(4.322_036_556_994_862, &x / 4.322_036_556_994_862));
}

#[differentiate(wrt(x))]
fn m37(x: &DVector<f64>, c: &DVector<f64>) -> f64 {
    let mean = x.mean();
    let centred = x.add_scalar(-mean);
    let deviation = (centred.norm_squared() / x.len() as f64).sqrt();
    c.dot(&(centred / deviation))
}

#[test]
fn m37_layer_norm() {
    let mut rng = Rng::with_seed(37);
    for n in [2, 3, 8] {
        let (x, c): (DVector<f64>, DVector<f64>) = random(&mut rng, (DVector::zeros(n), DVector::zeros(n)));
        let centred = x.add_scalar(-x.mean());
        let deviation = (centred.norm_squared() / n as f64).sqrt();
        let z = centred / deviation;
        let weighted = z.dot(&c) / n as f64;
        let expected = (&c - DVector::from_element(n, c.mean()) - z * weighted) / deviation;
        assert_close(&m37::gradient(&x, &c), &expected);
    }
}

#[differentiate]
fn m39(p: &DVector<f64>) -> f64 {
    -p.map(|p| p * p.ln()).sum()
}

#[test]
fn m39_entropy() {
    let p = DVector::from_vec(vec![0.1, 0.2, 0.3, 0.4]);
    assert_close(&m39::gradient(&p), &p.map(|p| -(p.ln() + 1.0)));
    check::gradient(m39, &p, &m39::gradient(&p)).unwrap();
}
