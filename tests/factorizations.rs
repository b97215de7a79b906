//! Reference cases of the Matrix Cookbook: determinants, inverses, linear systems, Cholesky factors, eigenvalues.

#![allow(clippy::excessive_precision, reason = "reference values are given with all their digits")]

mod common;

use autodiff::differentiate;
use common::{assert_close, assert_within, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Matrix3x2, Matrix4, SMatrix, Vector3};

const VECTOR_A: Vector3<f64> = Vector3::new(1.0, -2.0, 0.5);
const VECTOR_B: Vector3<f64> = Vector3::new(0.3, 2.0, -1.5);
const VECTOR_X: Vector3<f64> = Vector3::new(1.5, -0.5, 2.0);
const X: Matrix3<f64> = Matrix3::new(2.0, -1.0, 0.5, 0.3, 3.0, 1.2, -0.7, 0.4, 1.5);
const A: Matrix3<f64> = Matrix3::new(1.0, 2.0, -0.5, 0.25, -1.5, 3.0, 0.75, 0.1, 2.0);
const B: Matrix3<f64> = Matrix3::new(0.2, 1.0, 1.1, -1.0, 0.6, 0.3, 0.9, -0.4, 1.0);
const S: Matrix3<f64> = Matrix3::new(4.0, 1.0, 0.5, 1.0, 3.0, -0.2, 0.5, -0.2, 2.0);
const R: Matrix3x2<f64> = Matrix3x2::new(1.0, 2.0, 0.5, -1.0, 0.3, 1.4);

fn dynamic<const N: usize, const M: usize>(matrix: SMatrix<f64, N, M>) -> DMatrix<f64> {
    DMatrix::from_column_slice(N, M, matrix.as_slice())
}

fn vector(vector: Vector3<f64>) -> DVector<f64> {
    DVector::from_column_slice(vector.as_slice())
}

fn inverse(matrix: Matrix3<f64>) -> Matrix3<f64> {
    matrix.try_inverse().expect("regular")
}

#[differentiate]
fn determinant(x: &DMatrix<f64>) -> f64 {
    x.determinant()
}

#[differentiate]
fn determinant_by_lu(x: &DMatrix<f64>) -> f64 {
    let lu = x.clone().lu();
    lu.determinant()
}

#[differentiate]
fn determinant_of_3(x: &Matrix3<f64>) -> f64 {
    x.determinant()
}

#[test]
fn m15_determinant() {
    let gradient = Matrix3::new(4.02, -1.29, 2.22, 1.7, 3.35, -0.1, -2.7, -2.25, 6.3);
    assert_close(&determinant_of_3::value_and_gradient(&X), &(10.44, gradient));
    assert_close(&determinant::value_and_gradient(&dynamic(X)), &(10.44, dynamic(gradient)));
    assert_close(&determinant_by_lu::value_and_gradient(&dynamic(X)), &(10.44, dynamic(gradient)));
}

#[differentiate]
fn determinant_of_2(x: &Matrix2<f64>) -> f64 {
    x.determinant()
}

#[differentiate]
fn determinant_of_4(x: &Matrix4<f64>) -> f64 {
    x.determinant()
}

#[test]
fn m15_determinant_of_every_size() {
    assert_close(&determinant_of_2::gradient(&Matrix2::new(1.0, 2.0, 3.0, 4.0)), &Matrix2::new(4.0, -3.0, -2.0, 1.0));
    let mut rng = Rng::with_seed(15);
    for n in [1, 2, 3, 4, 6] {
        let x = random(&mut rng, DMatrix::zeros(n, n));
        let expected = x.clone().try_inverse().expect("regular").transpose() * x.determinant();
        assert_within(&determinant::value_and_gradient(&x), &(x.determinant(), expected), 1e-11);
    }
    let x = random(&mut rng, Matrix4::zeros());
    let expected = x.try_inverse().expect("regular").transpose() * x.determinant();
    assert_close(&determinant_of_4::value_and_gradient(&x), &(x.determinant(), expected));
    let empty = DMatrix::zeros(0, 0);
    assert_close(&determinant::value_and_gradient(&empty), &(1.0, empty));
}

#[differentiate]
fn log_abs_det(x: &DMatrix<f64>) -> f64 {
    x.clone().lu().determinant().abs().ln()
}

#[differentiate]
fn log_abs_det_of_3(x: &Matrix3<f64>) -> f64 {
    x.determinant().abs().ln()
}

#[test]
fn m17_log_of_the_determinant() {
    let expected = (2.345_644_582_454_492_7, inverse(X).transpose());
    assert_close(&log_abs_det_of_3::value_and_gradient(&X), &expected);
    let (value, gradient) = expected;
    assert_close(&log_abs_det::value_and_gradient(&dynamic(X)), &(value, dynamic(gradient)));
}

