//! Programs that look like what a rewrite is for, and are not, or only just are.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]
#![allow(clippy::explicit_counter_loop, clippy::mut_range_bound, reason = "counters are what is tested")]
#![allow(clippy::redundant_clone, clippy::useless_vec, reason = "which name stands for an array is what is tested")]

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, assert_within};
use nalgebra::{
    DMatrix, DVector, Matrix2, Matrix2x3, Matrix3, Matrix3x2, Matrix4, Matrix4xX, RowDVector, SMatrix, Vector2, Vector3,
};

/// The inner loop does not always run: then another variable gets the array as it was.
#[differentiate]
fn handed_to_another(x: &[f64], w: f64) -> f64 {
    let (mut y, mut z) = (vec![0.5; 3], vec![0.1; 3]);
    let mut s = w;
    for j in 0..4 {
        s += z[0] * x[0];
        for _ in 0..(j + 1) % 2 {
            for i in 0..3 {
                y[i] = x[i] * s;
            }
        }
        std::mem::swap(&mut y, &mut z);
    }
    s
}

#[differentiate]
fn copied_to_another(x: &[f64], w: f64) -> f64 {
    let mut y = vec![0.5; 3];
    let mut z = vec![0.1; 3];
    let mut s = w;
    for j in 0..4 {
        s += z[0] * x[0];
        for _ in 0..(j + 1) % 2 {
            for i in 0..3 {
                y[i] = x[i] * s;
            }
        }
        z = y.clone();
    }
    s
}

#[differentiate]
fn not_all_is_set(x: &[f64], w: f64) -> f64 {
    let mut y = vec![0.5; 3];
    let mut s = w;
    for _ in 0..2 {
        for i in 0..2 {
            y[i] = x[i] * s;
        }
        s += y[0] * y[2];
        y[2] = s;
    }
    s
}

#[differentiate]
fn more_is_there(x: &[f64], w: f64, n: usize) -> f64 {
    let mut y = vec![0.5; n + 3];
    let mut s = w;
    for _ in 0..2 {
        for i in 0..n {
            y[i] = x[i] * s;
        }
        s += y[0] * y[n + 2];
        y[n + 2] = s;
    }
    s
}

#[differentiate]
fn read_where_nothing_runs(x: &[f64], w: f64) -> f64 {
    let mut y = vec![0.5; 3];
    let (mut s, mut t) = (w, w);
    for j in 0..4 {
        for _ in 0..(j + 1) % 2 {
            for i in 0..3 {
                y[i] = x[i] * s;
            }
        }
        s += y[1];
        t += s * x[0];
    }
    s * t
}

#[differentiate]
fn read_by_another_name(x: &[f64], w: f64) -> f64 {
    let mut y = vec![0.5; 3];
    let mut s = w;
    for _ in 0..3 {
        let z = y.clone();
        for i in 0..3 {
            y[i] = x[i] * s + z[2 - i];
        }
        s += y[0] * y[2];
    }
    s
}

#[differentiate]
fn exchanged_while_set(x: &[f64], w: f64) -> f64 {
    let (mut y, mut z) = (vec![0.5; 3], vec![0.1; 3]);
    let mut s = w;
    for _ in 0..3 {
        for i in 0..3 {
            y[i] = s * x[i];
            std::mem::swap(&mut y, &mut z);
        }
        s += y[0] * 0.3 + z[1];
    }
    s
}

#[differentiate]
fn copied_and_filled(x: &[f64], w: f64) -> f64 {
    let (mut y, mut z) = (vec![0.5; 3], vec![0.1; 3]);
    let mut s = w;
    for j in 0..3 {
        s += z[0] * x[j];
        z = y.clone();
        y.fill(s);
    }
    s
}

#[differentiate]
fn taken_twice(x: &[f64], w: f64) -> f64 {
    let mut y = vec![0.5; 3];
    let mut s = w;
    for _ in 0..3 {
        let mut z = y.clone();
        for i in 0..3 {
            y[i] = x[i] * s;
            z[i] += w;
        }
        s += y[0] * z[2];
    }
    s
}

