//! Reference cases of the notes and of benchmarks with their Jacobians, Hessians and Taylor coefficients, in all forms.

mod common;
mod rows;

use std::f64::consts::{FRAC_1_SQRT_2, FRAC_PI_4};

use autodiff::differentiate;
use common::{assert_close, assert_within};
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Matrix3x2, RowVector3, Vector2, Vector3};
use rows::{hessians, jacobians};

const X: Vector3<f64> = Vector3::new(1.5, -0.5, 2.0);
const Y: Vector3<f64> = Vector3::new(0.7, 1.2, -0.3);
const B: Vector3<f64> = Vector3::new(0.3, 2.0, -1.5);
const A: Matrix3<f64> = Matrix3::new(1.0, 2.0, -0.5, 0.25, -1.5, 3.0, 0.75, 0.1, 2.0);

#[differentiate(jvp, jacobian)]
fn l2(x: f64, y: f64) -> Vector2<f64> {
    Vector2::new(3.0 * x.powi(2) * y, 2.0 * x + y.powi(8))
}

#[differentiate(jvp, jacobian)]
fn l8(w: &Vector3<f64>, x: &Vector3<f64>) -> Vector3<f64> {
    w.sup(x)
}

#[differentiate(jvp, jacobian)]
fn l17(x: f64) -> Vector2<f64> {
    Vector2::new(x.powi(2).ln(), (3.0 * x).sin())
}

#[differentiate(wrt(x), jvp, jacobian)]
fn l24(x: &Vector3<f64>, a: &Matrix3<f64>) -> Vector3<f64> {
    a * x
}

