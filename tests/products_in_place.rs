//! Products that are written into the caller's buffers, or added to what stands there, and rows that are added to matrices.

mod common;

use autodiff::differentiate;
use fastrand::Rng;
use nalgebra::{DMatrix, DMatrixView, DVector, Matrix2x3, RowDVector, RowVector3};

use common::{SIZES, assert_close, random};

fn matrix(rng: &mut Rng, rows: usize, columns: usize) -> DMatrix<f64> {
    random(rng, DMatrix::zeros(rows, columns))
}

fn vector(rng: &mut Rng, n: usize) -> DVector<f64> {
    random(rng, DVector::zeros(n))
}

/// The product is read before the other one is added to it.
#[differentiate(wrt(x))]
fn quadratic(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    let y = a * x;
    x.dot(&y) + y.norm()
}

/// A product that is the gradient, and is read for the value too.
#[differentiate(wrt(x))]
fn bilinear(a: &DMatrix<f64>, x: &DVector<f64>, y: &DVector<f64>) -> f64 {
    let z = a.tr_mul(y);
    x.dot(&z) + z.sum()
}

/// The gradient by `x` is a sum of products, scaled.
#[differentiate(wrt(x, b))]
fn two_residuals(a: &DMatrix<f64>, c: &DMatrix<f64>, x: &DVector<f64>, b: &DVector<f64>) -> f64 {
    0.5 * (a * x - b).norm_squared() + 3.0 * (c * x + b).norm_squared()
}

/// Gradients that are products of matrices.
#[differentiate(wrt(a, b))]
fn squares(a: &DMatrix<f64>, b: &DMatrix<f64>) -> f64 {
    let c = a * b;
    c.component_mul(&c).sum() + (b * a).norm_squared()
}

#[test]
fn buffers_hold_what_is_returned() {
    let rng = &mut Rng::with_seed(1);
    for n in SIZES.into_iter().chain([0, 40]) {
        let (a, c, x, b) = (matrix(rng, n, n), matrix(rng, n, n), vector(rng, n), vector(rng, n));
        let (mut d_x, mut d_b) = (DVector::repeat(n, f64::NAN), DVector::repeat(n, f64::NAN));

        let y = &a * &x;
        let value = quadratic::value_and_gradient_into(&a, &x, &mut d_x);
        assert_close(&value, &quadratic(&a, &x));
        if n > 0 {
            assert_close(&d_x, &(&y + a.tr_mul(&x) + a.tr_mul(&y) / y.norm()));
            assert_close(&quadratic::gradient(&a, &x), &d_x);
        }

        let value = bilinear::value_and_gradient_into(&a, &x, &b, &mut d_x);
        assert_close(&value, &bilinear(&a, &x, &b));
        assert_close(&d_x, &a.tr_mul(&b));

        let value = two_residuals::value_and_gradient_into(&a, &c, &x, &b, &mut d_x, &mut d_b);
        assert_close(&value, &two_residuals(&a, &c, &x, &b));
        let (one, two) = (&a * &x - &b, (&c * &x + &b) * 6.0);
        assert_close(&d_x, &(a.tr_mul(&one) + c.tr_mul(&two)));
        assert_close(&d_b, &(&two - &one));

        let (mut d_a, mut d_c) = (DMatrix::repeat(n, n, f64::NAN), DMatrix::repeat(n, n, f64::NAN));
        let value = squares::value_and_gradient_into(&a, &c, &mut d_a, &mut d_c);
        assert_close(&value, &squares(&a, &c));
        let (ac, ca) = (&a * &c * 2.0, &c * &a * 2.0);
        assert_close(&d_a, &(&ac * c.transpose() + c.transpose() * &ca));
        assert_close(&d_c, &(a.transpose() * &ac + &ca * a.transpose()));
    }
}

#[test]
#[should_panic(expected = "`d_x` and `x`")]
fn buffers_of_other_sizes_panic() {
    let (a, x) = (DMatrix::identity(3, 3), DVector::zeros(3));
    quadratic::value_and_gradient_into(&a, &x, &mut DVector::zeros(2));
}

/// Fewer labels than rows, or more: as many rows count as there are of both.
#[differentiate(wrt(w))]
fn by_rows(w: &DVector<f64>, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    x.row_iter().zip(y.iter()).map(|(row, y)| (y - row.tr_dot(w).tanh()).powi(2)).sum()
}

/// The same by the matrix, and of a view.
#[differentiate(wrt(w, x))]
fn by_rows_and_matrix(w: &DVector<f64>, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    x.row_iter().zip(y.iter()).map(|(row, y)| (y - row.tr_dot(w).tanh()).powi(2)).sum()
}

