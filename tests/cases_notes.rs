//! Reference cases L1 to L27: the forms of lecture notes, with derivatives known in closed form or to many digits.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, jacobian};
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Matrix3x2, Vector2, Vector3};

const X: Vector3<f64> = Vector3::new(1.5, -0.5, 2.0);
const Y: Vector3<f64> = Vector3::new(0.7, 1.2, -0.3);
const B: Vector3<f64> = Vector3::new(0.3, 2.0, -1.5);
const A: Matrix3<f64> = Matrix3::new(1.0, 2.0, -0.5, 0.25, -1.5, 3.0, 0.75, 0.1, 2.0);

#[differentiate]
fn l1(x: f64, y: f64) -> f64 {
    3.0 * x.powi(2) * y
}

#[test]
fn l1_two_variable_scalar() {
    assert_close(&l1::value_and_gradient(0.7, -1.3), &(-1.911, (-5.46, 1.47)));
}

#[differentiate]
fn l2(x: f64, y: f64) -> (f64, f64) {
    (3.0 * x.powi(2) * y, 2.0 * x + y.powi(8))
}

#[test]
fn l2_stacked_functions() {
    let (x, y) = (0.7, -1.3_f64);
    let (value, pullback) = l2::vjp(x, y);
    assert_close(&value, &(3.0 * x * x * y, 2.0 * x + y.powi(8)));
    let expected = Matrix2::new(6.0 * x * y, 3.0 * x * x, 2.0, 8.0 * y.powi(7));
    assert_close(&jacobian(&value, pullback), &expected);
}

#[differentiate]
fn l3(x: Vector3<f64>) -> Vector3<f64> {
    x
}

#[test]
fn l3_identity() {
    let (value, pullback) = l3::vjp(X);
    assert_eq!(value, X);
    assert_close(&jacobian(&value, pullback), &Matrix3::<f64>::identity());
}

#[differentiate]
fn l4_to_l7(w: &Vector3<f64>, x: &Vector3<f64>) -> (Vector3<f64>, Vector3<f64>, Vector3<f64>, Vector3<f64>) {
    (w + x, w - x, w.component_mul(x), w.component_div(x))
}

#[test]
fn l4_to_l7_elementwise() {
    let (_, pullback) = l4_to_l7::vjp(&Y, &X);
    let ones = Vector3::new(1.0, 2.0, -3.0);
    let zero = Vector3::zeros();
    assert_close(&pullback(&(ones, zero, zero, zero)), &(ones, ones));
    assert_close(&pullback(&(zero, ones, zero, zero)), &(ones, -ones));
    assert_close(&pullback(&(zero, zero, ones, zero)), &(Vector3::new(1.5, -1.0, -6.0), Vector3::new(0.7, 2.4, 0.9)));
    let by_x = Vector3::new(-0.7 / 2.25, -2.0 * 1.2 / 0.25, -3.0 * 0.3 / 4.0);
    assert_close(&pullback(&(zero, zero, zero, ones)), &(Vector3::new(1.0 / 1.5, -4.0, -1.5), by_x));
}

#[differentiate]
fn l8(w: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
    w.zip_map(x, |w, x| w.max(x))
}

/// Of two variable operands, the first has the tie.
#[test]
fn l8_elementwise_max() {
    let (w, x) = (DVector::from_vec(vec![1.0, 2.0, 3.0]), DVector::from_vec(vec![2.0, 2.0, 1.0]));
    let (value, pullback) = l8::vjp(&w, &x);
    assert_eq!(value.as_slice(), [2.0, 2.0, 3.0]);
    let by_w = DMatrix::from_diagonal(&DVector::from_vec(vec![0.0, 1.0, 1.0]));
    let by_x = DMatrix::from_diagonal(&DVector::from_vec(vec![1.0, 0.0, 0.0]));
    assert_eq!(jacobian(&value, |y_bar| pullback(y_bar).0), by_w);
    assert_eq!(jacobian(&value, |y_bar| pullback(y_bar).1), by_x);
}

#[differentiate]
fn l9(x: &Vector3<f64>, z: f64) -> Vector3<f64> {
    x.add_scalar(z)
}

