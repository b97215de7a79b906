//! Factorizations, determinants and linear systems by loops and by recursion, against their closed forms.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

mod common;

use autodiff::differentiate;
use common::{assert_close, assert_within, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix3, Matrix4, Vector4};

#[differentiate]
fn log_determinant(a: &[Vec<f64>]) -> f64 {
    let n = a.len();
    let mut l = a.to_vec();
    let mut total = 0.0;
    for j in 0..n {
        for k in 0..j {
            l[j][j] -= l[j][k] * l[j][k];
        }
        if l[j][j] <= 0.0 {
            return f64::NEG_INFINITY;
        }
        l[j][j] = l[j][j].sqrt();
        total += 2.0 * l[j][j].ln();
        for i in j + 1..n {
            for k in 0..j {
                l[i][j] -= l[i][k] * l[j][k];
            }
            l[i][j] /= l[j][j];
        }
    }
    total
}

#[differentiate]
fn cholesky<const N: usize>(a: [[f64; N]; N]) -> [[f64; N]; N] {
    let mut l = [[0.0; N]; N];
    for i in 0..N {
        for j in 0..=i {
            let mut sum = a[i][j];
            for k in 0..j {
                sum -= l[i][k] * l[j][k];
            }
            l[i][j] = if i == j { sum.sqrt() } else { sum / l[j][j] };
        }
    }
    l
}

#[test]
fn log_determinant_by_cholesky_in_place() {
    let rows = [[4.0, 1.0, 0.5], [1.0, 3.0, -0.2], [0.5, -0.2, 2.0]];
    let s = Matrix3::from_fn(|i, j| rows[i][j]);
    let inverse = s.try_inverse().expect("regular");
    // The lower triangle alone is read, so that its entries get both halves.
    let by_s = (0..3)
        .map(|i| {
            let factor = |j: usize| if i == j { 1.0 } else { 2.0 };
            (0..3).map(|j| if j > i { 0.0 } else { factor(j) * inverse[(i, j)] }).collect()
        })
        .collect::<Vec<Vec<f64>>>();
    let found = log_determinant::value_and_gradient(&rows.map(|row| row.to_vec()));
    assert_close(&found, &(s.determinant().ln(), by_s));
}

#[test]
fn an_indefinite_matrix_returns_early() {
    let indefinite = vec![vec![1.0, 0.0], vec![2.0, 1.0]];
    let found = log_determinant::value_and_gradient(&indefinite);
    assert_close(&found, &(f64::NEG_INFINITY, vec![vec![0.0; 2]; 2]));
}

#[test]
fn m33_cholesky_of_arrays() {
    let (l, pullback) = cholesky::vjp([[4.0, 1.0, 0.5], [1.0, 3.0, -0.2], [0.5, -0.2, 2.0]]);
    let cotangent = [[1.0, 0.0, 0.0], [-0.5, 2.0, 0.0], [0.3, 0.7, -1.0]];
    let value = l.iter().flatten().zip(cotangent.iter().flatten()).map(|(l, c)| l * c).sum::<f64>();
    assert_close(&value, &3.626_362_054_750_01);
    let (d, e, f) = (0.315_648_171_388_258_87, 0.622_898_345_502_23, -0.362_824_935_664_135_5);
    let (a, b, c) = (-0.301_746_915_203_800_7, 0.078_308_459_301_530_49, 0.168_178_630_625_945_8);
    assert_close(&pullback(&cotangent), &[[d, 0.0, 0.0], [2.0 * a, e, 0.0], [2.0 * b, 2.0 * c, f]]);
}

#[differentiate]
fn determinant(a: &[f64], n: usize) -> f64 {
    if n == 1 {
        return a[0];
    }
    let i = 0;
    let mut total = 0.0;
    for j in 0..n {
        let mut minor = Vec::with_capacity((n - 1) * (n - 1));
        for r in 0..n {
            if r == i {
                continue;
            }
            for c in 0..n {
                if c != j {
                    minor.push(a[r * n + c]);
                }
            }
        }
        let sign = if (i + j) % 2 == 0 { 1.0 } else { -1.0 };
        total += sign * a[i * n + j] * determinant(&minor, n - 1);
    }
    total
}

