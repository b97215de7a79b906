//! Vectors and matrices that every iteration makes for itself: generated code makes them once and fills them again. What leaves an
//! iteration must stay as it was.

#![allow(clippy::needless_range_loop, clippy::explicit_counter_loop, reason = "loops over indices are what is tested")]

mod common;

use autodiff::{Real, check, differentiate};
use common::{assert_close, assert_within};
use nalgebra::{DMatrix, DVector};

/// A copy in each iteration, of another length in each, changed and read in inner loops.
#[differentiate(jvp, hvp)]
fn prefixes(x: &[f64], w: &[f64]) -> f64 {
    let mut total = 0.0;
    for n in 1..x.len() {
        let mut part = x[..n].to_vec();
        for i in 1..n {
            part[i] += w[i] * part[i - 1] * part[i - 1];
        }
        total += part[n - 1].sin() * part[0];
    }
    total
}

/// Zeros that are filled and recorded, under the same name for two lengths and two kinds.
#[differentiate(jvp, hvp)]
fn of_two_kinds(x: &[f64], w: &DVector<f64>) -> f64 {
    let mut total = 1.0;
    for k in 0..x.len() {
        for i in 0..k {
            let mut held = vec![0.0; x.len() - k];
            for j in 0..held.len() {
                held[j] = x[j] * x[i] + total;
            }
            total += 0.1 * held[0].tanh();
        }
        for i in 0..w.len() {
            let mut held = DVector::zeros(w.len());
            for j in 0..w.len() {
                held[j] = w[j] * x[k] + total;
            }
            total += 0.1 * held[i].cos();
        }
    }
    total
}

/// What an iteration makes stays: in a `Vec` of such, as the next iteration's, as the last one's result.
#[differentiate(jvp, hvp)]
fn leaving(x: &[f64], n: usize) -> f64 {
    let mut kept = Vec::new();
    let mut last = x.to_vec();
    for k in 0..n {
        let mut next = x.to_vec();
        for i in 1..x.len() {
            next[i] = last[i - 1] * next[i] + 0.1 * k as f64;
        }
        let mut other = next.clone();
        other[0] *= last[0];
        kept.push(other);
        last = next;
    }
    let mut total = 0.0;
    for part in &kept {
        for i in 0..part.len() {
            total += part[i] * part[i] * last[i];
        }
    }
    total
}

/// Only in some iterations, and behind a condition.
#[differentiate(jvp, hvp)]
fn now_and_then(x: &[f64], n: usize) -> f64 {
    let mut total = 0.0;
    for k in 0..n {
        let mut part = x.to_vec();
        if k % 2 == 0 {
            let mut inner = part.clone();
            for i in 1..inner.len() {
                inner[i] *= inner[i - 1];
            }
            part[0] += inner[inner.len() - 1];
        }
        for i in 1..part.len() {
            part[i] += part[i - 1] * part[0];
        }
        total += part[part.len() - 1] * (k as f64 + 1.0);
    }
    total
}

/// In a loop that runs for as long as it takes.
#[differentiate(jvp, hvp)]
fn until_small(x: &[f64], w: f64) -> f64 {
    let mut scale = 1.0;
    let mut total = 0.0;
    while scale > 0.05 {
        let mut part = x.to_vec();
        for i in 1..part.len() {
            part[i] = (part[i - 1] * w + part[i] * scale).sin();
        }
        total += scale * part[part.len() - 1];
        scale *= 0.5;
    }
    total
}

/// Matrices, and vectors of their size.
#[differentiate(jvp, hvp)]
fn matrices(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    let mut total = 0.0;
    for k in 0..x.len() {
        let mut shifted = a.clone();
        for i in 0..x.len() {
            shifted[(i, i)] += x[k] * x[i];
        }
        let mut v = x.clone();
        for i in 1..x.len() {
            v[i] += shifted[(i, i - 1)] * v[i - 1];
        }
        total += v[x.len() - 1].sin() * shifted[(k, k)];
    }
    total
}