#[differentiate]
fn a_known_part_is_set(x: &[f64], w: f64) -> f64 {
    let mut y = vec![0.5; 3];
    let m = 2;
    let mut s = w;
    for _ in 0..3 {
        for i in 0..m {
            y[i] = x[i] * s;
        }
        s += y[0] * y[2];
        y[2] = s;
    }
    s
}

#[test]
fn arrays_that_are_not_the_iterations_own() {
    let (x, w, n) = (vec![0.5, 1.5, -0.7], 0.8, 2);
    check!(handed_to_another(&x, w), wrt(x, w), gradient, value_and_gradient);
    check!(copied_to_another(&x, w), wrt(x, w), gradient, value_and_gradient);
    check!(not_all_is_set(&x, w), wrt(x, w), gradient, value_and_gradient);
    check!(more_is_there(&x, w, n), wrt(x, w), gradient, value_and_gradient);
    check!(read_where_nothing_runs(&x, w), wrt(x, w), gradient, value_and_gradient);
    check!(read_by_another_name(&x, w), wrt(x, w), gradient, value_and_gradient);
    check!(exchanged_while_set(&x, w), wrt(x, w), gradient, value_and_gradient);
    check!(copied_and_filled(&x, w), wrt(x, w), gradient, value_and_gradient);
    check!(taken_twice(&x, w), wrt(x, w), gradient, value_and_gradient);
    check!(a_known_part_is_set(&x, w), wrt(x, w), gradient, value_and_gradient);
}

/// Exponents are no indices, though they count.
#[differentiate(wrt(m))]
fn powers(m: &Matrix2<f64>, limit: f64) -> f64 {
    let mut k = 1;
    let mut s = 0.0;
    while s < limit {
        s += m.pow(k).norm_squared();
        k += 1;
    }
    s
}

#[differentiate]
fn kept_counters(x: &[f64], w: f64) -> f64 {
    let mut ks: Vec<i32> = Vec::new();
    let mut k = 1;
    let mut s = w;
    while s < 3.0 {
        ks.push(k);
        s += 0.5 + x[0] * x[0];
        k += 1;
    }
    s * x[0].powi(ks[0])
}

#[differentiate]
fn exponents(x: f64, w: f64) -> f64 {
    let mut k = 1;
    let mut s = w;
    while s < 3.0 {
        s += 0.5 + x.powi(k) * x.powi(k);
        k += 1;
    }
    s
}

#[differentiate]
fn an_index_and_an_exponent(x: &[f64], w: f64) -> f64 {
    let (mut i, mut k) = (0, 1);
    let mut s = w;
    while s < 3.0 {
        s += 0.5 + x[i % 2] * x[i % 2] + w.powi(k) * w.powi(k);
        i += 1;
        k += 1;
    }
    s
}

#[differentiate]
fn repeated_exponents(x: f64, w: f64, n: usize) -> f64 {
    let mut k = 1;
    let mut s = w;
    while s < 3.0 {
        let ks = vec![k; n];
        s += 0.5 + x.powi(ks[0]) * x.powi(ks[0]);
        k += 1;
    }
    s
}

/// More steps than the largest `i8`.
#[differentiate]
fn narrow(x: f64) -> f64 {
    let mut i: i8 = -100;
    let mut s = 0.0;
    while i < 100 && s < 1e9 {
        s += x * x * i as f64;
        i += 1;
    }
    s
}

/// The condition is about another counter.
#[differentiate]
fn two_counters(x: &[f64], w: f64, n: usize) -> f64 {
    let (mut i, mut k) = (0, 0);
    let mut s = w;
    while k < n {
        s = s * x[i] + 0.1;
        i += 1;
        k += 2;
    }
    s
}

/// A counter beside an `i32`.
#[differentiate(wrt(x))]
fn up_to_a_number(x: f64, m: i32) -> f64 {
    let mut s = x;
    let mut i = 0;
    while s < 10.0 && i < m {
        s = s * x + 1.0;
        i += 1;
    }
    s
}

