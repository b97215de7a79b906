//! Parameters that loops read: slices, `Vec`s, arrays, containers of vectors; and all forms of their derivatives.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

mod common;

use autodiff::{Real, check, differentiate};
use common::assert_close;
use nalgebra::{DVector, SVector, Vector2, Vector3};

#[differentiate]
fn slice(x: &[f64], y: f64) -> f64 {
    let mut total = 0.0;
    for x in x {
        total = total * y + x.sin();
    }
    total
}

#[allow(clippy::ptr_arg, reason = "it is what is tested")]
#[differentiate]
fn borrowed_vec(x: &Vec<f64>, y: f64) -> f64 {
    x.iter().fold(0.0, |total, x| total * y + x.sin())
}

#[differentiate]
fn owned_vec(x: Vec<f64>, y: f64) -> f64 {
    let mut total = 0.0;
    for x in x {
        total = total * y + x.sin();
    }
    total
}

#[differentiate]
fn array(x: [f64; 3], y: f64) -> f64 {
    let mut total = 0.0;
    for i in 0..3 {
        total = total * y + x[i].sin();
    }
    total
}

#[differentiate]
fn borrowed_array(x: &[f64; 3], y: f64) -> f64 {
    let mut total = 0.0;
    for x in x {
        total = total * y + x.sin();
    }
    total
}

#[differentiate]
fn generic<T: Real, const N: usize>(x: &[T; N], y: T) -> T {
    let mut total = T::zero();
    for i in 0..N {
        total = total * y + x[i].sin();
    }
    total
}

const X: [f64; 3] = [0.5, -1.0, 2.0];
const Y: f64 = 1.5;

fn expected() -> (f64, ([f64; 3], f64)) {
    let sines = X.map(f64::sin);
    let by_x = [Y * Y * X[0].cos(), Y * X[1].cos(), X[2].cos()];
    ((sines[0] * Y + sines[1]) * Y + sines[2], (by_x, 2.0 * sines[0] * Y + sines[1]))
}

#[test]
fn the_gradient_has_the_type_of_its_parameter() {
    let (value, (by_x, by_y)) = expected();
    let as_vec: (f64, (Vec<f64>, f64)) = (value, (by_x.to_vec(), by_y));
    assert_close(&slice::value_and_gradient(&X, Y), &as_vec);
    assert_close(&borrowed_vec::value_and_gradient(&X.to_vec(), Y), &as_vec);
    assert_close(&owned_vec::value_and_gradient(X.to_vec(), Y), &as_vec);
    assert_close(&array::value_and_gradient(X, Y), &expected());
    assert_close(&borrowed_array::value_and_gradient(&X, Y), &expected());
    assert_close(&generic::value_and_gradient(&X, Y), &expected());
    assert_close(&generic::gradient(&X.map(|x| x as f32), Y as f32), &expected().1);
}

#[test]
fn all_forms_agree() {
    let (value, (by_x, by_y)) = expected();
    assert_close(&slice::gradient(&X, Y), &(by_x.to_vec(), by_y));
    let (found, pullback) = slice::vjp(&X, Y);
    assert_close(&found, &value);
    for cotangent in [1.0, -2.0, 0.0] {
        let expected = (by_x.map(|by_x| cotangent * by_x).to_vec(), cotangent * by_y);
        assert_close(&pullback(cotangent), &expected);
    }
    let (mut d_x, mut d_y) = (vec![f64::NAN; 3], f64::NAN);
    assert_close(&slice::value_and_gradient_into(&X, Y, &mut d_x, &mut d_y), &value);
    assert_close(&(d_x, d_y), &(by_x.to_vec(), by_y));
    let (mut d_x, mut d_y) = ([f64::NAN; 3], f64::NAN);
    assert_close(&array::value_and_gradient_into(X, Y, &mut d_x, &mut d_y), &value);
    assert_close(&(d_x, d_y), &(by_x, by_y));
}

#[differentiate]
fn points(points: &[DVector<f64>], centre: &DVector<f64>) -> f64 {
    let mut total = 0.0;
    for point in points {
        let difference = point - centre;
        total += difference.norm_squared() * point.dot(centre);
    }
    for i in 0..points.len() {
        for j in i + 1..points.len() {
            total += 1.0 / (&points[i] - &points[j]).norm();
        }
    }
    total
}

#[test]
fn a_slice_of_vectors() {
    let centre = DVector::from_vec(vec![0.1, 0.3]);
    let all = [[1.0, 2.0], [0.5, -1.0], [-0.7, 0.2]].map(|point| DVector::from_vec(point.to_vec())).to_vec();
    for n in 0..=3 {
        let point = (all[..n].to_vec(), centre.clone());
        let gradient = points::gradient(&point.0, &point.1);
        assert_eq!(gradient.0.len(), n);
        check::gradient(|(p, c): &(Vec<DVector<f64>>, DVector<f64>)| points(p, c), &point, &gradient).unwrap();
    }
}

#[differentiate]
fn variance(points: &[SVector<f64, 3>]) -> f64 {
    let mut mean = Vector3::zeros();
    for point in points {
        mean += point;
    }
    mean /= points.len() as f64;
    points.iter().map(|point| (point - mean).norm_squared()).sum::<f64>() / points.len() as f64
}

#[test]
fn a_slice_of_static_vectors() {
    let points = [Vector3::new(1.0, 2.0, 3.0), Vector3::new(0.5, -1.0, 2.0), Vector3::new(0.0, 0.5, -2.0)];
    let mean = (points[0] + points[1] + points[2]) / 3.0;
    let expected = points.map(|point| (point - mean) * (2.0 / 3.0)).to_vec();
    assert_close(&variance::gradient(&points), &expected);
}

#[differentiate]
fn rows(x: [[f64; 2]; 3], v: &[Vector2<f64>; 2]) -> f64 {
    let mut total = 0.0;
    for row in &x {
        for (i, entry) in row.iter().enumerate() {
            total += entry * entry * v[i].x;
        }
    }
    for i in 0..3 {
        total *= x[i][1] + v[1][1];
    }
    total
}

#[test]
fn arrays_of_arrays_and_of_vectors() {
    let point = ([[1.0, 2.0], [3.0, 4.0], [0.5, 0.6]], [Vector2::new(0.5, 2.0), Vector2::new(-1.0, 0.3)]);
    let gradient = rows::gradient(point.0, &point.1);
    check::gradient(|(x, v)| rows(*x, v), &point, &gradient).unwrap();
}

#[differentiate(wrt(values, x))]
fn sparse(values: &[f64], columns: &[usize], row_starts: &[usize], x: &[f64]) -> Vec<f64> {
    let mut product: Vec<f64> = Vec::with_capacity(row_starts.len());
    for row in 0..row_starts.len() - 1 {
        let mut entry = 0.0;
        for k in row_starts[row]..row_starts[row + 1] {
            entry += values[k] * x[columns[k]];
        }
        product.push(entry);
    }
    product
}

#[test]
fn slices_of_integers_are_constants() {
    // [2 0 3; 0 0 0; 0 5 0]
    let (values, columns, row_starts, x) = ([2.0, 3.0, 5.0], [0, 2, 1], [0, 2, 2, 3], [1.0, 10.0, 100.0]);
    let (product, pullback) = sparse::vjp(&values, &columns, &row_starts, &x);
    assert_eq!(product, vec![302.0, 0.0, 50.0]);
    let expected = (vec![1.0, 100.0, 70.0], vec![2.0, 35.0, 3.0]);
    assert_eq!(pullback(&vec![1.0, -1.0, 7.0]), expected);
}
