//! Functions of the entries of columns, which are computed several at once.

mod common;

use autodiff::{check, differentiate};
use common::assert_within;
use nalgebra::{DMatrix, DMatrixView, DVector, Matrix3xX};

/// Entries that differ, of both signs.
fn matrix(rows: usize, cols: usize) -> DMatrix<f64> {
    DMatrix::from_fn(rows, cols, |i, j| ((3 * i + 5 * j) as f64 * 0.7).sin())
}

/// A gradient against differences.
#[track_caller]
fn assert_slopes(gradient: &DMatrix<f64>, at: &DMatrix<f64>, f: impl Fn(&DMatrix<f64>) -> f64) {
    check::gradient(f, at, gradient).unwrap();
}

#[differentiate(jvp, hvp)]
fn gates(a: &DMatrix<f64>) -> f64 {
    let mut total = 0.0;
    for j in 0..a.ncols() - 2 {
        let opened = (a.column(j).component_mul(&a.column(j + 1)) + a.column(j + 2)).map(f64::tanh);
        total += opened.component_mul(&a.column(j)).map(f64::exp).sum();
    }
    total
}

#[test]
fn columns_of_a_parameter() {
    for rows in [0, 1, 3, 8, 17] {
        let a = matrix(rows, 5);
        let (value, gradient) = gates::value_and_gradient(&a);
        assert_within(&value, &gates(&a), 1e-12);
        assert_slopes(&gradient, &a, gates);
        let direction = matrix(rows, 5) * 0.5;
        let (_, slope) = gates::jvp(&a, &direction);
        assert_within(&slope, &gradient.dot(&direction), 1e-12);
        let step = 1e-5;
        let slopes = gates::gradient(&(&a + &direction * step)) - gates::gradient(&(&a - &direction * step));
        assert_within(&gates::hvp(&a, &direction), &(slopes / (2.0 * step)), 1e-7);
    }
}

/// The columns of a matrix are replaced by what others say.
#[differentiate]
fn recurrence(a: &DMatrix<f64>) -> f64 {
    let mut state = a.clone();
    let mut x = a.column(0).into_owned();
    for j in 1..a.ncols() {
        let before = state.column(j - 1).component_mul(&x).map(f64::tanh);
        state.set_column(j, &(before + a.column(j)));
        state.set_column(0, &state.column(j).map(f64::sin));
        x = state.column(0).component_mul(&state.column(j)) + &x;
    }
    (x + state.column(0)).map(f64::cos).sum() + state[(0, 1)]
}

#[test]
fn columns_of_a_matrix_that_changes() {
    for rows in [1, 7, 16] {
        let a = matrix(rows, 4);
        let (value, gradient) = recurrence::value_and_gradient(&a);
        assert_within(&value, &recurrence(&a), 1e-12);
        assert_slopes(&gradient, &a, recurrence);
    }
}

/// Sums over columns, with a constant that owns its entries.
#[differentiate]
fn sums(a: &DMatrix<f64>) -> f64 {
    let shift: DVector<f64> = autodiff::constant(a.column(0).map(f64::floor));
    let mut sums = DVector::zeros(a.nrows());
    for j in 0..a.ncols() {
        sums += (a.column(j) - &shift).map(f64::exp);
    }
    sums.map(f64::ln).sum() + shift.sum()
}

#[test]
fn a_constant_of_a_declared_type() {
    let a = matrix(9, 3);
    let (value, gradient) = sums::value_and_gradient(&a);
    assert_within(&value, &sums(&a), 1e-12);
    let expected = DMatrix::from_fn(9, 3, |i, j| a[(i, j)].exp() / a.row(i).map(f64::exp).sum());
    assert_within(&gradient, &expected, 1e-12);
}

/// A constant that is a part of a matrix, and a row, whose entries don't stand next to each other.
#[differentiate(wrt(a))]
fn parts(a: &DMatrix<f64>, b: &DMatrix<f64>) -> f64 {
    let part = b.column(1);
    let row = a.row(1).transpose();
    let of_transposed = a.transpose();
    (a.column(0).component_mul(&part).map(f64::exp) + row + of_transposed.column(2).map(f64::tanh)).map(f64::sin).sum()
}

