//! Jacobians of vector functions in numerator layout, row by row through the pullback: rows J1 to J10
//! of the matrix calculus, dynamic and static.

mod common;

use autodiff::{check, differentiate};
use common::{SIZES, assert_close, jacobian, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, RowDVector, SVector, Vector1, Vector3};

fn unit(n: usize) -> DMatrix<f64> {
    DMatrix::identity(n, n)
}

#[differentiate]
fn identity(x: &DVector<f64>) -> DVector<f64> {
    x.clone()
}

#[test]
fn j1_identity() {
    let mut rng = Rng::with_seed(1);
    for n in SIZES {
        let x = random(&mut rng, DVector::zeros(n));
        let (y, pullback) = identity::vjp(&x);
        assert_eq!(y, x);
        assert_close(&jacobian(&y, pullback), &unit(n));
    }
}

#[differentiate]
fn sum_of(w: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
    w + x
}

#[test]
fn j2_elementwise_sum() {
    let mut rng = Rng::with_seed(2);
    for n in SIZES {
        let (w, x) = random(&mut rng, (DVector::zeros(n), DVector::zeros(n)));
        let (y, pullback) = sum_of::vjp(&w, &x);
        assert_close(&y, &(&w + &x));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).0), &unit(n));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).1), &unit(n));
    }
}

#[differentiate]
fn difference_of(w: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
    w - x
}

#[test]
fn j3_elementwise_difference() {
    let mut rng = Rng::with_seed(3);
    for n in SIZES {
        let (w, x) = random(&mut rng, (DVector::zeros(n), DVector::zeros(n)));
        let (y, pullback) = difference_of::vjp(&w, &x);
        assert_close(&y, &(&w - &x));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).0), &unit(n));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).1), &-unit(n));
    }
}

#[differentiate]
fn product_of(w: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
    w.component_mul(x)
}

#[test]
fn j4_elementwise_product() {
    let mut rng = Rng::with_seed(4);
    for n in SIZES {
        let (w, x) = random(&mut rng, (DVector::zeros(n), DVector::zeros(n)));
        let (y, pullback) = product_of::vjp(&w, &x);
        assert_close(&y, &DVector::from_fn(n, |i, _| w[i] * x[i]));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).0), &DMatrix::from_diagonal(&x));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).1), &DMatrix::from_diagonal(&w));
    }
}

#[differentiate]
fn quotient_of(w: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
    w.component_div(x)
}

#[test]
fn j5_elementwise_quotient() {
    let mut rng = Rng::with_seed(5);
    for n in SIZES {
        let (w, x) = random(&mut rng, (DVector::zeros(n), DVector::zeros(n)));
        let (y, pullback) = quotient_of::vjp(&w, &x);
        let by_w = DVector::from_fn(n, |i, _| 1.0 / x[i]);
        let by_x = DVector::from_fn(n, |i, _| -w[i] / (x[i] * x[i]));
        assert_close(&y, &DVector::from_fn(n, |i, _| w[i] / x[i]));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).0), &DMatrix::from_diagonal(&by_w));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).1), &DMatrix::from_diagonal(&by_x));
    }
}

#[differentiate]
fn relu(x: &DVector<f64>) -> DVector<f64> {
    x.map(|x| x.max(0.0))
}

#[test]
fn j6_elementwise_max() {
    let x = DVector::from_vec(vec![1.5, -0.5, 0.0, -0.0, 1e-300, f64::INFINITY]);
    let (y, pullback) = relu::vjp(&x);
    assert_eq!(y.as_slice(), [1.5, 0.0, 0.0, 0.0, 1e-300, f64::INFINITY]);
    let active = DVector::from_vec(vec![1.0, 0.0, 0.0, 0.0, 1.0, 1.0]);
    assert_eq!(jacobian(&y, pullback), DMatrix::from_diagonal(&active));
}

#[differentiate]
fn elementwise(w: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
    w.zip_map(x, |w, x| (w * x).sin() + w / x)
}

#[test]
fn j7_any_elementwise() {
    let mut rng = Rng::with_seed(7);
    for n in SIZES {
        let (w, x) = random(&mut rng, (DVector::zeros(n), DVector::zeros(n)));
        let (y, pullback) = elementwise::vjp(&w, &x);
        let by_w = DVector::from_fn(n, |i, _| x[i] * (w[i] * x[i]).cos() + 1.0 / x[i]);
        let by_x = DVector::from_fn(n, |i, _| w[i] * (w[i] * x[i]).cos() - w[i] / (x[i] * x[i]));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).0), &DMatrix::from_diagonal(&by_w));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).1), &DMatrix::from_diagonal(&by_x));
    }
}