#[differentiate(wrt(w))]
fn by_rows_of_view(w: &DVector<f64>, x: DMatrixView<'_, f64>, y: &DVector<f64>) -> f64 {
    x.row_iter().zip(y.iter()).map(|(row, y)| (y - row.tr_dot(w).tanh()).powi(2)).sum()
}

#[test]
fn as_many_rows_count_as_there_are_labels() {
    let rng = &mut Rng::with_seed(2);
    for (rows, labels) in [(5, 5), (5, 3), (3, 5), (70, 40), (0, 3), (4, 0)] {
        let (w, x, y) = (vector(rng, 4), matrix(rng, rows, 4), vector(rng, labels));
        let count = rows.min(labels);
        let z = (x.rows(0, count) * &w).map(f64::tanh);
        let slopes = z.zip_map(&y.rows(0, count), |z, y| 2.0 * (z - y) * (1.0 - z * z));
        let expected = x.rows(0, count).transpose() * &slopes;
        let mut d_w = DVector::repeat(4, f64::NAN);
        let value = by_rows::value_and_gradient_into(&w, &x, &y, &mut d_w);
        assert_close(&value, &(y.rows(0, count) - &z).norm_squared());
        assert_close(&d_w, &expected);
        assert_close(&by_rows::vjp(&w, &x, &y).1(1.0), &expected);
        assert_close(&by_rows_of_view::gradient(&w, x.as_view(), &y), &expected);
        let (of_w, of_x) = by_rows_and_matrix::gradient(&w, &x, &y);
        assert_close(&of_w, &expected);
        let mut of_rows = DMatrix::zeros(rows, 4);
        of_rows.rows_mut(0, count).copy_from(&(&slopes * w.transpose()));
        assert_close(&of_x, &of_rows);
    }
}

#[differentiate(wrt(a, b, c), jvp, hvp)]
fn layer(a: &DMatrix<f64>, b: &RowDVector<f64>, c: &DVector<f64>) -> f64 {
    let mut z = a.clone_owned();
    for mut row in z.row_iter_mut() {
        row += b;
    }
    for mut column in z.column_iter_mut() {
        column -= c;
    }
    z.map(|z| z.tanh() * z).sum()
}

#[test]
fn rows_and_columns_are_added() {
    let rng = &mut Rng::with_seed(3);
    for (rows, columns) in [(1, 1), (3, 2), (2, 3), (40, 9), (0, 2), (2, 0)] {
        let (a, b, c) = (matrix(rng, rows, columns), matrix(rng, 1, columns).row(0).into_owned(), vector(rng, rows));
        let z = DMatrix::from_fn(rows, columns, |i, j| a[(i, j)] + b[j] - c[i]);
        let slopes = z.map(|z| z.tanh() + z * (1.0 - z.tanh().powi(2)));
        let (value, (of_a, of_b, of_c)) = layer::value_and_gradient(&a, &b, &c);
        assert_close(&value, &z.map(|z| z.tanh() * z).sum());
        assert_close(&of_a, &slopes);
        assert_close(&of_b, &slopes.row_sum());
        assert_close(&of_c, &-slopes.column_sum());
        let (tangent, expected) = layer::jvp(&a, &b, &c, &a, &b, &c);
        assert_close(&tangent, &value);
        assert_close(&expected, &(slopes.dot(&a) + slopes.row_sum().dot(&b) - slopes.column_sum().dot(&c)));
    }
}

/// Not the same: a row is added to itself, another row is read, and only some rows change.
#[differentiate(wrt(a, b))]
fn other_loops(a: &Matrix2x3<f64>, b: &RowVector3<f64>) -> f64 {
    let mut z = *a;
    for mut row in z.row_iter_mut() {
        row += b;
    }
    for i in 0..1 {
        let row = z.row(i) + b;
        z.set_row(i, &row);
    }
    for i in 0..z.nrows() {
        let row = z.row(i) + z.row(i);
        z.set_row(i, &row);
    }
    for i in 0..z.nrows() {
        let row = z.row(0) + z.row(i);
        z.set_row(i, &row);
    }
    z.norm_squared()
}

#[test]
fn loops_that_only_look_like_it_stay_loops() {
    let a = Matrix2x3::new(1.0, -2.0, 0.5, 3.0, 0.25, -1.0);
    let b = RowVector3::new(0.5, 2.0, -1.5);
    let (value, (of_a, of_b)) = other_loops::value_and_gradient(&a, &b);
    assert_close(&value, &other_loops(&a, &b));
    autodiff::check::gradient(|a: &Matrix2x3<f64>| other_loops(a, &b), &a, &of_a).unwrap();
    autodiff::check::gradient(|b: &RowVector3<f64>| other_loops(&a, b), &b, &of_b).unwrap();
}
