//! Loops over entries that are computed several at once: of every length, with branches, in both precisions, and with
//! faults.

mod common;
#[path = "faults/mod.rs"]
mod faults;

use autodiff::{check, differentiate};
use common::assert_close;
use nalgebra::{DMatrix, DVector};

/// Lengths around those of chunks.
const LENGTHS: [usize; 12] = [0, 1, 2, 7, 8, 9, 15, 16, 17, 33, 64, 101];

fn numbers(len: usize, from: f64) -> Vec<f64> {
    (0..len).map(|place| from + (place as f64 * 0.7).sin()).collect()
}

/// Everything that has lanes.
#[differentiate(jvp, hvp)]
fn functions(x: &[f64], y: &[f64], scale: f64) -> f64 {
    let mut total = 1.5;
    for i in 0..x.len().min(y.len()) {
        let u = (x[i] * y[i] + scale).tanh() * x[i].exp() + (x[i] * x[i] + 1.0).ln() - y[i].sin() * x[i].cos();
        let v = (1.0 + y[i].powi(2)).sqrt().recip() + x[i].powi(-3).abs() + y[i].exp_m1() * x[i].abs().ln_1p();
        total += u * v + x[i].max(y[i]) - (x[i] * 0.1).sinh() * y[i].cosh();
    }
    total
}

#[test]
fn functions_of_entries() {
    for len in LENGTHS {
        let (x, y, scale) = (numbers(len, 2.0), numbers(len + 2, 0.3), 0.4);
        let (value, gradient) = functions::value_and_gradient(&x, &y, scale);
        assert_close(&value, &functions(&x, &y, scale));
        let at = (x.clone(), y.clone(), scale);
        check::gradient(|(x, y, scale): &(Vec<f64>, Vec<f64>, f64)| functions(x, y, *scale), &at, &gradient).unwrap();
        let (mut dx, mut dy, mut d) = (vec![f64::NAN; len], vec![f64::NAN; len + 2], f64::NAN);
        assert_close(&functions::value_and_gradient_into(&x, &y, scale, &mut dx, &mut dy, &mut d), &value);
        assert_eq!((dx, dy, d), gradient);
    }
}

/// Branches, neighbours, and results besides a sum.
#[differentiate]
fn branches(x: &[f64], w: &DVector<f64>) -> (f64, Vec<f64>) {
    let mut out = vec![0.0; w.len()];
    let mut total = 0.0;
    for i in 0..w.len() {
        let z = if x[i] > 0.5 {
            x[i] * w[i]
        } else if w[i] > x[i + 1] {
            w[i] * w[i]
        } else {
            -x[i + 1]
        };
        out[i] = z * x[i];
        total -= z;
    }
    (total, out)
}

#[test]
fn branches_and_neighbours() {
    for len in LENGTHS {
        let (x, w) = (numbers(len + 1, 0.2), DVector::from_vec(numbers(len, -0.1)));
        check!(branches(&x, &w), wrt(x, w), vjp);
    }
}

#[differentiate]
fn in_single_precision(x: &[f32], scale: f32) -> f32 {
    x.iter().map(|x| (x * scale).exp() / (1.0 + x * x)).sum()
}

#[test]
fn single_precision() {
    for len in LENGTHS {
        let x = numbers(len, 0.0).iter().map(|x| *x as f32).collect::<Vec<_>>();
        let (value, (dx, _)) = in_single_precision::value_and_gradient(&x, 0.5);
        assert!((value - in_single_precision(&x, 0.5)).abs() <= 1e-5 * value.abs().max(1.0));
        for (x, dx) in x.iter().zip(dx) {
            let (x, dx) = (f64::from(*x), f64::from(dx));
            let slope = (x * 0.5).exp() / (1.0 + x * x) * (0.5 - 2.0 * x / (1.0 + x * x));
            assert!((dx - slope).abs() <= 1e-5);
        }
    }
}

/// Angles far out, where lanes have no sine.
#[differentiate]
fn waves(x: &[f64]) -> f64 {
    x.iter().map(|x| x.sin() * 2.0 + x.cos()).sum()
}

#[test]
fn angles_far_out() {
    let x = (0..40).map(|place| if place % 13 == 5 { 1e9 + place as f64 } else { place as f64 }).collect::<Vec<_>>();
    let (value, gradient) = waves::value_and_gradient(&x);
    assert_close(&value, &waves(&x));
    assert_close(&gradient, &x.iter().map(|x| 2.0 * x.cos() - x.sin()).collect::<Vec<_>>());
}

/// Entrywise operations and sums over entries, which become one loop.
#[differentiate]
fn gathered(x: &DVector<f64>, y: &DVector<f64>) -> f64 {
    let z = (x * 2.0 + y).map(|z| z.tanh());
    let centred = z.add_scalar(-z.mean());
    z.dot(y) + centred.norm_squared() + z.component_mul(x).sum() + z.mean()
}

#[differentiate]
fn of_matrices(a: &DMatrix<f64>, b: &DMatrix<f64>) -> f64 {
    let c = a.component_mul(b).map(|c| (c * 0.5).exp());
    (&c - a).norm_squared() + c.sum() - c.zip_map(b, |c, b| c * b).mean()
}