/// The end moves with what the loop carries.
#[differentiate(wrt(x))]
fn to_a_moving_end(x: f64, n: usize) -> f64 {
    let mut s = x;
    let (mut i, mut k) = (0, 0);
    while i < n - k {
        s *= x;
        if s > 2.0 {
            k += 1;
        }
        i += 1;
    }
    s
}

#[test]
fn counters_that_are_no_indices() {
    let (m, limit) = (Matrix2::new(0.5, 0.2, -0.3, 0.9), 1.5);
    check!(powers(&m, limit), wrt(m), gradient, value_and_gradient);
    let (x, w, n) = (vec![0.5, 0.7], 0.8, 2);
    check!(kept_counters(&x, w), wrt(x, w), gradient, value_and_gradient);
    check!(an_index_and_an_exponent(&x, w), wrt(x, w), gradient, value_and_gradient);
    check!(two_counters(&x, w, n), wrt(x, w), gradient, value_and_gradient);
    let x = 0.5;
    check!(narrow(x), wrt(x), gradient, value_and_gradient);
    let m = 3;
    check!(up_to_a_number(x, m), wrt(x), gradient, value_and_gradient);
    let (x, n) = (1.3, 5);
    check!(to_a_moving_end(x, n), wrt(x), gradient, value_and_gradient);
    let (x, n) = (0.5, 2);
    check!(exponents(x, w), wrt(x, w), gradient, value_and_gradient);
    check!(repeated_exponents(x, w, n), wrt(x, w), gradient, value_and_gradient);
}

/// One function of the entries, another of something else.
#[differentiate]
fn one_of_a_number(u: &DVector<f64>, w: f64) -> f64 {
    let b = u.map(|_t| w.exp());
    let a = u.map(|t| t.exp());
    a.dot(&b)
}

#[differentiate]
fn one_of_twice(u: &DVector<f64>) -> f64 {
    let a = u.map(|t| t.exp());
    let b = u.map(|t| (t * 2.0).exp());
    a.dot(&b)
}

#[differentiate]
fn one_of_nothing(u: &DVector<f64>, w: f64) -> f64 {
    let a = u.map(|t| t.exp());
    let b = u.map(|_t| w);
    a.dot(&b)
}

#[differentiate]
fn six_maps(u: &DVector<f64>) -> f64 {
    u.map(|t| t.sin()).sum()
        + u.map(|t| t.cos()).sum()
        + u.map(|t| t.exp()).sum()
        + u.map(|t| t.atan()).sum()
        + u.map(|t| t.asinh()).sum()
        + u.map(|t| t.cbrt()).sum()
}

#[differentiate]
fn of_two_columns(a: &SMatrix<f64, 8, 2>) -> f64 {
    a.map(|t| t.sin()).sum()
}

#[test]
fn functions_of_entries() {
    let (u, w) = (DVector::from_vec(vec![0.5, -0.7, 1.2]), 0.8);
    check!(one_of_a_number(&u, w), wrt(u, w), gradient, value_and_gradient, vjp);
    check!(one_of_twice(&u), wrt(u), gradient, value_and_gradient, vjp);
    check!(one_of_nothing(&u, w), wrt(u, w), gradient, value_and_gradient, vjp);
    check!(six_maps(&u), wrt(u), gradient, value_and_gradient, vjp);
    let a = SMatrix::from_fn(|i, j| 0.3 * i as f64 - j as f64);
    check!(of_two_columns(&a), wrt(a), gradient, value_and_gradient, vjp);
}

/// What is made of an array and changed in one place after another.
#[differentiate]
fn a_place_within_a_place(x: &[f64], w: f64) -> f64 {
    let mut y = [[[x[0], w], [x[1], x[2]]], [[w, x[0]], [x[2], x[1]]]];
    let mut s = 0.0;
    for i in 0..2 {
        for j in 0..2 {
            let r = y[i][j];
            s += r[0] * r[1];
            y[i][j][1] = w * w;
            s += y[i][j][0] * y[i][j][1];
        }
    }
    s
}

#[differentiate]
fn a_place_around_a_place(x: &[f64], w: f64) -> f64 {
    let mut y = [[[x[0], w], [x[1], x[2]]], [[w, x[0]], [x[2], x[1]]]];
    let mut s = 0.0;
    for i in 0..2 {
        for j in 0..2 {
            s += y[i][j][1] * w;
            y[i][j] = [w, x[0]];
        }
    }
    s + y[1][1][0] * y[0][1][1]
}

