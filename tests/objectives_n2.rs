//! The cost of a ReLU neuron, written in every way: by rows, by iterators, over flat slices and as matrices.

mod common;

use autodiff::{Real, differentiate};
use common::{assert_close, assert_within, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector};

#[differentiate(wrt(w, b))]
fn as_matrices(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let z = (x * w).add_scalar(b);
    (y - z.map(|z| z.max(0.0))).norm_squared() / y.len() as f64
}

#[differentiate(wrt(w, b))]
fn by_indices(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let mut cost = 0.0;
    for i in 0..x.nrows() {
        let mut z = b;
        for j in 0..x.ncols() {
            z += w[j] * x[(i, j)];
        }
        if z <= 0.0 {
            cost += y[i] * y[i];
            continue;
        }
        let error = y[i] - z;
        cost += error * error;
    }
    cost / x.nrows() as f64
}

#[differentiate(wrt(w, b))]
fn by_a_while(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let (n, mut i, mut cost) = (y.len(), 0, 0.0);
    while i < n {
        let z = x.row(i).transpose().dot(w) + b;
        cost += (y[i] - z.max(0.0)).powi(2);
        i += 1;
    }
    cost / n as f64
}

#[differentiate(wrt(w, b))]
fn by_row_iterators(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let mut cost = 0.0;
    for (row, y) in x.row_iter().zip(y.iter()) {
        let z = row.tr_dot(w) + b;
        let error = y - z.max(0.0);
        cost += error * error;
    }
    cost / y.len() as f64
}

#[differentiate(wrt(w, b))]
fn by_a_sum_over_rows(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let output = |z: f64| if z > 0.0 { z } else { 0.0 };
    x.row_iter()
        .zip(y.iter())
        .map(|(row, y)| y - output(row.iter().zip(w.iter()).map(|(x, w)| x * w).sum::<f64>() + b))
        .map(|error| error * error)
        .sum::<f64>()
        / y.len() as f64
}

#[differentiate(wrt(w, b))]
fn by_chunks(w: &[f64], b: f64, x: &[f64], y: &[f64]) -> f64 {
    let mut cost = 0.0;
    for (x, y) in x.chunks_exact(w.len()).zip(y) {
        let z = x.iter().zip(w).map(|(x, w)| x * w).sum::<f64>() + b;
        cost += (y - z.max(0.0)).powi(2);
    }
    cost / y.len() as f64
}

#[differentiate(wrt(w, b))]
fn by_chunks_of<T: Real>(w: &[T], b: T, x: &[T], y: &[T]) -> T {
    let mut cost = T::zero();
    let mut count = T::zero();
    for (i, row) in x.chunks_exact(w.len()).enumerate() {
        let mut z = b;
        for (x, w) in row.iter().zip(w) {
            z += *x * *w;
        }
        let output = if z > T::zero() { z } else { T::zero() };
        cost += (y[i] - output) * (y[i] - output);
        count += T::one();
    }
    cost / count
}

/// The cost; and by the weights the mean of -2 (y - z) x over the samples with z > 0, by the bias that of 2 (z - y).
fn closed_form(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> (f64, (DVector<f64>, f64)) {
    let n = y.len() as f64;
    let z = (x * w).add_scalar(b);
    let cost = y.zip_map(&z, |y, z| (y - z.max(0.0)).powi(2)).sum() / n;
    let slopes = y.zip_map(&z, |y, z| if z > 0.0 { -2.0 * (y - z) / n } else { 0.0 });
    (cost, (x.transpose() * &slopes, slopes.sum()))
}

/// Asserts that every way of writing the cost has the closed form as its derivative.
#[track_caller]
fn assert_all(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) {
    let expected = closed_form(w, b, x, y);
    assert_within(&as_matrices::value_and_gradient(w, b, x, y), &expected, 1e-12);
    assert_within(&by_indices::value_and_gradient(w, b, x, y), &expected, 1e-12);
    assert_within(&by_a_while::value_and_gradient(w, b, x, y), &expected, 1e-12);
    assert_within(&by_row_iterators::value_and_gradient(w, b, x, y), &expected, 1e-12);
    assert_within(&by_a_sum_over_rows::value_and_gradient(w, b, x, y), &expected, 1e-12);
    let by_rows = x.transpose();
    let (w, x, y) = (w.as_slice(), by_rows.as_slice(), y.as_slice());
    assert_within(&by_chunks::value_and_gradient(w, b, x, y), &expected, 1e-12);
    assert_within(&by_chunks_of::value_and_gradient(w, b, x, y), &expected, 1e-12);
}

#[test]
fn n2_in_every_form() {
    let mut rng = Rng::with_seed(95);
    for (samples, features) in [(1, 1), (5, 2), (40, 7)] {
        let (w, b) = random(&mut rng, (DVector::zeros(features), 0.0));
        let (x, y) = random(&mut rng, (DMatrix::zeros(samples, features), DVector::zeros(samples)));
        assert_all(&w, b, &x, &y);
    }
}

#[test]
fn n2_where_no_sample_or_every_sample_is_active() {
    let mut rng = Rng::with_seed(96);
    let (w, x, y) = random(&mut rng, (DVector::zeros(3), DMatrix::zeros(6, 3), DVector::zeros(6)));
    for b in [-100.0, 100.0] {
        assert_all(&w, b, &x, &y);
    }
    assert_close(&by_indices::gradient(&w, -100.0, &x, &y), &(DVector::<f64>::zeros(3), 0.0));
}

#[test]
fn n2_at_the_kink() {
    // Both samples have z = 0 exactly, where the derivative of max(0, z) is 0.
    let (w, x) = (DVector::from_vec(vec![1.0, -1.0]), DMatrix::from_row_slice(2, 2, &[1.0, 1.0, 2.0, 2.0]));
    let y = DVector::from_vec(vec![3.0, -1.0]);
    assert_all(&w, 0.0, &x, &y);
    assert_close(&by_chunks::value_and_gradient(&[1.0, -1.0], 0.0, &[1.0, 1.0, 2.0, 2.0], &[3.0, -1.0]).0, &5.0);
}

#[test]
fn l20_by_hand() {
    let x = DMatrix::from_row_slice(3, 2, &[1.0, 2.0, -1.0, 0.5, 0.3, -2.0]);
    let (w, y) = (DVector::from_vec(vec![0.4, 0.9]), DVector::from_vec(vec![1.0, 0.5, 2.0]));
    assert_close(&closed_form(&w, -0.1, &x, &y), &(1.82, (DVector::from_vec(vec![11.0, 22.0]) / 15.0, 11.0 / 15.0)));
    assert_all(&w, -0.1, &x, &y);
    let flat = [1.0_f32, 2.0, -1.0, 0.5, 0.3, -2.0];
    let expected = (1.82, (vec![11.0 / 15.0, 22.0 / 15.0], 11.0 / 15.0));
    assert_close(&by_chunks_of::value_and_gradient(&[0.4, 0.9], -0.1, &flat, &[1.0, 0.5, 2.0]), &expected);
}