#[differentiate]
fn shifted(x: &DVector<f64>, z: f64) -> DVector<f64> {
    x.add_scalar(z)
}

#[test]
fn j8_scalar_expansion_of_a_sum() {
    let mut rng = Rng::with_seed(8);
    for n in SIZES {
        let (x, z) = random(&mut rng, (DVector::zeros(n), 0.0));
        let (y, pullback) = shifted::vjp(&x, z);
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).0), &unit(n));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).1), &DMatrix::from_element(n, 1, 1.0));
    }
}

#[differentiate]
fn scaled(x: &DVector<f64>, z: f64) -> DVector<f64> {
    z * x
}

#[test]
fn j9_scalar_expansion_of_a_product() {
    let mut rng = Rng::with_seed(9);
    for n in SIZES {
        let (x, z) = random(&mut rng, (DVector::zeros(n), 0.0));
        let (y, pullback) = scaled::vjp(&x, z);
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).0), &(z * unit(n)));
        assert_close(&jacobian(&y, |y_bar| pullback(y_bar).1), &DMatrix::from_column_slice(n, 1, x.as_slice()));
    }
}

#[differentiate]
fn sum(x: &DVector<f64>) -> f64 {
    x.sum()
}

#[test]
fn j10_sum_reduction() {
    let mut rng = Rng::with_seed(10);
    for n in SIZES {
        let x = random(&mut rng, DVector::zeros(n));
        let (value, pullback) = sum::vjp(&x);
        assert_close(&value, &x.iter().sum::<f64>());
        assert_eq!(jacobian(&value, |y_bar| pullback(*y_bar)), DMatrix::from_element(1, n, 1.0));
        assert_eq!(sum::gradient(&x), DVector::from_element(n, 1.0));
    }
}

// The same rows once more, at sizes that the types know.

#[differentiate]
fn static_mix<const N: usize>(w: &SVector<f64, N>, x: SVector<f64, N>, z: f64) -> SVector<f64, N> {
    (w.component_mul(&x) - w.component_div(&x)).add_scalar(z) + (x + w) * z
}

#[test]
fn j2_to_j9_static() {
    let w = Vector3::new(0.3, 2.0, -1.5);
    let x = Vector3::new(1.5, -0.5, 2.0);
    let z = -0.7;
    let (y, pullback) = static_mix::vjp(&w, x, z);
    assert_close(&y, &Vector3::from_fn(|i, _| w[i] * x[i] - w[i] / x[i] + z + (x[i] + w[i]) * z));
    let by_w = DVector::from_fn(3, |i, _| x[i] - 1.0 / x[i] + z);
    let by_x = DVector::from_fn(3, |i, _| w[i] + w[i] / (x[i] * x[i]) + z);
    let by_z = DMatrix::from_fn(3, 1, |i, _| 1.0 + x[i] + w[i]);
    assert_close(&jacobian(&y, |y_bar| pullback(y_bar).0), &DMatrix::from_diagonal(&by_w));
    assert_close(&jacobian(&y, |y_bar| pullback(y_bar).1), &DMatrix::from_diagonal(&by_x));
    assert_close(&jacobian(&y, |y_bar| pullback(y_bar).2), &by_z);

    let w = Vector1::new(3.0);
    let (_, pullback) = static_mix::vjp(&w, Vector1::new(2.0), 0.5);
    let (w_bar, x_bar, z_bar) = pullback(&Vector1::new(2.0));
    assert_close(&(w_bar, x_bar, z_bar), &(Vector1::new(4.0), Vector1::new(8.5), 12.0));
}

/// Every elementwise operation in one, on a row vector and a matrix.
#[differentiate]
fn entries(a: &DMatrix<f64>, r: &RowDVector<f64>, z: f64) -> (DMatrix<f64>, RowDVector<f64>) {
    let b = a.component_mul(a).map(|a| (a + z).sqrt());
    let s = (r / z - r * 2.0).map(|r| r.sin());
    (b - a, -s)
}

#[test]
fn elementwise_operations_of_matrices_and_row_vectors() {
    let mut rng = Rng::with_seed(11);
    for (rows, columns) in [(1, 1), (1, 4), (3, 1), (3, 2)] {
        let shape = (DMatrix::zeros(rows, columns), RowDVector::zeros(columns));
        let (a, r) = random(&mut rng, shape.clone());
        let (_, pullback) = entries::vjp(&a, &r, 1.5);
        let point = (a.clone(), r.clone(), 1.5);
        check::vjp(|(a, r, z)| entries(a, r, *z), pullback, &point, &random(&mut rng, shape)).unwrap();
    }
}