#[differentiate]
fn triangular_places(x: &[f64], w: f64) -> f64 {
    let mut s = w;
    for i in 0..3 {
        s += x[i * (i + 1) / 2] * x[i];
    }
    s
}

#[differentiate]
fn places_by_a_condition(x: &[f64], n: usize) -> f64 {
    let is_shifted = n > 1;
    let mut y = vec![0.0; 2 * x.len()];
    for i in 0..x.len() {
        let m = if is_shifted { i } else { 0 };
        y[m + i] += x[i] * x[i];
    }
    y.iter().map(|v| v * v).sum()
}

/// For one more row than `a` says, both places are one.
#[differentiate(wrt(x, w))]
fn places_that_may_be_one(x: &[f64], w: f64, n: usize, a: usize, b: usize) -> f64 {
    let mut y = x.to_vec();
    for i in 0..n {
        y[(a + b) * n + i] *= w;
        y[(b + 1) * n + i] *= w + 1.0;
    }
    y.iter().map(|v| v * v).sum()
}

#[differentiate]
fn entries_that_are_vectors(xs: &[DVector<f64>], w: f64) -> f64 {
    let mut y = xs.to_vec();
    let mut s = 0.0;
    for i in 0..y.len() {
        y[i] = &y[i] * w;
        s += y[i].norm_squared();
    }
    s
}

#[differentiate]
fn read_between_two_places(x: &[f64], w: f64) -> f64 {
    let mut y = vec![0.0; x.len() + 2];
    let mut t = w;
    for i in 0..x.len() {
        y[i] += x[i];
        t += y[i] * y[i];
        y[i + 1] += x[i] * w;
    }
    y[0] += t;
    y.iter().map(|v| v * v).sum()
}

#[differentiate]
fn a_sum_between_two_places(x: &[f64], w: f64) -> f64 {
    let mut y = vec![0.0; x.len() + 2];
    let mut t = w;
    for i in 0..x.len() {
        t += x[i];
        y[i] += x[i] * w;
        y[i + 1] += t;
    }
    y.iter().map(|v| v * v).sum()
}

#[differentiate]
fn exchanged_between_two_places(x: &[f64], w: f64) -> f64 {
    let mut y = vec![0.0; x.len() + 2];
    let mut z = y.clone();
    for i in 0..x.len() {
        y[i] += x[i];
        y[i + 1] += w * x[i];
        std::mem::swap(&mut y, &mut z);
    }
    y[1] += z[1] * z[2];
    y.iter().map(|v| v * v).sum()
}

/// What is read is the array as it was.
#[differentiate]
fn read_as_it_was(x: &[f64], w: f64) -> f64 {
    let mut y = x.to_vec();
    let mut s = 0.0;
    for i in 0..x.len() {
        let z = y.clone();
        y[i] = w * w;
        s += z[i] * y[i];
    }
    s + y[0]
}

/// The difference is none where the loop does not run.
#[differentiate(wrt(x))]
fn from_a_difference(x: &[f64], m: usize, n: usize, k: usize) -> f64 {
    let mut s = 1.0;
    for i in 0..m {
        s += x[(n - k) + i] * x[(n - k) + i];
    }
    s
}

/// One place, by two sums, where `n` is the length.
#[differentiate(wrt(x, w))]
fn one_place_by_two_sums(x: &[f64], w: f64, n: usize) -> f64 {
    let k = x.len();
    let mut y = vec![w; 4 * k];
    for i in 0..k {
        y[i] = x[i];
        y[2 * k + i] = x[i];
    }
    for i in 0..k {
        y[2 * k + i] *= w;
        y[k + (n + i)] += y[2 * k + i];
        y[2 * k + i] *= y[k + (n + i)];
        y[k + (n + i)] *= w;
    }
    let mut s = 0.0;
    for i in 0..y.len() {
        s += y[i] * (y[i] + i as f64);
    }
    s
}