#[test]
fn c18_log_of_a_negative_determinant() {
    // The sign is inactive.
    let expected = (B.determinant().abs().ln(), inverse(-B).transpose());
    assert_close(&log_abs_det_of_3::value_and_gradient(&-B), &expected);
    let (value, gradient) = expected;
    assert_close(&log_abs_det::value_and_gradient(&dynamic(-B)), &(value, dynamic(gradient)));
}

#[differentiate(wrt(r))]
fn determinant_of_a_form(s: &Matrix3<f64>, r: &Matrix3x2<f64>) -> f64 {
    (r.transpose() * s * r).determinant()
}

#[test]
fn m19_determinant_of_a_quadratic_form() {
    let gradient = Matrix3x2::new(80.0, 18.2, 129.872, -56.104, -21.52, 32.84);
    assert_close(&determinant_of_a_form::value_and_gradient(&S, &R), &(69.24, gradient));
}

#[differentiate(wrt(x))]
fn inverse_form(x: &Matrix3<f64>, a: &Vector3<f64>, b: &Vector3<f64>) -> f64 {
    a.dot(&(x.try_inverse().unwrap() * b))
}

#[differentiate(wrt(x))]
fn inverse_form_by_lu(x: &DMatrix<f64>, a: &DVector<f64>, b: &DVector<f64>) -> f64 {
    let inverse = x.clone().lu().try_inverse().expect("regular");
    a.dot(&(inverse * b))
}

#[test]
fn m21_form_of_an_inverse() {
    let x = inverse(X);
    let expected = (-1.457_088_122_605_364, -x.transpose() * VECTOR_A * VECTOR_B.transpose() * x.transpose());
    assert_close(&inverse_form::value_and_gradient(&X, &VECTOR_A, &VECTOR_B), &expected);
    let found = inverse_form_by_lu::value_and_gradient(&dynamic(X), &vector(VECTOR_A), &vector(VECTOR_B));
    assert_close(&found, &(expected.0, dynamic(expected.1)));
}

#[differentiate(wrt(x))]
fn trace_of_an_inverse(x: &DMatrix<f64>, a: &DMatrix<f64>) -> f64 {
    (x + a).try_inverse().unwrap().trace()
}

#[test]
fn m23_trace_of_an_inverse() {
    let gradient = -(inverse(X + A) * inverse(X + A)).transpose();
    let found = trace_of_an_inverse::value_and_gradient(&dynamic(X), &dynamic(A));
    assert_close(&found, &(2.275_371_687_136_393, dynamic(gradient)));
}

#[differentiate]
fn trace_of_exp(x: &Matrix3<f64>) -> f64 {
    x.exp().trace()
}

#[differentiate]
fn trace_of_exp_dynamic(x: &DMatrix<f64>) -> f64 {
    x.exp().trace()
}

#[test]
fn m25_trace_of_the_exponential() {
    let gradient = X.exp().transpose();
    assert_close(&trace_of_exp::value_and_gradient(&X), &(35.230_805_327_850_254, gradient));
    let found = trace_of_exp_dynamic::value_and_gradient(&dynamic(X));
    assert_close(&found, &(35.230_805_327_850_254, dynamic(gradient)));
}

#[differentiate(wrt(sigma), hessian)]
fn log_likelihood(sigma: &Matrix3<f64>, r: &Vector3<f64>) -> f64 {
    let factor = sigma.cholesky().unwrap();
    -0.5 * factor.ln_determinant() - 0.5 * r.dot(&factor.solve(r))
}

#[test]
fn m27_gaussian_log_likelihood() {
    let r = VECTOR_X - VECTOR_A;
    let u = inverse(S) * r;
    let (value, gradient) = log_likelihood::value_and_gradient(&S, &r);
    assert_close(&value, &-2.568_641_989_555_42);
    assert_close(&gradient, &((u * u.transpose() - inverse(S)) * 0.5));
    let diagonal = Vector3::new(-0.134_175_206_196_445_81, -0.005_753_856_451_571_878, 0.091_626_314_958_497_18);
    assert_close(&gradient.diagonal(), &diagonal);
}

#[differentiate]
fn packed(entries: [f64; 6]) -> f64 {
    let [a, b, c, d, e, f] = entries;
    Matrix3::new(a, b, c, b, d, e, c, e, f).determinant()
}

#[test]
fn m29_determinant_by_packed_entries() {
    assert_close(
        &packed::value_and_gradient([4.0, 1.0, 0.5, 3.0, -0.2, 2.0]),
        &(20.89, [5.96, -4.2, -3.4, 7.75, 2.6, 11.0]),
    );
}