#[test]
fn operations_on_vectors_are_gathered() {
    for len in LENGTHS {
        let (x, y) = (DVector::from_vec(numbers(len, 0.2)), DVector::from_vec(numbers(len, -0.3)));
        check!(gathered(&x, &y), wrt(x, y), gradient, value_and_gradient, vjp);
        let (a, b) =
            (DMatrix::from_vec(len, 2, numbers(2 * len, 0.1)), DMatrix::from_vec(len, 2, numbers(2 * len, 0.6)));
        check!(of_matrices(&a, &b), wrt(a, b), gradient, value_and_gradient, vjp);
    }
}

#[test]
fn vectors_of_different_lengths_panic_in_every_loop() {
    let (x, y) = (DVector::zeros(20), DVector::zeros(21));
    assert!(faults::said(|| gathered(&x, &y)).is_some());
    assert!(faults::said(|| gathered::gradient(&x, &y)).is_some());
    assert!(faults::said(|| of_matrices::gradient(&DMatrix::zeros(2, 9), &DMatrix::zeros(9, 2))).is_some());
    // What is read one place further on is short, and so is all of it.
    for len in [4, 2, 0] {
        let (x, w) = (vec![0.0; len], DVector::zeros(4));
        let too_short = faults::said(|| branches::vjp(&x, &w).0);
        assert_eq!(too_short, faults::said(|| branches(&x, &w)));
        assert!(too_short.is_some());
    }
}

/// A loop over rows, whose products with one vector are those of the matrix.
#[differentiate(wrt(w, b), jvp, hvp)]
fn by_rows(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &[f64]) -> f64 {
    let mut total = 0.0;
    for (row, y) in x.row_iter().zip(y) {
        total += (row.tr_dot(w) + b - y).powi(2).ln_1p() * row[0];
    }
    total
}

#[test]
fn rows_are_multiplied_at_once() {
    for len in [0, 1, 5, 9, 40] {
        let x = DMatrix::from_vec(len, 3, numbers(3 * len, 0.4));
        let (w, b, y) = (DVector::from_vec(vec![0.3, -0.5, 0.8]), 0.2, numbers(len, 0.0));
        check!(by_rows(&w, b, &x, &y), wrt(w, b), gradient, value_and_gradient, vjp, jvp, hvp);
    }
}

/// Rows beyond those that the loop reads may hold anything.
#[test]
fn rows_that_are_not_read_have_no_part() {
    let x = DMatrix::from_row_slice(3, 3, &[1.0, 2.0, 0.5, 3.0, -4.0, 1.0, f64::NAN, f64::INFINITY, f64::NAN]);
    let (w, y) = (DVector::from_vec(vec![0.3, -0.5, 0.8]), [0.1, 0.7]);
    let first = x.rows(0, 2).into_owned();
    assert_close(&by_rows::value_and_gradient(&w, 0.2, &x, &y), &by_rows::value_and_gradient(&w, 0.2, &first, &y));
    assert!(by_rows::gradient(&w, 0.2, &x, &y).0.iter().all(|entry| entry.is_finite()));
}

/// Each iteration changes the gradient at several places, in two vectors.
#[differentiate(jvp, hvp)]
fn neighbours(x: &[f64], w: &DVector<f64>) -> f64 {
    let mut total = 0.5;
    for i in 0..w.len() {
        let step = x[i + 2] - 2.0 * x[i] * w[i] + x[i + 1];
        total += step * step * w[i] + x[i + 1] * w[i];
    }
    total
}

/// None of them is the place that is counted.
#[differentiate]
fn later_neighbours(x: &[f64], count: usize) -> f64 {
    let mut total = 0.0;
    for i in 0..count {
        total += x[i + 3] * x[i + 1] * x[i + 3];
    }
    total
}

/// What is added depends on what was added before.
#[differentiate]
fn running_sums(x: &[f64]) -> f64 {
    let (mut total, mut sum) = (0.0, 0.0);
    for i in 0..x.len() - 1 {
        sum += x[i] * x[i + 1];
        total += sum * x[i];
    }
    total
}

#[test]
fn gradients_of_neighbours() {
    for len in LENGTHS {
        let (x, w) = (numbers(len + 3, 0.2), DVector::from_vec(numbers(len, 1.1)));
        let (value, gradient) = neighbours::value_and_gradient(&x, &w);
        assert_close(&value, &neighbours(&x, &w));
        check::gradient(|(x, w): &(Vec<f64>, DVector<f64>)| neighbours(x, w), &(x.clone(), w.clone()), &gradient)
            .unwrap();
        let (mut dx, mut dw) = (vec![f64::NAN; len + 3], DVector::from_element(len, f64::NAN));
        neighbours::value_and_gradient_into(&x, &w, &mut dx, &mut dw);
        assert_eq!((dx, dw), gradient);

        let later = later_neighbours::gradient(&x, len);
        check::gradient(|x: &Vec<f64>| later_neighbours(x, len), &x, &later).unwrap();
        let mut into = vec![f64::NAN; len + 3];
        later_neighbours::value_and_gradient_into(&x, len, &mut into);
        assert_eq!(into, later);
        check::gradient(|x: &Vec<f64>| running_sums(x), &x, &running_sums::gradient(&x)).unwrap();
    }
}

#[test]
fn a_neighbour_that_is_not_there_panics() {
    let x = numbers(20, 0.0);
    assert_eq!(later_neighbours::gradient(&x, 17).len(), 20);
    let fault = faults::said(|| later_neighbours::gradient(&x, 18));
    assert!(fault.is_some_and(|fault| fault.starts_with("index out of bounds")));
}