#[differentiate(wrt(x, w))]
fn multiples_of_another_length(x: &[f64], w: f64, k: usize, n: usize) -> f64 {
    let mut y = x.to_vec();
    let (m, l) = (2 * n, 3 * n);
    for i in 0..k {
        y[l + i] *= w;
        y[m + i] += y[l + i];
        y[l + i] *= y[m + i];
        y[m + i] *= w;
    }
    y.iter().map(|v| v * v).sum()
}

#[test]
fn places_in_arrays() {
    let (x, w, n) = (vec![0.5, 1.5, -0.7, 0.9], 0.8, 2);
    check!(a_place_within_a_place(&x, w), wrt(x, w), gradient, value_and_gradient, vjp);
    check!(a_place_around_a_place(&x, w), wrt(x, w), gradient, value_and_gradient, vjp);
    check!(triangular_places(&x, w), wrt(x, w), gradient, value_and_gradient, vjp);
    check!(places_by_a_condition(&x, n), wrt(x), gradient, value_and_gradient, vjp);
    check!(read_between_two_places(&x, w), wrt(x, w), gradient, value_and_gradient, vjp);
    check!(a_sum_between_two_places(&x, w), wrt(x, w), gradient, value_and_gradient, vjp);
    check!(exchanged_between_two_places(&x, w), wrt(x, w), gradient, value_and_gradient, vjp);
    check!(read_as_it_was(&x, w), wrt(x, w), gradient, value_and_gradient, vjp);
    let (m, k) = (0, 3);
    check!(from_a_difference(&x, m, n, k), wrt(x), gradient, value_and_gradient, vjp);
    let len = x.len();
    check!(one_place_by_two_sums(&x, w, len), wrt(x, w), gradient, value_and_gradient, vjp);
    for (k, n) in [(3, 0), (2, 1), (1, 1)] {
        let y = [x.clone(), x.clone()].concat();
        check!(multiples_of_another_length(&y, w, k, n), wrt(y, w), gradient, value_and_gradient, vjp);
    }
    let (y, a, b) = ([x.clone(), x.clone()].concat(), 1, 0);
    check!(places_that_may_be_one(&y, w, n, a, b), wrt(y, w), gradient, value_and_gradient, vjp);
    let xs = vec![DVector::from_vec(vec![0.5, 0.6]), DVector::from_vec(vec![-0.5, 1.6])];
    check!(entries_that_are_vectors(&xs, w), wrt(xs, w), gradient, value_and_gradient, vjp);
}

/// The adjoint of what the first loop carries is no sum of what the second adds.
#[differentiate(wrt(x))]
fn weighed(x: f64, w: &[f64]) -> f64 {
    let mut t = 0.0;
    let mut s = x;
    for i in 0..w.len() {
        t += s;
        s *= w[i];
    }
    t
}

/// Backwards and forwards: a sum in another order is another number.
#[differentiate]
fn there_and_back(x: &[f64]) -> f64 {
    let mut s = 1.0;
    for i in (0..x.len()).rev() {
        s = s * 0.5 + x[i];
    }
    let mut t = 0.0;
    for i in 0..x.len() {
        t += x[i];
    }
    s * t
}

/// Recurrences of different lengths.
#[differentiate(wrt(x))]
fn of_two_lengths(x: &[f64], n: usize, m: usize) -> f64 {
    let mut t = 0.0;
    for v in x {
        let mut a = *v;
        for _ in 0..n {
            a = a.sin();
        }
        let mut b = *v;
        for _ in 0..m {
            b = b.sin();
        }
        t += if a > 0.3 { b } else { 2.0 * b };
    }
    t
}

#[differentiate(wrt(x))]
fn a_condition_in_a_branch(x: f64, on: bool) -> f64 {
    let y = if on {
        let s = x.sin();
        if s > 0.5 { s * x } else { x }
    } else {
        x
    };
    y * y
}

