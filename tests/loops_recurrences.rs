//! Recurrences and algorithms over entries: filters, integrators, factorizations, dynamic programming.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]
#![allow(clippy::iter_cloned_collect, reason = "a copy by an iterator is what is tested")]

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, assert_within, positive, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Vector2};

#[differentiate]
fn fibonacci_like(a: f64, b: f64, x0: f64, x1: f64, n: usize) -> f64 {
    let mut y = DVector::zeros(n);
    y[0] = x0;
    y[1] = x1;
    for i in 2..n {
        y[i] = a * y[i - 1] + b * y[i - 2];
    }
    y[n - 1]
}

#[differentiate]
fn fibonacci_by_scalars(a: f64, b: f64, x0: f64, x1: f64, n: usize) -> f64 {
    let mut before = x0;
    let mut last = x1;
    for _ in 2..n {
        let next = a * last + b * before;
        before = last;
        last = next;
    }
    last
}

#[test]
fn a_recurrence_of_order_two() {
    assert_eq!(fibonacci_like::value_and_gradient(1.0, 1.0, 0.0, 1.0, 10).0, 34.0);
    for n in [2, 3, 6] {
        let by_array = fibonacci_like::gradient(0.5, -1.5, 2.0, 0.7, n);
        assert_close(&by_array, &fibonacci_by_scalars::gradient(0.5, -1.5, 2.0, 0.7, n));
        let f = |p: &(f64, f64, f64, f64)| fibonacci_like(p.0, p.1, p.2, p.3, n);
        check::gradient(f, &(0.5, -1.5, 2.0, 0.7), &by_array).unwrap();
    }
}

#[differentiate]
fn logistic_map(r: f64, x: f64, n: usize) -> Vec<f64> {
    let mut orbit: Vec<f64> = Vec::new();
    orbit.push(x);
    for i in 0..n {
        let last = orbit[i];
        orbit.push(r * last * (1.0 - last));
    }
    orbit
}

#[test]
fn an_orbit_that_grows() {
    let (r, x) = (3.2, 0.3);
    let (orbit, pullback) = logistic_map::vjp(r, x, 5);
    assert_eq!(orbit, logistic_map(r, x, 5));
    let cotangent = vec![0.5, -1.0, 2.0, 0.0, 1.0, -0.3];
    check::vjp(|p: &(f64, f64)| logistic_map(p.0, p.1, 5), pullback, &(r, x), &cotangent).unwrap();
}

#[differentiate]
fn prefix_sums(x: &[f64]) -> Vec<f64> {
    let mut sums: Vec<f64> = x.iter().copied().collect();
    for i in 1..sums.len() {
        sums[i] += sums[i - 1];
    }
    sums
}

#[test]
fn prefix_sums_in_place() {
    let (sums, pullback) = prefix_sums::vjp(&[1.0, 2.0, 4.0, 8.0]);
    assert_eq!(sums, vec![1.0, 3.0, 7.0, 15.0]);
    // The adjoint sums from the other end.
    assert_eq!(pullback(&vec![1.0, 2.0, 4.0, 8.0]), vec![15.0, 14.0, 12.0, 8.0]);
    assert_eq!(prefix_sums::vjp(&[]).1(&Vec::new()), Vec::new());
}

#[differentiate]
fn runge_kutta(x: f64, v: f64, k: f64, mu: f64, steps: usize) -> f64 {
    let h = 1.0 / steps as f64;
    let mut x = x;
    let mut v = v;
    for _ in 0..steps {
        let (a1, b1) = (v, mu * (1.0 - x * x) * v - k * x);
        let (x2, v2) = (x + h / 2.0 * a1, v + h / 2.0 * b1);
        let (a2, b2) = (v2, mu * (1.0 - x2 * x2) * v2 - k * x2);
        let (x3, v3) = (x + h / 2.0 * a2, v + h / 2.0 * b2);
        let (a3, b3) = (v3, mu * (1.0 - x3 * x3) * v3 - k * x3);
        let (x4, v4) = (x + h * a3, v + h * b3);
        let (a4, b4) = (v4, mu * (1.0 - x4 * x4) * v4 - k * x4);
        x += h / 6.0 * (a1 + 2.0 * a2 + 2.0 * a3 + a4);
        v += h / 6.0 * (b1 + 2.0 * b2 + 2.0 * b3 + b4);
    }
    x
}