#[test]
fn l9_scalar_expansion_of_a_sum() {
    let (value, pullback) = l9::vjp(&X, 4.0);
    assert_close(&value, &Vector3::new(5.5, 3.5, 6.0));
    assert_close(&pullback(&B), &(B, 0.8));
}

#[differentiate]
fn l10(z: f64, x: &Vector3<f64>) -> Vector3<f64> {
    x * z
}

#[test]
fn l10_scalar_expansion_of_a_product() {
    let (value, pullback) = l10::vjp(4.0, &X);
    assert_close(&value, &Vector3::new(6.0, -2.0, 8.0));
    assert_close(&pullback(&B), &(0.45 - 1.0 - 3.0, 4.0 * B));
}

#[differentiate]
fn l11(x: &Vector3<f64>) -> f64 {
    x.sum()
}

#[test]
fn l11_sum() {
    assert_eq!(l11::value_and_gradient(&X), (3.0, Vector3::new(1.0, 1.0, 1.0)));
}

#[differentiate]
fn l12(x: &Vector3<f64>, z: f64) -> f64 {
    (z * x).sum()
}

#[test]
fn l12_sum_with_scalar() {
    assert_close(&l12::value_and_gradient(&X, 7.0), &(21.0, (Vector3::new(7.0, 7.0, 7.0), 3.0)));
}

#[differentiate]
fn l13(x: f64) -> f64 {
    (x * x).sin()
}

#[test]
fn l13_chain() {
    assert_close(&l13::gradient(0.8), &(1.6 * 0.64_f64.cos()));
}

#[differentiate]
fn l14(x: f64) -> f64 {
    x.powi(3).sin().powi(2).ln()
}

#[test]
fn l14_deep_chain() {
    assert_close(&l14::value_and_gradient(0.8), &(-1.427_019_154_803_820_2, 6.832_893_111_329_153));
}

#[differentiate]
fn l15(x: f64) -> f64 {
    let u = x * x;
    (x + u).sin()
}

#[test]
fn l15_total_derivative() {
    assert_close(&l15::value_and_gradient(0.7), &(0.928_368_967_249_166_7, 0.891_983_693_425_279_1));
}

#[differentiate]
fn l16(x: f64) -> f64 {
    let squared = x * x;
    x * squared
}

#[test]
fn l16_hidden_product() {
    assert_close(&l16::value_and_gradient(-1.5), &(-3.375, 6.75));
}

#[differentiate]
fn l17(x: f64) -> Vector2<f64> {
    Vector2::new((x * x).ln(), (3.0 * x).sin())
}

#[test]
fn l17_vector_chain() {
    let (value, pullback) = l17::vjp(0.5);
    assert_close(&value, &Vector2::new(0.25_f64.ln(), 1.5_f64.sin()));
    assert_close(&pullback(&Vector2::new(1.0, 0.0)), &4.0);
    assert_close(&pullback(&Vector2::new(0.0, 1.0)), &(3.0 * 1.5_f64.cos()));
}

#[differentiate(wrt(w, b))]
fn l18(w: &Vector3<f64>, x: &Vector3<f64>, b: f64) -> f64 {
    w.dot(x) + b
}

#[test]
fn l18_affine_neuron() {
    assert_close(&l18::value_and_gradient(&Y, &X, 0.5), &(0.35, (X, 1.0)));
}

#[differentiate(wrt(w, b))]
fn l19(w: &Vector3<f64>, x: &Vector3<f64>, b: f64) -> f64 {
    f64::max(0.0, w.dot(x) + b)
}

#[test]
fn l19_relu_neuron() {
    assert_close(&l19::value_and_gradient(&Y, &X, 0.5), &(0.35, (X, 1.0)));
    assert_eq!(l19::value_and_gradient(&Y, &X, -1.0), (0.0, (Vector3::zeros(), 0.0)));
    let x = Vector3::new(1.0, 2.0, 4.0);
    assert_eq!(l19::value_and_gradient(&x, &x, -21.0), (0.0, (Vector3::zeros(), 0.0)));
}

#[differentiate(wrt(w, b))]
fn l20(w: &Vector2<f64>, b: f64, x: &Matrix3x2<f64>, y: &Vector3<f64>) -> f64 {
    let predicted = (x * w).add_scalar(b).map(|z| z.max(0.0));
    (y - predicted).map(|e| e * e).mean()
}