#[differentiate(wrt(m, b))]
fn system(a: &DVector<f64>, m: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    a.dot(&m.clone().lu().solve(b).unwrap())
}

#[differentiate(wrt(m, b))]
fn system_by_qr(a: &Vector3<f64>, m: &Matrix3<f64>, b: &Vector3<f64>) -> f64 {
    let qr = m.qr();
    a.dot(&qr.solve(b).expect("regular"))
}

#[test]
fn m31_linear_system() {
    let u = inverse(A) * VECTOR_B;
    let lambda = Vector3::new(16.6, 21.6, -28.0);
    assert_close(&(A.transpose() * lambda), &VECTOR_A);
    let gradient = -lambda * u.transpose();
    let found = system::value_and_gradient(&vector(VECTOR_A), &dynamic(A), &vector(VECTOR_B));
    assert_close(&found, &(90.18, (dynamic(gradient), vector(lambda))));
    let found = system_by_qr::value_and_gradient(&VECTOR_A, &A, &VECTOR_B);
    assert_close(&found, &(90.18, (gradient, lambda)));
}

#[differentiate]
fn factor(s: &Matrix3<f64>) -> Matrix3<f64> {
    s.cholesky().unwrap().l()
}

#[differentiate]
fn factor_dynamic(s: &DMatrix<f64>) -> DMatrix<f64> {
    s.clone().cholesky().unwrap().unpack()
}

#[test]
fn m33_cholesky_factor() {
    let cotangent = Matrix3::new(1.0, 0.0, 0.0, -0.5, 2.0, 0.0, 0.3, 0.7, -1.0);
    let (diagonal, off) = (
        [0.315_648_171_388_258_87, 0.622_898_345_502_229_9, -0.362_824_935_664_135_5],
        [-0.301_746_915_203_800_7, 0.078_308_459_301_530_49, 0.168_178_630_625_945_8],
    );
    let [a, b, c] = off;
    let gradient = Matrix3::new(diagonal[0], a, b, a, diagonal[1], c, b, c, diagonal[2]);
    let (l, pullback) = factor::vjp(&S);
    assert_close(&l.dot(&cotangent), &3.626_362_054_750_01);
    assert_close(&pullback(&cotangent), &gradient);
    let s = dynamic(S);
    let (_, pullback) = factor_dynamic::vjp(&s);
    assert_close(&pullback(&dynamic(cotangent)), &dynamic(gradient));
}

#[differentiate]
fn recomposed_norm(a: &Matrix4<f64>) -> f64 {
    let svd = a.svd(true, true);
    let (u, v_t) = (svd.u.unwrap(), svd.v_t.unwrap());
    (u * Matrix4::from_diagonal(&svd.singular_values) * v_t).norm()
}

#[differentiate]
fn norm_by_singular_values(a: &DMatrix<f64>) -> f64 {
    a.singular_values().norm()
}

#[differentiate]
fn norm_by_eigenvalues(a: &Matrix4<f64>) -> f64 {
    a.symmetric_eigenvalues().norm()
}

#[differentiate]
fn norm_by_eigenvectors(a: &DMatrix<f64>) -> f64 {
    let eigen = a.clone().symmetric_eigen();
    let scaled = &eigen.eigenvectors * DMatrix::from_diagonal(&eigen.eigenvalues);
    (scaled * eigen.eigenvectors.transpose()).norm()
}

#[test]
fn k26_repeated_singular_values_and_eigenvalues() {
    let a = Matrix4::from_diagonal(&nalgebra::Vector4::new(1.0, 1.0, 2.0, 3.0));
    let expected = (15.0_f64.sqrt(), a / 15.0_f64.sqrt());
    assert_close(&recomposed_norm::value_and_gradient(&a), &expected);
    assert_close(&norm_by_eigenvalues::value_and_gradient(&a), &expected);
    let expected = (expected.0, dynamic(expected.1));
    assert_close(&norm_by_singular_values::value_and_gradient(&dynamic(a)), &expected);
    assert_close(&norm_by_eigenvectors::value_and_gradient(&dynamic(a)), &expected);
    // Turned, so that the vectors are any.
    let mut rng = Rng::with_seed(26);
    let q = random(&mut rng, DMatrix::<f64>::zeros(4, 4)).qr().q();
    let turned = &q * dynamic(a) * q.transpose();
    let expected = (expected.0, &turned / expected.0);
    assert_close(&norm_by_singular_values::value_and_gradient(&turned), &expected);
    assert_close(&norm_by_eigenvectors::value_and_gradient(&turned), &expected);
}