#[test]
fn runge_kutta_of_an_oscillator() {
    let (x, v, k) = (0.7_f64, -0.4_f64, 2.25_f64);
    // Undamped: x cos ωt + v/ω sin ωt with ω² = k at t = 1.
    let w = k.sqrt();
    let (sine, cosine) = w.sin_cos();
    let by_w = -x * sine + v * (cosine / w - sine / (w * w));
    let found = runge_kutta::gradient(x, v, k, 0.0, 200);
    assert_within(&(found.0, found.1, found.2), &(cosine, sine / w, by_w / (2.0 * w)), 1e-9);
    let gradient = runge_kutta::gradient(x, v, k, 0.8, 12);
    let f = |p: &(f64, f64, f64, f64)| runge_kutta(p.0, p.1, p.2, p.3, 12);
    check::gradient(f, &(x, v, k, 0.8), &gradient).unwrap();
}

#[differentiate(wrt(u, alpha))]
fn heat(u: &DVector<f64>, alpha: f64, steps: usize) -> DVector<f64> {
    let n = u.len();
    let mut now = u.clone();
    for _ in 0..steps {
        let before = now.clone();
        for i in 1..n - 1 {
            now[i] += alpha * (before[i - 1] - 2.0 * before[i] + before[i + 1]);
        }
    }
    now
}

#[test]
fn explicit_heat_equation() {
    let mut rng = Rng::with_seed(31);
    let (u, c) = random(&mut rng, (DVector::zeros(6), DVector::zeros(6)));
    for steps in [0, 1, 7] {
        let (value, pullback) = heat::vjp(&u, 0.2, steps);
        assert_eq!(value, heat(&u, 0.2, steps));
        check::vjp(|(u, alpha)| heat(u, *alpha, steps), &pullback, &(u.clone(), 0.2), &c).unwrap();
    }
}

#[differentiate]
fn forward_substitution(l: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
    let n = b.len();
    let mut x = DVector::zeros(n);
    for i in 0..n {
        let mut rest = b[i];
        for j in 0..i {
            rest -= l[(i, j)] * x[j];
        }
        x[i] = rest / l[(i, i)];
    }
    x
}

#[differentiate]
fn in_place_substitution(l: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
    let n = b.len();
    let mut x = b.clone();
    for j in 0..n {
        x[j] /= l[(j, j)];
        for i in j + 1..n {
            x[i] -= l[(i, j)] * x[j];
        }
    }
    x
}

#[test]
fn forward_substitution_by_rows_and_by_columns() {
    let mut rng = Rng::with_seed(32);
    for n in [1, 2, 5] {
        let (l, b): (DMatrix<f64>, DVector<f64>) = positive(&mut rng, (DMatrix::zeros(n, n), DVector::zeros(n)));
        let c = random(&mut rng, DVector::zeros(n));
        let lower = l.lower_triangle();
        let x = lower.solve_lower_triangular(&b).expect("regular");
        let by_b = lower.tr_solve_lower_triangular(&c).expect("regular");
        let expected = (-(&by_b * x.transpose()).lower_triangle(), by_b);
        for (value, found) in [
            (forward_substitution(&l, &b), forward_substitution::vjp(&l, &b).1(&c)),
            (in_place_substitution(&l, &b), in_place_substitution::vjp(&l, &b).1(&c)),
        ] {
            assert_within(&value, &x, 1e-10);
            assert_within(&found, &expected, 1e-10);
        }
    }
}

#[differentiate]
fn cholesky(s: &DMatrix<f64>) -> DMatrix<f64> {
    let n = s.nrows();
    let mut l = DMatrix::zeros(n, n);
    for j in 0..n {
        let mut square = s[(j, j)];
        for k in 0..j {
            square -= l[(j, k)] * l[(j, k)];
        }
        l[(j, j)] = square.sqrt();
        for i in j + 1..n {
            let mut entry = s[(i, j)];
            for k in 0..j {
                entry -= l[(i, k)] * l[(j, k)];
            }
            l[(i, j)] = entry / l[(j, j)];
        }
    }
    l
}