#[test]
fn loops_and_branches() {
    let (x, w, on) = (0.7, vec![2.0, 3.0], true);
    check!(weighed(x, &w), wrt(x), gradient, value_and_gradient, vjp);
    check!(a_condition_in_a_branch(x, on), wrt(x), gradient, value_and_gradient, vjp);
    let (x, n, m) = (vec![1.0, 1e16, -1e16], 2, 3);
    assert_eq!(there_and_back::value_and_gradient(&x).0, there_and_back(&x));
    let x = vec![0.5, -0.8, 1.2];
    check!(of_two_lengths(&x, n, m), wrt(x), gradient, value_and_gradient, vjp);
}

/// Chains of products whose links are made in other ways.
#[differentiate(wrt(v, x, w))]
fn scaled_links(v: &[f64], x: &[f64], w: f64) -> f64 {
    let (a, b) = (v[2], v[3]);
    let mut m = Matrix2::new(w, v[0], 0.3, v[1]);
    for k in 0..x.len() {
        let other = Matrix2::new(w, a, b, a);
        let link = other * x[k];
        m *= link;
    }
    m[(0, 1)] + m[(1, 1)]
}

#[differentiate(wrt(v, x, w))]
fn negative_links(v: &[f64], x: &[f64], w: f64) -> f64 {
    let mut m = Matrix2::new(w, v[0], 0.3, v[1]);
    for k in 0..x.len() {
        let link = -Matrix2::new(w, x[k], 0.3, 1.0);
        m *= link;
    }
    m[(0, 1)] + m[(1, 1)]
}

#[differentiate(wrt(v, x, w))]
fn links_of_sixteen(v: &[f64], x: &[f64], w: f64) -> f64 {
    let mut m = Matrix4::<f64>::identity();
    for k in 0..x.len() {
        m *= Matrix4::new(w, x[k], 0.0, 1.0, v[0], 1.0, 0.2, 0.0, 0.0, v[1], 1.0, x[k], 0.3, 0.0, w, 1.0);
    }
    m[(0, 1)] + m[(2, 1)]
}

#[differentiate(wrt(v, x, w))]
fn of_another_height(v: &[f64], x: &[f64], w: f64) -> f64 {
    let mut m = Matrix2x3::new(w, v[0], 0.3, v[1], 0.7, v[2]);
    let u = Vector3::new(v[0], w, 1.0);
    for k in 0..x.len() {
        m *= Matrix3::new(w, x[k], 0.1, 0.2, 1.0, 0.3, v[3], 0.0, 1.0);
    }
    (m * u).sum()
}

#[differentiate(wrt(v, x, w))]
fn carried_beside(v: &[f64], x: &[f64], w: f64) -> f64 {
    let len = x.len();
    let u = Vector2::new(v[0], v[1]);
    let start = Matrix2::new(w, v[2], 0.3, v[3]);
    let mut s = w;
    for _ in 0..2 {
        let mut m = start;
        let mut t = s;
        for k in 0..len {
            m = Matrix2::new(w, x[k], 0.3, 1.0) * m;
            t *= x[k];
        }
        let r = u * t;
        s = (m * r).sum();
    }
    s
}

#[differentiate(wrt(v, x))]
fn of_another_width(v: &[f64], x: &[f64]) -> f64 {
    let mut m = Matrix3x2::new(v[0], 0.1, 0.2, v[1], 0.3, 0.4);
    for t in x {
        let (s, c) = t.sin_cos();
        m = Matrix3::new(c, -s, 0.0, s, c, 0.0, 0.0, 0.0, 1.0) * m;
    }
    m[(0, 1)]
}

#[test]
fn chains_of_products() {
    let (v, x, w) = (vec![0.5, -0.4, 0.9, 0.3], vec![0.7, 1.2], 0.8);
    check!(scaled_links(&v, &x, w), wrt(v, x, w), gradient, value_and_gradient, vjp);
    check!(negative_links(&v, &x, w), wrt(v, x, w), gradient, value_and_gradient, vjp);
    check!(links_of_sixteen(&v, &x, w), wrt(v, x, w), gradient, value_and_gradient, vjp);
    check!(of_another_height(&v, &x, w), wrt(v, x, w), gradient, value_and_gradient, vjp);
    check!(of_another_width(&v, &x), wrt(v, x), gradient, value_and_gradient, vjp);
    check!(carried_beside(&v, &x, w), wrt(v, x, w), gradient, value_and_gradient, vjp);
}