#[test]
fn l2_to_l24_jacobians() {
    let (x, y) = (0.7, -1.3_f64);
    let value = Vector2::new(3.0 * x * x * y, 2.0 * x + y.powi(8));
    jacobians!(l2(x, y) => value, [Vector2::new(6.0 * x * y, 2.0), Vector2::new(3.0 * x * x, 8.0 * y.powi(7))]);
    // Of two variable operands, the first has the tie.
    let (w, v) = (Vector3::new(1.0, 2.0, 3.0), Vector3::new(2.0, 2.0, 1.0));
    let by_w = Matrix3::from_diagonal(&Vector3::new(0.0, 1.0, 1.0));
    jacobians!(l8(&w, &v) => Vector3::new(2.0, 2.0, 3.0), [by_w, Matrix3::<f64>::identity() - by_w]);
    let value = Vector2::new((x * x).ln(), (3.0 * x).sin());
    jacobians!(l17(x) => value, [Vector2::new(2.0 / x, 3.0 * (3.0 * x).cos())]);
    let x = X;
    jacobians!(l24(&x; &A) => A * X, [A]);
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
fn l21(x: &Vector3<f64>, a: &Matrix3<f64>) -> f64 {
    x.dot(&(a * x))
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
fn l23(x: &Vector3<f64>, a: &Matrix3<f64>, b: &Vector3<f64>) -> f64 {
    (a * x - b).norm_squared()
}

#[test]
fn l21_and_l23_quadratic_functions() {
    let x = X;
    hessians!(l21(&x; &A) => 5.8375, Vector3::new(2.375, 11.075, 6.825), A + A.transpose());
    hessians!(l23(&x; &A, &B) => 70.13625, Vector3::new(10.825, -17.26, 57.85), 2.0 * A.transpose() * A);
}

#[differentiate(jvp, jacobian, hvp, taylor)]
fn l22(x: &Vector3<f64>, a: &Matrix3<f64>, y: &Vector3<f64>) -> f64 {
    (x.transpose() * a * y)[0]
}

#[test]
fn l22_a_bilinear_form() {
    let gradient = (Vector3::new(3.25, -2.525, 0.045), X * Y.transpose(), Vector3::new(2.875, 3.95, 1.75));
    assert_close(&l22::jacobian(&X, &A, &Y).0, &gradient.0.transpose());
    let (tx, ta, ty) = (Vector3::new(1.0, -1.0, 2.0), A.transpose(), Vector3::new(0.5, 0.0, -1.0));
    let slope = gradient.0.dot(&tx) + gradient.1.dot(&ta) + gradient.2.dot(&ty);
    assert_close(&l22::jvp(&X, &A, &Y, &tx, &ta, &ty), &(6.2275, slope));
    let product = (A * ty + ta * Y, tx * Y.transpose() + X * ty.transpose(), A.tr_mul(&tx) + ta.tr_mul(&X));
    assert_close(&l22::hvp(&X, &A, &Y, &tx, &ta, &ty), &product);
    let half = tx.dot(&(ta * Y)) + tx.dot(&(A * ty)) + X.dot(&(ta * ty));
    let coefficients = l22::taylor::<5>(&X, &A, &Y, &tx, &ta, &ty);
    assert_close(&coefficients, &[6.2275, slope, half, tx.dot(&(ta * ty)), 0.0]);
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn l25(v: &Vector2<f64>) -> f64 {
    v.x.exp() * v.y.sin()
}

#[test]
fn l25_taylor_approximations() {
    let (at, step) = (Vector2::new(0.0, FRAC_PI_4), Vector2::new(0.1, -0.05));
    assert_close(&l25(&(at + step)), &0.741_439_797_863_312_9);
    let [value, slope, half] = l25::taylor(&at, &step);
    assert_close(&(value + slope), &0.742_462_120_245_874_9);
    assert_close(&(value + slope + half), &0.741_578_236_769_391_7);
    // All orders: 10 coefficients leave less than a rounding.
    let coefficients: [f64; 10] = l25::taylor(&at, &step);
    assert_close(&coefficients.iter().sum::<f64>(), &0.741_439_797_863_312_9);
    let s = FRAC_1_SQRT_2;
    hessians!(l25(&at) => s, Vector2::new(s, s), Matrix2::new(s, s, s, -s));
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn l26(x: &Vector2<f64>) -> f64 {
    (x[0] * x[1]).sin()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn l27(x: &[f64]) -> f64 {
    (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0] * x[0]).powi(2)
}

#[test]
fn l26_and_l27_hessians() {
    let (x, v) = (Vector2::new(2.0, 3.0), Vector2::new(5.0, 2.7));
    assert_close(&l26::gradient(&x), &Vector2::new(2.880_510_859_951_098, 1.920_340_573_300_732));
    assert_close(&l26::hvp(&x, &v), &Vector2::new(19.692_688_263_730_25, 16.201_003_759_768_01));
    assert_close(&(l26::hessian(&x) * v), &Vector2::new(19.692_688_263_730_25, 16.201_003_759_768_01));
    let x = [1.2, 1.2];
    let hessian = Matrix2::new(1250.0, -480.0, -480.0, 200.0);
    hessians!(l27(&x) => 5.8, vec![115.6, -48.0], hessian);
}

#[differentiate(wrt(w), jvp, jacobian, hessian, hvp, taylor)]
fn b15(w: &Vector2<f64>, x: &Matrix3x2<f64>, y: &Vector3<f64>, lambda: f64) -> f64 {
    let margin = (x * w).component_mul(y);
    margin.map(|m| (-m).exp().ln_1p()).mean() + 0.5 * lambda * w.norm_squared()
}

#[differentiate(wrt(w), jvp, jacobian, hessian, hvp, taylor)]
fn b15_by_loops(w: &[f64], x: &[[f64; 2]], y: &[f64], lambda: f64) -> f64 {
    let mut loss = 0.0;
    for (row, label) in x.iter().zip(y) {
        let mut z = 0.0;
        for (x, w) in row.iter().zip(w) {
            z += x * w;
        }
        loss += (-label * z).exp().ln_1p();
    }
    loss / y.len() as f64 + 0.5 * lambda * w.iter().map(|w| w * w).sum::<f64>()
}

#[test]
fn b15_logistic_regression() {
    let (value, gradient) = (0.554_599_086_301_556_7, [-0.289_798_779_634_728_9, -0.041_841_732_742_439_48]);
    let (a, b, d) = (0.268_682_907_432_845_1, 0.080_732_692_195_421_25, 0.764_694_903_378_886_2);
    let hessian = Matrix2::new(a, b, b, d);
    let w = Vector2::new(0.4, -0.2);
    let (x, y) = (Matrix3x2::new(1.0, 2.0, -1.0, 0.5, 0.3, -2.0), Vector3::new(1.0, -1.0, 1.0));
    // (1/N) Xᵀ diag(p (1 - p)) X + λ I.
    let p = (x * w).component_mul(&y).map(|m: f64| 1.0 / (1.0 + m.exp()));
    let closed =
        x.transpose() * Matrix3::from_diagonal(&p.map(|p| p * (1.0 - p) / 3.0)) * x + Matrix2::identity() * 0.1;
    assert_within(&closed, &hessian, 1e-9);
    hessians!(b15(&w; &x, &y, 0.1) => value, gradient, closed);
    let (w, x, y) = ([0.4, -0.2], [[1.0, 2.0], [-1.0, 0.5], [0.3, -2.0]], [1.0, -1.0, 1.0]);
    hessians!(b15_by_loops(&w; &x, &y, 0.1) => value, gradient, closed);
}

#[differentiate(jvp, jacobian)]
fn b9(rotation: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    let theta = rotation.norm();
    if theta > 0.0 {
        let w = rotation / theta;
        p * theta.cos() + w.cross(p) * theta.sin() + w * (w.dot(p) * (1.0 - theta.cos()))
    } else {
        p + rotation.cross(p)
    }
}

#[test]
fn b9_a_rotation_at_zero() {
    let (r, p) = (Vector3::zeros(), Vector3::new(1.0, 2.0, 3.0));
    let by_r = Matrix3::new(0.0, 3.0, -2.0, -3.0, 0.0, 1.0, 2.0, -1.0, 0.0);
    jacobians!(b9(&r, &p) => p, [by_r, Matrix3::<f64>::identity()]);
}

#[differentiate(jvp, jacobian)]
fn b18_softmax(x: &Vector3<f64>) -> Vector3<f64> {
    let e = x.map(|x| x.exp());
    e / e.sum()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn b18_cross_entropy(x: &DVector<f64>) -> f64 {
    let e = x.map(|x| x.exp());
    -(e[0] / e.sum()).ln()
}

#[test]
fn b18_softmax_and_cross_entropy() {
    let p = Vector3::<f64>::new(0.231_223_897_622_149_1, 0.628_531_719_211_762_4, 0.140_244_383_166_088_5);
    let second = Matrix3::from_diagonal(&p) - p * p.transpose();
    let x = Vector3::new(1.0, 2.0, 0.5);
    jacobians!(b18_softmax(&x) => p, [second]);
    let x = DVector::from_vec(vec![1.0, 2.0, 0.5]);
    hessians!(b18_cross_entropy(&x) => -p[0].ln(), p - Vector3::x(), second);
    assert_eq!(b18_cross_entropy::jacobian(&x).shape(), RowVector3::<f64>::zeros().shape());
}

#[differentiate(jvp, jacobian)]
fn b19(q: &[f64; 2]) -> Vector2<f64> {
    let mut tip = Vector2::new(0.0, 0.0);
    let mut angle = 0.0;
    for (q, length) in q.iter().zip([1.0, 0.7]) {
        angle += q;
        tip += Vector2::new(angle.cos(), angle.sin()) * length;
    }
    tip
}

#[test]
fn b19_a_planar_arm() {
    let q = [0.3, 0.5];
    let tip = Vector2::new(1.443_031_185_668_622, 0.797_669_470_291_005_5);
    let (a, b, c, d) =
        (-0.797_669_470_291_005_5, -0.502_149_263_629_665_9, 1.443_031_185_668_622, 0.487_694_696_543_015_8);
    jacobians!(b19(&q) => tip, [Matrix2::new(a, b, c, d)]);
    let found: Matrix2<f64> = b19::jacobian(&q);
    assert_close(&found.determinant(), &(a * d - b * c));
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
fn m5(x: &DMatrix<f64>, a: &DMatrix<f64>, b: &DMatrix<f64>, c: &DMatrix<f64>) -> f64 {
    (a * x * b * x.transpose() * c).trace()
}

#[test]
fn m5_its_hessian_is_symmetric_and_has_the_closed_form() {
    let a = DMatrix::from_row_slice(3, 3, &[1.0, 2.0, -0.5, 0.25, -1.5, 3.0, 0.75, 0.1, 2.0]);
    let b = DMatrix::from_row_slice(3, 3, &[0.2, 1.0, 1.1, -1.0, 0.6, 0.3, 0.9, -0.4, 1.0]);
    let c = DMatrix::from_row_slice(3, 3, &[1.0, 0.5, -1.0, 2.0, 0.1, 0.7, -0.3, 1.0, 0.4]);
    let x = DMatrix::from_row_slice(3, 3, &[2.0, -1.0, 0.5, 0.3, 3.0, 1.2, -0.7, 0.4, 1.5]);
    let rows = [9.3725, 7.54475, 4.723, 11.1708, 10.2787, 18.9414, 18.1541, 2.0183, -0.7548];
    let half = b.transpose().kronecker(&(&c * &a));
    hessians!(m5(&x; &a, &b, &c) => 28.72301, DMatrix::from_row_slice(3, 3, &rows), &half + half.transpose());
}
