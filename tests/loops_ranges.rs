//! What a loop may go over: ranges of all kinds, adaptors, entries; none, one, or a million times.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]
#![allow(clippy::reversed_empty_ranges, reason = "loops that run no times are what is tested")]

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Vector3};

/// Order matters: each step multiplies by x, and adds an integer.
#[differentiate]
fn up(x: f64, from: i32, to: i32) -> f64 {
    let mut y = 0.0;
    for i in from..to {
        y = y * x + i as f64;
    }
    y
}

#[differentiate]
fn up_closed(x: f64, from: i32, to: i32) -> f64 {
    let mut y = 0.0;
    for i in from..=to {
        y = y * x + i as f64;
    }
    y
}

#[differentiate]
fn down(x: f64, from: i32, to: i32) -> f64 {
    let mut y = 0.0;
    for i in (from..to).rev() {
        y = y * x + i as f64;
    }
    y
}

#[differentiate]
fn stepped(x: f64, from: i32, to: i32) -> f64 {
    let mut y = 0.0;
    for i in (from..to).step_by(3) {
        y = y * x + i as f64;
    }
    y
}

#[differentiate]
fn stepped_down(x: f64, from: i32, to: i32) -> f64 {
    let mut y = 0.0;
    for i in (from..=to).rev().step_by(2) {
        y = y * x + i as f64;
    }
    y
}

#[differentiate]
fn down_a_stepped_range(x: f64, from: i32, to: i32) -> f64 {
    let mut y = 0.0;
    for i in (from..to).step_by(2).rev() {
        y = y * x + i as f64;
    }
    y
}

#[differentiate]
fn skipped_and_taken(x: f64, from: i32, to: i32) -> f64 {
    let mut y = 0.0;
    for (n, i) in (from..to).skip(2).take(3).enumerate() {
        y = y * x + (i + 10 * n as i32) as f64;
    }
    y
}

#[test]
fn ranges_of_signed_integers() {
    for (from, to) in [(0, 5), (-3, 4), (-7, -2), (2, 3), (2, 2), (3, -1), (-2, -5)] {
        let x = 1.3;
        check::gradient(|x| up(*x, from, to), &x, &up::gradient(x, from, to)).unwrap();
        check::gradient(|x| up_closed(*x, from, to), &x, &up_closed::gradient(x, from, to)).unwrap();
        check::gradient(|x| down(*x, from, to), &x, &down::gradient(x, from, to)).unwrap();
        check::gradient(|x| stepped(*x, from, to), &x, &stepped::gradient(x, from, to)).unwrap();
        check::gradient(|x| stepped_down(*x, from, to), &x, &stepped_down::gradient(x, from, to)).unwrap();
        let found = down_a_stepped_range::gradient(x, from, to);
        check::gradient(|x| down_a_stepped_range(*x, from, to), &x, &found).unwrap();
        check::gradient(|x| skipped_and_taken(*x, from, to), &x, &skipped_and_taken::gradient(x, from, to)).unwrap();
        for (found, expected) in [
            (up::value_and_gradient(x, from, to).0, up(x, from, to)),
            (up_closed::value_and_gradient(x, from, to).0, up_closed(x, from, to)),
            (down::value_and_gradient(x, from, to).0, down(x, from, to)),
            (stepped::value_and_gradient(x, from, to).0, stepped(x, from, to)),
            (stepped_down::value_and_gradient(x, from, to).0, stepped_down(x, from, to)),
            (down_a_stepped_range::value_and_gradient(x, from, to).0, down_a_stepped_range(x, from, to)),
            (skipped_and_taken::value_and_gradient(x, from, to).0, skipped_and_taken(x, from, to)),
        ] {
            assert_eq!(found, expected, "from {from} to {to}");
        }
    }
}

#[differentiate(wrt(x))]
fn bytes(x: f64, n: u8, k: i64, weights: &[i32]) -> f64 {
    let mut y = 1.0;
    for i in 0..n {
        y += f64::from(i) * x;
    }
    for i in k..0 {
        y *= x - i as f64;
    }
    for &weight in weights {
        y += f64::from(weight) * x * x;
    }
    y
}

#[test]
fn indices_of_other_integer_types() {
    // (1 + (0 + 1 + 2) x) (x + 2) (x + 1) + 4 x² at x = 2
    assert_eq!(bytes::value_and_gradient(2.0, 3, -2, &[1, -2, 5]), (84.0 + 16.0, 36.0 + 49.0 + 16.0));
    assert_eq!(bytes::value_and_gradient(2.0, 0, 2, &[]), (1.0, 0.0));
}