#[test]
fn m33_cholesky_by_loops() {
    let s = DMatrix::from_row_slice(3, 3, &[4.0, 1.0, 0.5, 1.0, 3.0, -0.2, 0.5, -0.2, 2.0]);
    let cotangent = DMatrix::from_row_slice(3, 3, &[1.0, 0.0, 0.0, -0.5, 2.0, 0.0, 0.3, 0.7, -1.0]);
    let (l, pullback) = cholesky::vjp(&s);
    assert_close(&(&l * l.transpose()), &s);
    assert_close(&l.dot(&cotangent), &3.626_362_054_750_01);
    // The loops read the lower triangle only, so its entries get both halves.
    let (d, e, f) = (0.315_648_171_388_258_87, 0.622_898_345_502_23, -0.362_824_935_664_135_5);
    let (a, b, c) = (-0.301_746_915_203_800_7, 0.078_308_459_301_530_49, 0.168_178_630_625_945_8);
    let expected = [d, 0.0, 0.0, 2.0 * a, e, 0.0, 2.0 * b, 2.0 * c, f];
    assert_close(&pullback(&cotangent), &DMatrix::from_row_slice(3, 3, &expected));
}

#[differentiate]
fn cheapest_path(cost: &DMatrix<f64>) -> f64 {
    let (rows, cols) = (cost.nrows(), cost.ncols());
    let mut best = cost.clone();
    for i in 0..rows {
        for j in 0..cols {
            if i > 0 && j > 0 {
                best[(i, j)] += best[(i - 1, j)].min(best[(i, j - 1)]);
            } else if i > 0 {
                best[(i, j)] += best[(i - 1, j)];
            } else if j > 0 {
                best[(i, j)] += best[(i, j - 1)];
            }
        }
    }
    best[(rows - 1, cols - 1)]
}

#[test]
fn dynamic_programming_marks_the_cheapest_path() {
    let cost = DMatrix::from_row_slice(3, 3, &[1.0, 9.0, 9.0, 1.0, 1.0, 9.0, 9.0, 1.0, 1.0]);
    let path = DMatrix::from_row_slice(3, 3, &[1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0]);
    assert_eq!(cheapest_path::value_and_gradient(&cost), (5.0, path));
    let row = DMatrix::from_row_slice(1, 4, &[1.0, 2.0, 3.0, 4.0]);
    assert_eq!(cheapest_path::value_and_gradient(&row), (10.0, DMatrix::repeat(1, 4, 1.0)));
}

#[differentiate]
fn soft_alignment(x: &[f64], y: &[f64]) -> f64 {
    let mut row: Vec<f64> = y.iter().map(|_| 0.0_f64).collect();
    for x in x {
        let mut diagonal: f64 = 0.0;
        for (j, y) in y.iter().enumerate() {
            let above = row[j];
            let left = if j > 0 { row[j - 1] } else { 0.0 };
            let soft = ((-above).exp() + (-left).exp() + (-diagonal).exp()).ln();
            row[j] = (x - y) * (x - y) - soft;
            diagonal = above;
        }
    }
    row[y.len() - 1]
}

#[test]
fn a_row_of_dynamic_programming_in_place() {
    let mut rng = Rng::with_seed(33);
    for (n, m) in [(1, 1), (3, 2), (2, 4), (0, 2)] {
        let (x, y) = random(&mut rng, (vec![0.0; n], vec![0.0; m]));
        let gradient = soft_alignment::gradient(&x, &y);
        check::gradient(|(x, y): &(Vec<f64>, Vec<f64>)| soft_alignment(x, y), &(x, y), &gradient).unwrap();
    }
}

#[differentiate]
fn power_iteration(m: &DMatrix<f64>, v: &Vector2<f64>, steps: usize) -> f64 {
    let mut v = DVector::from_vec(vec![v.x, v.y]);
    let mut size = v.norm();
    for _ in 0..steps {
        v = m * &v;
        size = v.norm();
        v /= size;
    }
    size
}

