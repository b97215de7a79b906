//! Arrays that a loop writes anew in each iteration, slices whose cotangents are parts of others, and work that is shared: what looks like
//! such and is not, too.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

mod common;

use autodiff::{check, differentiate};
use common::random;
use fastrand::Rng;

type Point = (Vec<f64>, Vec<f64>);

/// Each point has the scratch arrays for itself.
#[differentiate(wrt(a, x))]
fn own_scratch(a: &[f64], x: &[f64], n: usize) -> f64 {
    let k = a.len();
    let mut scaled = vec![0.0; k];
    let mut terms = vec![0.0; n];
    let mut total = 0.0;
    for point in x.chunks_exact(n) {
        for j in 0..n {
            for i in 0..k {
                scaled[i] = a[i] * point[j];
            }
            for i in 1..k {
                scaled[i] += scaled[i - 1] * a[i];
            }
            terms[j] = scaled.iter().map(|s| s.sin()).sum::<f64>();
        }
        let mut largest = terms[0];
        for j in 1..n {
            largest = largest.max(terms[j]);
        }
        total += largest + terms.iter().map(|t| (t - largest).exp()).sum::<f64>().ln();
    }
    total
}

/// The first entry is never written whole: it hands something from one point to the next.
#[differentiate(wrt(a, x))]
fn all_but_the_first(a: &[f64], x: &[f64], n: usize) -> f64 {
    let mut scaled = vec![0.5; n];
    let mut total = 0.0;
    for point in x.chunks_exact(n) {
        for i in 1..n {
            scaled[i] = a[i % a.len()] * point[i] + 0.1 * scaled[0];
        }
        scaled[0] = scaled[0] * point[0] + scaled[n - 1];
        total += scaled.iter().map(|s| s.sin()).sum::<f64>();
    }
    total
}

/// What is written reads what the iteration before left there.
#[differentiate(wrt(a, x))]
fn reads_what_was(a: &[f64], x: &[f64], n: usize) -> f64 {
    let mut now: Vec<f64> = vec![0.3; n];
    let mut total = 0.0;
    for point in x.chunks_exact(n) {
        for i in 0..n {
            now[i] = a[i % a.len()] * point[i] + now[n - 1 - i].sin();
        }
        total += now.iter().map(|s| s * s).sum::<f64>();
    }
    total
}

/// Where an inner loop does not run, the array is that of the point before.
#[differentiate(wrt(a, x))]
fn left_by_an_inner_loop(a: &[f64], x: &[f64], n: usize) -> f64 {
    let k = a.len();
    let mut scratch = vec![0.7; k];
    let mut total = 0.0;
    for (number, point) in x.chunks_exact(n).enumerate() {
        for j in 0..(number + 1) % 2 {
            for i in 0..k {
                scratch[i] = a[i] * point[j];
            }
        }
        total += scratch.iter().map(|s| s.cos()).sum::<f64>() * point[n - 1];
    }
    total
}

/// What the last point leaves is read after the loop.
#[differentiate(wrt(a, x))]
fn read_afterwards(a: &[f64], x: &[f64], n: usize) -> f64 {
    let mut scratch = vec![0.0; n];
    let mut total = 0.0;
    for point in x.chunks_exact(n) {
        for i in 0..n {
            scratch[i] = a[i % a.len()] * point[i];
        }
        total += scratch[0] * scratch[n - 1];
    }
    total + scratch.iter().map(|s| s.exp()).sum::<f64>()
}

/// Half of the array is written.
#[differentiate(wrt(a, x))]
fn written_in_part(a: &[f64], x: &[f64], n: usize) -> f64 {
    let mut scratch = vec![1.0; 2 * n];
    let mut total = 0.0;
    for point in x.chunks_exact(n) {
        for i in 0..n {
            scratch[i] = a[i % a.len()] * point[i];
        }
        scratch[n] += scratch[0];
        total += scratch.iter().map(|s| s.sin()).sum::<f64>();
    }
    total
}

/// Slices of slices, of which one overlaps another.
#[differentiate(wrt(a, x))]
fn slices(a: &[f64], x: &[f64], n: usize) -> f64 {
    let mut total = 0.0;
    for (i, point) in x.chunks_exact(n).enumerate() {
        let from = i % 2;
        let (one, two) = (&a[from..], &a[..a.len() - 1]);
        let inner = &one[1..];
        for (u, v) in one.iter().zip(two) {
            total += u * v * point[0];
        }
        for j in 0..inner.len() {
            total += (inner[j] * one[j]).sin() * point[j % n];
        }
        for w in inner {
            total += w.exp() * point[n - 1];
        }
    }
    total
}

/// What a branch computes is needed again on the way back.
#[differentiate(wrt(a, x))]
fn branches(a: &[f64], x: &[f64], n: usize) -> f64 {
    let mut total = 0.0;
    for point in x.chunks_exact(n) {
        let square = point.iter().map(|x| x * x).sum::<f64>();
        let along = if square > 3.0 {
            let r = square.sqrt();
            let (s, c) = r.sin_cos();
            let w = [a[0] / r, a[1] / r];
            w[0] * s + w[1] * c + (w[0] * w[1]).tanh()
        } else {
            let w = [a[0].exp(), square.exp()];
            w[0] * w[1]
        };
        total += along * along.sin();
    }
    total
}

/// Entries that are read where they were written, with other writes between.
#[differentiate(wrt(a, x))]
fn written_entries(a: &[f64], x: &[f64], n: usize) -> f64 {
    let mut y = [0.0; 4];
    let mut v = x.to_vec();
    let mut total = 0.0;
    for i in 0..x.len() {
        y[1] = a[0] * x[i];
        y[3] = y[1].sin();
        y[1] += y[3] * a[1];
        y[i % 4] += x[i];
        total += y[1] * y[3] + y[0] * y[2];
        v[i] = y[1];
        v[i] *= a[i % a.len()];
        v[(i + 1) % n] += v[i];
        total += v[i] * v[0];
    }
    total
}

#[test]
fn derivatives_agree_with_differences() {
    let mut rng = Rng::with_seed(17);
    for (k, n, points) in [(2, 2, 1), (3, 2, 3), (4, 5, 2), (12, 9, 2)] {
        let point: Point = random(&mut rng, (vec![0.0; k], vec![0.0; n * points]));
        macro_rules! agrees {
            ($($function:ident)*) => {$(
                let gradient = $function::gradient(&point.0, &point.1, n);
                let value = |p: &Point| $function(&p.0, &p.1, n);
                check::gradient(value, &point, &gradient)
                    .unwrap_or_else(|error| panic!("{} of {k}, {n}, {points}: {error}", stringify!($function)));
                let mut into = (vec![7.0; k], vec![7.0; n * points]);
                let found =
                    $function::value_and_gradient_into(&point.0, &point.1, n, &mut into.0, &mut into.1);
                assert_eq!(into, gradient, "{}", stringify!($function));
                assert!((found - value(&point)).abs() <= 1e-12 * found.abs().max(1.0), "{}", stringify!($function));
            )*};
        }
        agrees!(own_scratch all_but_the_first reads_what_was left_by_an_inner_loop read_afterwards);
        agrees!(written_in_part slices branches written_entries);
    }
}
