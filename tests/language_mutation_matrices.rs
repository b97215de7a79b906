//! Change in place of vectors and matrices: entries, rows, columns, `axpy`, copies; and of nested arrays.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

#[macro_use]
mod agrees;
mod common;

use autodiff::{check, differentiate};
use common::{assert_close, assert_within, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Vector2, Vector3};

agrees! {
    entries_of_a_square_array at [0.5, 2.0, -1.5, 0.7, 0.1, -0.2, 1.1, 0.3, 0.9];
    rows_of_vecs at [0.5, 2.0, -1.5], [0.5, 0.4];
    elements_that_are_vectors at [0.5, 2.0, -1.5], [0.5];
    nested_repeat at [0.5, 2.0], [0.3, -0.4];
}

#[differentiate]
fn entries_of_a_square_array(x: &[f64]) -> f64 {
    let mut m = [[0.0; 3]; 3];
    for i in 0..3 {
        for j in 0..3 {
            m[i][j] = x[3 * i + j];
        }
    }
    for k in 0..3 {
        m[k][(k + 1) % 3] *= m[k][k];
        m[2 - k][k] -= m[0][k] * m[1][k];
    }
    m.swap(0, 2);
    let row = &mut m[1];
    row[0] += row[1] * row[2];
    m[0][0] * m[1][0] - m[2][1] * m[0][2] + m[1][1] * m[2][2]
}

#[differentiate]
fn rows_of_vecs(x: &[f64]) -> f64 {
    let n = x.len();
    let mut rows: Vec<Vec<f64>> = vec![vec![1.0; n]; n];
    for i in 0..n {
        for j in 0..=i {
            rows[i][j] *= x[i] - x[j].cos();
        }
    }
    for row in rows.iter_mut() {
        row[0] += 0.5;
        for entry in row.iter_mut() {
            *entry *= x[0];
        }
    }
    rows.swap(0, n - 1);
    rows[0].swap(0, 1);
    let mut total = 0.0;
    for (i, row) in rows.iter().enumerate() {
        for entry in row {
            total += entry * entry * (i + 1) as f64;
        }
    }
    total
}

#[differentiate]
fn elements_that_are_vectors(x: &[f64]) -> f64 {
    let mut points: Vec<DVector<f64>> = Vec::new();
    for x in x {
        points.push(DVector::from_vec(vec![*x, x * x]));
    }
    for i in 0..points.len() {
        points[i][1] -= 1.0;
        points[i] *= x[0];
    }
    for point in points.iter_mut() {
        point[0] += point[1];
    }
    let mut total = 0.0;
    for p in &points {
        total += p.dot(&points[0]);
    }
    total
}

#[differentiate]
fn nested_repeat(x: &[f64]) -> f64 {
    let mut table = [[[x[0]; 2]; 3]; 2];
    table[1][2][0] *= x[1];
    table[0] = table[1];
    table[0][0] = [x[1], table[0][2][0]];
    let mut total = 0.0;
    for plane in &table {
        for row in plane {
            total += row[0] * row[1];
        }
    }
    total
}

#[differentiate]
fn scaled_vectors(a: &DVector<f64>, x: &DVector<f64>, s: f64) -> f64 {
    let mut v = x.clone();
    v *= s;
    v += &(a * s);
    v -= x * 0.5;
    v /= 1.0 + s * s;
    v.axpy(s, a, 2.0);
    v.axpy(-1.0, x, 1.0);
    v[0] *= v[1];
    v.dot(a)
}

#[differentiate]
fn rows_and_columns(m: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    let mut a = m.clone();
    a.set_column(0, x);
    a.set_row(1, &x.transpose());
    a.swap((0, 1), (1, 0));
    a.row_mut(2).fill(x[0]);
    let mut column = a.column_mut(1);
    column *= x[1];
    column[0] -= x[2];
    a[(2, 2)] -= a[(0, 0)] * a[(1, 1)];
    a *= 0.5;
    a.dot(m)
}