#[test]
fn parts_of_any_storage() {
    let (a, b) = (matrix(3, 3), matrix(3, 2));
    let (value, gradient) = parts::value_and_gradient(&a, &b);
    assert_within(&value, &parts(&a, &b), 1e-12);
    assert_slopes(&gradient, &a, |a| parts(a, &b));
}

#[differentiate]
fn of_a_view(a: &DMatrixView<'_, f64>) -> f64 {
    (a.column(0).component_mul(&a.column(1)).map(f64::exp) + a.column(2)).map(f64::tanh).sum()
}

#[differentiate]
fn of_known_rows(a: &Matrix3xX<f64>) -> f64 {
    let mut total = 0.0;
    for j in 1..a.ncols() {
        total += a.column(j).component_mul(&a.column(j - 1)).map(f64::exp).sum();
    }
    total
}

#[test]
fn columns_of_views_and_of_known_sizes() {
    let all = matrix(9, 4);
    let part = all.view((2, 1), (5, 3));
    let (_, gradient) = of_a_view::value_and_gradient(&part);
    assert_slopes(&gradient, &part.into_owned(), |a| of_a_view(&a.as_view()));
    let a = Matrix3xX::from_fn(4, |i, j| matrix(3, 4)[(i, j)]);
    let gradient = of_known_rows::gradient(&a);
    let found = DMatrix::from_column_slice(3, 4, gradient.as_slice());
    assert_slopes(&found, &matrix(3, 4), |a| of_known_rows(&Matrix3xX::from_column_slice(a.as_slice())));
}

/// Of the vector that becomes a column only some entries are set.
#[differentiate(jvp)]
fn some_entries(a: &DMatrix<f64>) -> f64 {
    let mut into = a.clone();
    let mut part = a.column(0) * 0.0;
    for i in 0..a.nrows() / 2 {
        part[i] = a[(i, 1)].exp();
    }
    into.set_column(1, &part);
    (into.column(0).component_mul(&into.column(1)) + &part).map(f64::tanh).sum()
}

#[test]
fn a_column_of_which_some_entries_are_set() {
    let a = matrix(9, 2);
    let gradient = some_entries::gradient(&a);
    assert_slopes(&gradient, &a, some_entries);
    let direction = matrix(9, 2).map(f64::cos);
    assert_within(&some_entries::jvp(&a, &direction).1, &gradient.dot(&direction), 1e-12);
}

#[differentiate(wrt(a))]
fn of_two(a: &DMatrix<f64>, b: &DMatrix<f64>, j: usize) -> f64 {
    a.column(j).component_mul(&b.column(j)).map(f64::exp).sum()
}

#[test]
fn what_is_not_finite_stays_so() {
    let b = DMatrix::from_element(9, 2, 1.0);
    for special in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0] {
        let mut a = matrix(9, 2);
        a[(4, 1)] = special;
        let (value, gradient) = of_two::value_and_gradient(&a, &b, 1);
        let plain = of_two(&a, &b, 1);
        assert!(value == plain || (value.is_nan() && plain.is_nan()) || (value - plain).abs() < 1e-12);
        let expected = special.exp();
        assert!(gradient[(4, 1)] == expected || (gradient[(4, 1)].is_nan() && expected.is_nan()));
        assert_eq!(gradient[(4, 0)], 0.0);
    }
}

#[test]
#[should_panic(expected = "Matrix slicing out of bounds")]
fn a_column_that_is_not_there_panics() {
    of_two::gradient(&matrix(3, 2), &matrix(3, 3), 2);
}

#[test]
#[should_panic(expected = "dimension mismatch")]
fn columns_of_other_lengths_panic() {
    of_two::gradient(&matrix(4, 2), &matrix(3, 2), 0);
}