#[differentiate]
fn adaptors(x: &[f64], y: &[f64]) -> f64 {
    let mut total = 1.0;
    for (i, (x, y)) in x.iter().zip(y.iter().rev()).enumerate() {
        total = total * x + i as f64 * y;
    }
    for (x, y) in x.iter().skip(1).zip(y.iter().step_by(2)) {
        total = total * y - x;
    }
    for pair in x.windows(2) {
        total += pair[0] * pair[1] * pair[1];
    }
    for (i, x) in x.iter().enumerate().rev().take(2) {
        total = total * x + i as f64;
    }
    for x in x.iter().rev().skip(1).rev() {
        total -= x * total;
    }
    total
}

#[test]
fn adaptors_of_slices() {
    let mut rng = Rng::with_seed(41);
    for (n, m) in [(0, 0), (1, 1), (2, 3), (5, 3), (4, 7)] {
        let (x, y) = random(&mut rng, (vec![0.0; n], vec![0.0; m]));
        let (value, gradient) = adaptors::value_and_gradient(&x, &y);
        assert_close(&value, &adaptors(&x, &y));
        check::gradient(|(x, y): &(Vec<f64>, Vec<f64>)| adaptors(x, y), &(x, y), &gradient).unwrap();
    }
}

#[differentiate]
fn entries(v: &DVector<f64>, w: &Vector3<f64>, m: &DMatrix<f64>) -> f64 {
    let mut total = 0.0;
    for x in v.iter() {
        total = total * x + x * x;
    }
    for (x, y) in w.iter().zip(v.iter()) {
        total += x * y * x;
    }
    for x in m.iter() {
        total += total * x;
    }
    for (i, x) in w.iter().enumerate().rev() {
        total += i as f64 * x.sin();
    }
    total
}

#[test]
fn entries_of_vectors_and_matrices() {
    let mut rng = Rng::with_seed(42);
    for n in [0, 1, 4] {
        let point = random(&mut rng, (DVector::zeros(n), Vector3::zeros(), DMatrix::zeros(2, n)));
        let (value, gradient) = entries::value_and_gradient(&point.0, &point.1, &point.2);
        assert_close(&value, &entries(&point.0, &point.1, &point.2));
        check::gradient(|(v, w, m)| entries(v, w, m), &point, &gradient).unwrap();
    }
}

#[differentiate]
fn triangular(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() {
        let mut row = 0.0;
        for j in 0..=i {
            row += a[(i, j)] * x[j];
        }
        for k in (i + 1..x.len()).rev() {
            row *= 1.0 + 0.1 * x[k];
        }
        total += row.sin() * x[i];
    }
    total
}

#[test]
fn nested_loops_with_bounds_that_depend_on_each_other() {
    let mut rng = Rng::with_seed(43);
    for n in [0, 1, 4] {
        let point = random(&mut rng, (DMatrix::zeros(n, n), DVector::zeros(n)));
        let gradient = triangular::gradient(&point.0, &point.1);
        check::gradient(|(a, x)| triangular(a, x), &point, &gradient).unwrap();
    }
}

#[differentiate]
fn unused(x: f64, n: usize) -> f64 {
    let mut y = x;
    let mut forgotten = x;
    for _i in 0..n {
        let _dead = y * y;
        forgotten *= y;
        y = y.sin();
    }
    let _ = forgotten;
    y
}

#[test]
fn values_that_nobody_reads() {
    let x = 0.7_f64;
    assert_close(&unused::value_and_gradient(x, 2), &(x.sin().sin(), x.sin().cos() * x.cos()));
    assert_eq!(unused::value_and_gradient(x, 0), (x, 1.0));
}

#[differentiate]
fn a_million(x: f64, n: usize) -> f64 {
    let mut total = 0.0;
    for i in 0..n {
        total += x * (i % 7) as f64;
    }
    total
}

#[differentiate]
fn a_million_elements(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for x in x {
        total += x * x;
    }
    total
}

#[differentiate]
fn a_million_steps(x: f64, n: usize) -> f64 {
    let mut y = x;
    for _ in 0..n {
        y = y + 1e-6 * y.sin();
    }
    y
}

#[test]
fn a_million_times() {
    let n = 1_000_000;
    let sum = (0..n).map(|i| (i % 7) as f64).sum::<f64>();
    assert_close(&a_million::value_and_gradient(0.5, n), &(0.5 * sum, sum));
    let x = (0..n).map(|i| i as f64 / n as f64).collect::<Vec<_>>();
    assert_eq!(a_million_elements::gradient(&x), x.iter().map(|x| 2.0 * x).collect::<Vec<_>>());
    // y' = sin y until t = 1: dy/dx = sin y / sin x.
    let (y, slope) = a_million_steps::value_and_gradient(0.5, n);
    assert!((slope - y.sin() / 0.5_f64.sin()).abs() < 1e-6);
}