#[test]
fn l20_neuron_loss() {
    let x = Matrix3x2::new(1.0, 2.0, -1.0, 0.5, 0.3, -2.0);
    let (y, w) = (Vector3::new(1.0, 0.5, 2.0), Vector2::new(0.4, 0.9));
    let expected = (1.82, (Vector2::new(0.733_333_333_333_333_3, 1.466_666_666_666_666_7), 0.733_333_333_333_333_3));
    assert_close(&l20::value_and_gradient(&w, -0.1, &x, &y), &expected);
}

#[differentiate(wrt(x))]
fn l21(x: &Vector3<f64>, a: &Matrix3<f64>) -> f64 {
    x.dot(&(a * x))
}

#[test]
fn l21_quadratic() {
    assert_close(&l21::value_and_gradient(&X, &A), &(5.8375, Vector3::new(2.375, 11.075, 6.825)));
    check::hessian(|x| l21::gradient(x, &A), &X, &(A + A.transpose())).unwrap();
}

#[differentiate]
fn l22(x: &Vector3<f64>, a: &Matrix3<f64>, y: &Vector3<f64>) -> f64 {
    x.dot(&(a * y))
}

#[test]
fn l22_bilinear() {
    let gradient = (Vector3::new(3.25, -2.525, 0.045), X * Y.transpose(), Vector3::new(2.875, 3.95, 1.75));
    assert_close(&l22::value_and_gradient(&X, &A, &Y), &(6.2275, gradient));
}

#[differentiate(wrt(x))]
fn l23(x: &Vector3<f64>, a: &Matrix3<f64>, b: &Vector3<f64>) -> f64 {
    (a * x - b).norm_squared()
}

#[test]
fn l23_least_squares() {
    assert_close(&l23::value_and_gradient(&X, &A, &B), &(70.13625, Vector3::new(10.825, -17.26, 57.85)));
    check::hessian(|x| l23::gradient(x, &A, &B), &X, &(2.0 * A.transpose() * A)).unwrap();
}

#[differentiate(wrt(x))]
fn l24(a: &Matrix3<f64>, x: &Vector3<f64>) -> Vector3<f64> {
    a * x
}

#[test]
fn l24_linear_map() {
    let (value, pullback) = l24::vjp(&A, &X);
    assert_close(&value, &(A * X));
    assert_close(&pullback(&Y), &(A.transpose() * Y));
    assert_close(&jacobian(&value, pullback), &A);
}

#[differentiate]
fn l25(v: &Vector2<f64>) -> f64 {
    v.x.exp() * v.y.sin()
}

#[test]
fn l25_taylor() {
    let (at, step) = (Vector2::new(0.0, std::f64::consts::FRAC_PI_4), Vector2::new(0.1, -0.05));
    let (value, gradient) = l25::value_and_gradient(&at);
    assert_close(&l25(&(at + step)), &0.741_439_797_863_312_9);
    assert_close(&(value + gradient.dot(&step)), &0.742_462_120_245_874_9);
    let half = std::f64::consts::FRAC_1_SQRT_2;
    check::hessian(l25::gradient, &at, &Matrix2::new(half, half, half, -half)).unwrap();
}

#[differentiate]
fn l26(x: &Vector2<f64>) -> f64 {
    (x[0] * x[1]).sin()
}

#[test]
fn l26_hessian_times_vector() {
    let x = Vector2::new(2.0, 3.0);
    let expected = Vector2::new(2.880_510_859_951_098, 1.920_340_573_300_732);
    assert_close(&l26::gradient(&x), &expected);
    let product = Vector2::new(19.692_688_263_730_25, 16.201_003_759_768_01);
    check::jvp(l26::gradient, &x, &Vector2::new(5.0, 2.7), &product).unwrap();
}

#[differentiate]
fn l27(x: &Vector2<f64>) -> f64 {
    (1.0 - x[0]).powi(2) + 100.0 * (x[1] - x[0].powi(2)).powi(2)
}

#[test]
fn l27_rosenbrock() {
    let x = Vector2::new(1.2, 1.2);
    assert_close(&l27::value_and_gradient(&x), &(5.8, Vector2::new(115.6, -48.0)));
    check::hessian(l27::gradient, &x, &Matrix2::new(1250.0, -480.0, -480.0, 200.0)).unwrap();
}