/// A row times what the loop itself changes.
#[differentiate]
fn by_what_changes(v: &DVector<f64>, w: f64) -> f64 {
    let a = v * v.transpose();
    let mut y = v * w;
    for i in 0..a.nrows() {
        let s = a.row(i).tr_dot(&y);
        y[i] = s.sin();
    }
    y.sum()
}

/// Sums that are no row plus one vector.
#[differentiate]
fn without_the_row(v: &DVector<f64>, r: &RowDVector<f64>) -> f64 {
    let mut a = v * v.transpose();
    let q = v.transpose();
    for i in 0..a.nrows() {
        let _row = a.row(i);
        let sum = r - &q;
        a.set_row(i, &sum);
    }
    a.norm_squared()
}

#[differentiate]
fn rows_of_another(v: &DVector<f64>, r: &RowDVector<f64>, w: f64) -> f64 {
    let mut a = v * v.transpose();
    let b = v * v.transpose() * w;
    for i in 0..a.nrows() {
        let row = b.row(i) + r;
        a.set_row(i, &row);
    }
    a.norm_squared()
}

#[differentiate(wrt(v, r))]
fn into_one_row(v: &DVector<f64>, r: &RowDVector<f64>, n: usize) -> f64 {
    let mut a = v * v.transpose();
    for i in 0..a.nrows() {
        let row = a.row(i) + r;
        a.set_row(n, &row);
    }
    a.norm_squared()
}

/// The last row is not read: nothing is said of it.
#[differentiate(wrt(w, a))]
fn fewer_rows(w: &Vector3<f64>, a: &Matrix3<f64>, y: &DVector<f64>) -> f64 {
    a.row_iter().zip(y.iter()).map(|(row, y)| (y - row.tr_dot(w)).powi(2)).sum()
}

/// A chain of products that begins with an outer one.
#[differentiate]
fn from_an_outer_product(x: &DVector<f64>, y: &DVector<f64>, a: &DMatrix<f64>, v: &DVector<f64>) -> f64 {
    (x * y.transpose() * a * v).sum()
}

#[differentiate]
fn a_row_times_a_matrix(r: &RowDVector<f64>, m: &DMatrix<f64>) -> f64 {
    (r * m).dot(r) + (r * m.transpose()).dot(r)
}

/// Sums, differences and products of a symmetric matrix and one that is not.
#[differentiate]
fn not_symmetric(a: &DMatrix<f64>, u: &DVector<f64>) -> f64 {
    let sum = a.tr_mul(a) + a;
    let difference = a.tr_mul(a) - a;
    let product = a.tr_mul(a).component_mul(a);
    (sum * u).dot(u) + (difference * u).norm_squared() + (product * u).dot(u)
}

#[test]
fn rows_of_matrices() {
    let (v, r) = (DVector::from_vec(vec![0.5, -0.4, 0.9]), RowDVector::from_vec(vec![0.7, 1.2, -0.3]));
    let (w, n) = (0.8, 1);
    check!(by_what_changes(&v, w), wrt(v, w), gradient, value_and_gradient, vjp);
    check!(without_the_row(&v, &r), wrt(v, r), gradient, value_and_gradient, vjp);
    check!(rows_of_another(&v, &r, w), wrt(v, r, w), gradient, value_and_gradient, vjp);
    check!(into_one_row(&v, &r, n), wrt(v, r), gradient, value_and_gradient, vjp);
    let (x, y, a) = (v.clone(), &v * 0.3, &v * v.transpose());
    let m = DMatrix::from_fn(3, 3, |i, j| 0.3 * i as f64 - 0.7 * j as f64 + 0.1);
    check!(a_row_times_a_matrix(&r, &m), wrt(r, m), gradient, value_and_gradient, vjp);
    check!(not_symmetric(&m, &v), wrt(m, v), gradient, value_and_gradient, vjp);
    check!(from_an_outer_product(&x, &y, &a, &v), wrt(x, y, a, v), gradient, value_and_gradient, vjp);
    let (w, y) = (Vector3::new(0.5, -0.4, 0.9), DVector::from_vec(vec![0.7, 1.2]));
    let mut a = Matrix3::new(0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9);
    check!(fewer_rows(&w, &a, &y), wrt(w, a), gradient, value_and_gradient, vjp);
    let (by_w, _) = fewer_rows::gradient(&w, &a, &y);
    a.row_mut(2).fill(f64::NAN);
    assert_close(&fewer_rows::gradient(&w, &a, &y).0, &by_w);
}