/// In a closure, which a loop calls.
#[differentiate(jvp, hvp)]
fn in_closures(x: &DVector<f64>, w: &[f64]) -> f64 {
    let mut total = 0.0;
    for k in 0..2 {
        let y = x.map(|entry| {
            let mut sum = 0.0;
            for i in 0..w.len() {
                let mut powers = vec![0.0; w.len()];
                powers[0] = entry;
                for j in 1..w.len() {
                    powers[j] = powers[j - 1] * entry + w[j];
                }
                sum += powers[i] * w[i];
            }
            sum
        });
        total += y.norm_squared() * (k as f64 + 1.0);
    }
    total
}

/// A generic scalar.
#[differentiate(jvp)]
fn of_any_real<T: Real>(x: &[T], w: T) -> T {
    let mut total = w;
    for k in 0..x.len() {
        let mut part = x.to_vec();
        for i in 1..part.len() {
            part[i] = part[i - 1] * part[i] + w;
        }
        total = total + part[k] * total;
    }
    total
}

/// A function, a constant and a local of the same name: what the loop calls is not the local.
fn part(n: usize) -> f64 {
    0.25 * n as f64
}

#[differentiate(jvp, hvp)]
fn of_a_name(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for n in 0..x.len() {
        let weight: f64 = part(n);
        let mut part = x.to_vec();
        for i in 1..part.len() {
            part[i] += part[i - 1] * part[i - 1];
        }
        total += weight * part[n];
    }
    total
}

#[test]
fn derivatives_are_right() {
    let (x, w) = (vec![0.5, -0.3, 0.8, 0.2], vec![0.7, -0.4, 0.3, 0.9]);
    check!(prefixes(&x, &w), wrt(x, w), gradient, value_and_gradient, jvp, hvp);
    check!(leaving(&x, 3), wrt(x), gradient, value_and_gradient, jvp, hvp);
    check!(now_and_then(&x, 5), wrt(x), gradient, value_and_gradient, jvp, hvp);
    check!(of_a_name(&x), wrt(x), gradient, value_and_gradient, jvp, hvp);
    let (scale, v) = (0.6, DVector::from_row_slice(&x[..3]));
    check!(of_two_kinds(&x, &v), wrt(x, v), gradient, value_and_gradient, jvp, hvp);
    check!(until_small(&x, scale), wrt(x, scale), gradient, value_and_gradient, jvp, hvp);
    check!(of_any_real(&x, scale), wrt(x, scale), gradient, value_and_gradient, jvp);
    check!(in_closures(&v, &w), wrt(v, w), gradient, value_and_gradient, jvp, hvp);
    let a = DMatrix::from_fn(3, 3, |i, j| 0.3 * (1.0 + i as f64 - 2.0 * j as f64));
    check!(matrices(&a, &v), wrt(a, v), gradient, value_and_gradient, jvp, hvp);
}

/// `Σ_k (k + 1) Π x` by hand: what an iteration leaves in its storage is not what the next one starts from.
#[test]
fn iterations_start_anew() {
    #[differentiate]
    fn products(x: &[f64], n: usize) -> f64 {
        let mut total = 0.0;
        for k in 0..n {
            let mut part = x.to_vec();
            for i in 1..part.len() {
                part[i] *= part[i - 1];
            }
            total += (k as f64 + 1.0) * part[part.len() - 1];
        }
        total
    }
    let (value, gradient) = products::value_and_gradient(&[2.0, 3.0, 5.0], 4);
    assert_close(&value, &300.0);
    assert_within(&gradient, &vec![150.0, 100.0, 60.0], 1e-15);
}

#[test]
fn no_iterations_and_no_entries() {
    assert_eq!(prefixes::gradient(&[], &[]), (vec![], vec![]));
    assert_eq!(until_small::value_and_gradient(&[1.0], 0.5).1.1, 0.0);
    assert_eq!(leaving::gradient(&[1.0, 2.0], 0), [0.0, 0.0]);
}