#[test]
fn power_iteration_finds_how_an_eigenvalue_changes() {
    let m = DMatrix::from_row_slice(2, 2, &[3.0, 1.0, 1.0, 3.0]);
    let (value, (by_m, by_v)) = power_iteration::value_and_gradient(&m, &Vector2::new(1.0, 0.2), 60);
    // The eigenvector (1, 1)/√2: λ changes by v vᵀ.
    assert_within(&value, &4.0, 1e-12);
    assert_within(&by_m, &DMatrix::repeat(2, 2, 0.5), 1e-12);
    assert_within(&by_v, &Vector2::new(0.0, 0.0), 1e-12);
}

/// Two variables that start alike and go apart, and the same two once more: each loop keeps its own.
#[differentiate(jvp, hvp)]
fn from_one_start(x: &[f64], a: f64, n: usize) -> f64 {
    let mut total = 0.0;
    for x in x {
        let (mut y, mut z) = (*x, *x);
        for _ in 0..n {
            y = (a * y).sin();
            z = (a * z).cos() * z;
        }
        let (mut u, mut v) = (*x, *x);
        for k in 0..n {
            u = (a * u).sin() + 0.1 * k as f64;
            v = (a * v).cos() * v;
        }
        total += y * z + u * v * v;
    }
    total
}

/// The first loop needs no record, so that only the second one runs again; it starts from the same.
#[differentiate(jvp, hvp)]
fn one_is_recorded(x: &[f64], a: f64, n: usize) -> f64 {
    let mut total = 0.0;
    for x in x {
        let mut y = *x;
        for _ in 0..n {
            y = 0.5 * y + 1.0;
        }
        let mut u = *x;
        for _ in 0..n {
            u = (a * u).sin();
        }
        total += y + u * u;
    }
    total
}

/// Storage that changes hands between two copies of one vector.
#[differentiate(jvp, hvp)]
fn swapped(x: &[f64], n: usize) -> f64 {
    let mut total = 0.0;
    for k in 0..n {
        let mut one = x.to_vec();
        let mut two = x.to_vec();
        for i in 1..x.len() {
            one[i] *= one[i - 1];
            two[i] += one[i] * two[i - 1];
            std::mem::swap(&mut one, &mut two);
        }
        total += one[x.len() - 1] * (k as f64 + 0.5) + two[0] * one[0];
    }
    total
}

/// Places and factors that depend on what earlier iterations left.
#[differentiate(hessian)]
fn from_a_place_that_moves(x: &[f64]) -> f64 {
    let (mut at, mut weight, mut total) = (0, 1.0_f64, 0.0);
    while at + 1 < x.len() {
        total += weight * x[at].powi(3) * x[at + 1];
        weight = 0.5 * weight + 1.0;
        at += 2;
    }
    for i in 0..x.len() - 1 {
        weight = 0.5 * weight + i as f64;
        total += weight * (x[i + 1] * x[i] * x[i]).sin();
    }
    total
}

/// The factor of each iteration's part of the Hessian is what the later iterations leave of it.
#[differentiate(hessian)]
fn discounted(x: &[f64]) -> f64 {
    let mut total = 0.0;
    for i in 0..x.len() - 1 {
        total = 0.5 * total + x[i] * x[i + 1] * x[i + 1];
    }
    total
}

#[test]
fn what_starts_alike_or_changes_hands() {
    let (x, a, n) = (vec![0.5, -0.8, 1.2, 0.3, 0.9], 0.7, 4);
    check!(from_one_start(&x, a, n), wrt(x, a), gradient, value_and_gradient, jvp, hvp);
    check!(one_is_recorded(&x, a, n), wrt(x, a), gradient, value_and_gradient, jvp, hvp);
    check!(swapped(&x, n), wrt(x), gradient, value_and_gradient, jvp, hvp);
    check!(from_a_place_that_moves(&x), wrt(x), gradient, value_and_gradient, hessian);
    check!(discounted(&x), wrt(x), gradient, value_and_gradient, hessian);
}