/// More rows than columns, of sizes that are known late.
#[differentiate(wrt(a))]
fn tall(a: &DMatrix<f64>, p: &DMatrix<f64>) -> f64 {
    let svd = a.clone().svd(true, true);
    (svd.u.unwrap() * svd.v_t.unwrap()).dot(p)
}

#[differentiate(wrt(a))]
fn tall_of_four(a: &Matrix4xX<f64>, p: &Matrix4xX<f64>) -> f64 {
    let svd = a.clone().svd(true, true);
    (svd.u.unwrap() * svd.v_t.unwrap()).dot(p)
}

#[test]
fn singular_vectors() {
    let entries = [0.5, -0.4, 0.9, 0.3, 1.2, 0.8, -0.6, 0.7];
    let (a, p) = (DMatrix::from_row_slice(4, 2, &entries), DMatrix::from_fn(4, 2, |i, j| 0.3 * i as f64 - j as f64));
    check!(tall(&a, &p), wrt(a), gradient, value_and_gradient, vjp);
    let (a, p) = (Matrix4xX::from_row_slice(&entries), Matrix4xX::from_fn(2, |i, j| 0.3 * i as f64 - j as f64));
    check!(tall_of_four(&a, &p), wrt(a), gradient, value_and_gradient, vjp);
}

/// Factors that are multiplied one after the other, as their product is out of range.
#[differentiate(wrt(x))]
fn far_apart(x: &DVector<f64>, w: &DVector<f64>) -> f64 {
    w.dot(&(x * 1e200 * 1e200))
}

#[differentiate(wrt(x))]
fn far_apart_scalars(x: f64, w: f64) -> f64 {
    w * ((x * 1e200) * 1e200)
}

#[differentiate(wrt(x))]
fn nearly_nothing(x: f64, v: f64, w: f64) -> f64 {
    w * (((x * v) * 1e-5) * 1e-317)
}

#[differentiate(wrt(x))]
fn a_small_quotient(x: f64, n: f64) -> f64 {
    1e-320 * ((x * 1e-6) / n)
}

#[differentiate(wrt(x))]
fn a_quotient_of_numbers(x: f64, n: f64) -> f64 {
    3.0 * ((x * 2.0) / n)
}

/// The product of the numbers is no `f32`.
#[differentiate(wrt(x))]
fn far_apart_singles(x: &DVector<f32>, w: &DVector<f32>) -> f32 {
    w.dot(&(x * 1e30 * 1e30))
}

/// Of a bounded function, whatever is multiplied with zero is zero.
#[differentiate]
fn zero_times_a_root(x: f64) -> f64 {
    x.sqrt() * 0.0
}

#[test]
fn numbers_at_the_ends_of_the_range() {
    let one = |number: f64| DVector::from_element(1, number);
    assert_within(&far_apart::gradient(&one(1e-300), &one(1e-300)), &one(1e100), 1e-14);
    assert_within(&far_apart_scalars::gradient(1e-300, 1e-300), &1e100, 1e-14);
    assert_within(&nearly_nothing::gradient(1.0, 1e22, 1e300), &(1e300 * 1e-317 * 1e-5 * 1e22), 1e-14);
    assert_within(&(a_small_quotient::gradient(1.0, 1e-100) / (1e-320 * 1e94)), &1.0, 1e-12);
    assert_within(&a_quotient_of_numbers::gradient(1.0, 4.0), &1.5, 1e-14);
    let by_x = far_apart_singles::gradient(&DVector::from_element(1, 1e-30), &DVector::from_element(1, 1e-30));
    assert_within(&by_x[0], &1e30, 1e-6);
    assert_close(&zero_times_a_root::gradient(0.0), &0.0);
}