#[test]
fn b2_determinant_by_minors() {
    let x = [2.0, -1.0, 0.5, 0.3, 3.0, 1.2, -0.7, 0.4, 1.5];
    let cofactors = vec![4.02, -1.29, 2.22, 1.7, 3.35, -0.1, -2.7, -2.25, 6.3];
    assert_close(&determinant::value_and_gradient(&x, 3), &(10.44, cofactors));
    assert_close(&determinant::value_and_gradient(&[-0.5], 1), &(-0.5, vec![1.0]));
    let mut rng = Rng::with_seed(92);
    for n in [2, 4, 5] {
        let a = random(&mut rng, DMatrix::zeros(n, n));
        let value = a.determinant();
        // By rows: the inverse, by columns, is the transposed cofactors.
        let cofactors = a.clone().try_inverse().expect("regular") * value;
        let found = determinant::value_and_gradient(a.transpose().as_slice(), n);
        assert_within(&found, &(value, cofactors.as_slice().to_vec()), 1e-10);
    }
    // A singular matrix has cofactors too.
    assert_close(&determinant::gradient(&[1.0, 2.0, 2.0, 4.0], 2), &vec![4.0, -2.0, -2.0, 1.0]);
}

#[differentiate]
fn forward_substitution(l: &[Vec<f64>], b: &[f64]) -> Vec<f64> {
    let mut x = b.to_vec();
    for i in 0..x.len() {
        for j in 0..i {
            x[i] -= l[i][j] * x[j];
        }
        x[i] /= l[i][i];
    }
    x
}

#[differentiate]
fn solve<const N: usize>(a: &[[f64; N]; N], b: &[f64; N]) -> [f64; N] {
    let mut a = *a;
    let mut x = *b;
    for k in 0..N {
        let mut pivot = k;
        for i in k + 1..N {
            if a[i][k].abs() > a[pivot][k].abs() {
                pivot = i;
            }
        }
        if pivot != k {
            a.swap(pivot, k);
            x.swap(pivot, k);
        }
        for i in k + 1..N {
            let factor = a[i][k] / a[k][k];
            for j in k..N {
                a[i][j] -= factor * a[k][j];
            }
            x[i] -= factor * x[k];
        }
    }
    for i in (0..N).rev() {
        for j in i + 1..N {
            x[i] -= a[i][j] * x[j];
        }
        x[i] /= a[i][i];
    }
    x
}

#[test]
fn substitution_and_elimination_with_pivots() {
    let l = vec![vec![2.0, 0.0, 0.0], vec![-1.0, 0.5, 0.0], vec![0.3, 4.0, -1.5]];
    let (b, c) = (vec![1.0, 2.0, -0.5], vec![0.5, -1.0, 2.0]);
    let lower = Matrix3::from_fn(|i, j| l[i][j]);
    let x = lower.try_inverse().expect("regular") * DVector::from_vec(b.clone());
    let by_b = lower.transpose().try_inverse().expect("regular") * DVector::from_vec(c.clone());
    let by_l = (0..3).map(|i| (0..3).map(|j| if j > i { 0.0 } else { -by_b[i] * x[j] }).collect()).collect();
    let (value, pullback) = forward_substitution::vjp(&l, &b);
    let expected: (Vec<Vec<f64>>, Vec<f64>) = (by_l, by_b.as_slice().to_vec());
    assert_close(&value, &x.as_slice().to_vec());
    assert_close(&pullback(&c), &expected);

    // aᵀ A⁻¹ b: with Aᵀ λ = a and A u = b the derivatives are -λ uᵀ and λ.
    let a = [[1.0, 2.0, -0.5], [0.25, -1.5, 3.0], [0.75, 0.1, 2.0]];
    let (cotangent, b) = ([1.0, -2.0, 0.5], [0.3, 2.0, -1.5]);
    let (u, pullback) = solve::vjp(&a, &b);
    assert_close(&(u[0] - 2.0 * u[1] + 0.5 * u[2]), &90.18);
    let lambda = [16.6, 21.6, -28.0];
    assert_close(&pullback(&cotangent), &(lambda.map(|l| u.map(|u| -l * u)), lambda));

    // Every column asks for a swap, and the first for one with the last row.
    let a = [[0.0, 2.0, 1.0, -1.0], [1.0, 0.5, -0.3, 2.0], [-2.0, 1.0, 4.0, 0.6], [5.0, 2.5, 1.0, 1.0]];
    let (b, cotangent) = ([1.0, -2.0, 0.5, 3.0], [0.5, 1.0, -1.0, 2.0]);
    let regular = Matrix4::from_fn(|i, j| a[i][j]);
    let u = regular.try_inverse().expect("regular") * Vector4::from(b);
    let lambda = regular.transpose().try_inverse().expect("regular") * Vector4::from(cotangent);
    let (value, pullback) = solve::vjp(&a, &b);
    assert_within(&value, &u, 1e-12);
    let lambda: [f64; 4] = lambda.into();
    assert_within(&pullback(&cotangent), &(lambda.map(|l| value.map(|u| -l * u)), lambda), 1e-12);
}