#[differentiate]
fn elimination_by_rows(m: &DMatrix<f64>) -> f64 {
    let n = m.nrows();
    let mut a = m.clone();
    let mut determinant = 1.0;
    for k in 0..n {
        determinant *= a[(k, k)];
        for i in k + 1..n {
            let factor = a[(i, k)] / a[(k, k)];
            let pivot_row = a.row(k).into_owned();
            let mut row = a.row_mut(i);
            row -= pivot_row * factor;
        }
    }
    determinant
}

#[differentiate]
fn modified_gram_schmidt(m: &DMatrix<f64>) -> DMatrix<f64> {
    let mut q = m.clone();
    for j in 0..q.ncols() {
        for k in 0..j {
            let earlier = q.column(k).into_owned();
            let share = earlier.dot(&q.column(j));
            q.column_mut(j).axpy(-share, &earlier, 1.0);
        }
        let norm = q.column(j).norm();
        let mut column = q.column_mut(j);
        column /= norm;
    }
    q
}

#[test]
fn rows_columns_and_vectors_are_changed() {
    let mut rng = Rng::with_seed(71);
    for _ in 0..4 {
        let (m, x, a, s) = random(&mut rng, (DMatrix::zeros(3, 3), DVector::zeros(3), DVector::zeros(3), 0.0));
        let found = scaled_vectors::gradient(&a, &x, s);
        check::gradient(|(a, x, s)| scaled_vectors(a, x, *s), &(a, x.clone(), s), &found).unwrap();
        let found = rows_and_columns::gradient(&m, &x);
        check::gradient(|(m, x)| rows_and_columns(m, x), &(m.clone(), x), &found).unwrap();
        let determinant = m.determinant();
        let cofactors = m.clone().try_inverse().expect("regular").transpose() * determinant;
        assert_within(&elimination_by_rows::value_and_gradient(&m), &(determinant, cofactors), 1e-9);
        let (q, pullback) = modified_gram_schmidt::vjp(&m);
        assert_within(&(q.transpose() * &q), &DMatrix::<f64>::identity(3, 3), 1e-10);
        let cotangent = random(&mut rng, q);
        check::vjp(modified_gram_schmidt, pullback, &m, &cotangent).unwrap();
    }
}

#[differentiate]
fn static_matrices(m: Matrix3<f64>, v: Vector3<f64>) -> Matrix3<f64> {
    let mut a = m;
    let mut v = v;
    v.x *= v.y;
    a.m12 -= v.x;
    a[(1, 1)] /= v.z;
    a.set_column(2, &v);
    a *= v.y;
    a += m * 2.0;
    a
}

#[differentiate]
fn copied_vectors(x: &Vector2<f64>, y: &Vector2<f64>) -> f64 {
    let mut buffer = Vector2::zeros();
    let mut total = 0.0;
    for (i, v) in [x, y, x].iter().enumerate() {
        buffer.copy_from(v);
        buffer.swap((0, 0), (1, 0));
        buffer *= (i + 1) as f64 + total;
        total += buffer.dot(x);
    }
    let mut both = Matrix2::zeros();
    both.set_row(0, &x.transpose());
    both.set_row(1, &buffer.transpose());
    both.row_mut(0).copy_from(&y.transpose());
    total * both.m11 - both.m22
}

#[test]
fn static_vectors_and_matrices_are_changed() {
    let mut rng = Rng::with_seed(72);
    let (m, v, c) = random(&mut rng, (Matrix3::zeros(), Vector3::zeros(), Matrix3::zeros()));
    let (value, pullback) = static_matrices::vjp(m, v);
    assert_close(&value, &static_matrices(m, v));
    check::vjp(|(m, v)| static_matrices(*m, *v), pullback, &(m, v), &c).unwrap();
    let (x, y) = (Vector2::new(0.5, -1.2), Vector2::new(2.0, 0.7));
    let gradient = copied_vectors::gradient(&x, &y);
    check::gradient(|(x, y)| copied_vectors(x, y), &(x, y), &gradient).unwrap();
}
