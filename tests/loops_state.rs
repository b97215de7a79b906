//! What loops carry: scalars, vectors and matrices, tuples, names that are swapped, shadowed or assigned in branches.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Vector3};

#[differentiate]
fn swapped(x: &[f64]) -> f64 {
    let mut a = x[0];
    let mut b = x[1];
    for factor in x {
        let before = a;
        a = b * factor;
        b = before;
    }
    a * b * b
}

#[differentiate]
fn swapped_in_a_pair(x: &[f64]) -> f64 {
    let mut pair = (x[0], x[1]);
    for factor in x {
        pair = (pair.1 * factor, pair.0);
    }
    pair.0 * pair.1 * pair.1
}

#[allow(clippy::manual_swap, clippy::ptr_arg, reason = "it is what is tested")]
#[differentiate]
fn reversed(x: &Vec<f64>) -> f64 {
    let mut a = x.clone();
    let n = a.len();
    for i in 0..n / 2 {
        let before = a[i];
        a[i] = a[n - 1 - i];
        a[n - 1 - i] = before;
    }
    a.iter().enumerate().map(|(i, a)| a * a * i as f64).sum()
}

#[test]
fn swapping_through_a_temporary() {
    let x = vec![0.5_f64, -2.0, 3.0];
    // a b² after three swaps, with factors 0.5, -2, 3: a = x₁ x₀ x₂, b = x₀ x₁.
    let (p, q, r) = (x[0], x[1], x[2]);
    let expected = (p.powi(3) * q.powi(3) * r, vec![3.0 * p * p * q.powi(3) * r, 3.0 * p.powi(3) * q * q * r]);
    let (value, gradient) = swapped::value_and_gradient(&x);
    assert_close(&(value, gradient[..2].to_vec()), &expected);
    assert_close(&gradient[2], &(p * q).powi(3));
    assert_close(&swapped_in_a_pair::value_and_gradient(&x), &(value, gradient));
    assert_eq!(reversed::gradient(&vec![1.0, 2.0, 4.0]), vec![4.0, 4.0, 0.0]);
}

#[differentiate]
fn vectors(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    let mut v = x.clone();
    let mut total = DVector::from_element(x.len(), 0.0);
    for i in 0..3 {
        v = a * &v;
        total += &v * (i as f64 - 0.5);
        total *= 1.5;
        v -= x;
        if v[0] > 0.0 {
            v /= 2.0;
        }
    }
    total.dot(&v)
}

#[differentiate]
fn matrices(a: &DMatrix<f64>) -> f64 {
    let mut power = a.clone();
    let mut series = DMatrix::identity(2, 2);
    let mut factorial = 1.0;
    for i in 1..8 {
        factorial *= i as f64;
        series += &power / factorial;
        power = &power * a;
    }
    series.trace()
}

#[test]
fn vectors_and_matrices_are_carried() {
    let mut rng = Rng::with_seed(51);
    let point = random(&mut rng, (DMatrix::zeros(3, 3), DVector::zeros(3)));
    let gradient = vectors::gradient(&point.0, &point.1);
    check::gradient(|(a, x)| vectors(a, x), &point, &gradient).unwrap();
    // M25: the gradient of tr exp is the transposed exponential, here by seven terms.
    let a = DMatrix::from_row_slice(2, 2, &[0.01, 0.02, -0.03, 0.015]);
    assert_close(&matrices::gradient(&a), &a.exp().transpose());
}

#[differentiate]
fn inner_accumulators(x: &DMatrix<f64>) -> f64 {
    let mut total = 1.0;
    for i in 0..x.nrows() {
        let mut row = 0.0;
        for j in 0..x.ncols() {
            let mut power = 1.0;
            for _ in 0..=j {
                power *= x[(i, j)];
            }
            row += power;
        }
        total *= row;
    }
    total
}

#[test]
fn inner_accumulators_start_again() {
    let x = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, -1.0]);
    // (x₀₀ + x₀₁²) (x₁₀ + x₁₁²)
    let expected = DMatrix::from_row_slice(2, 2, &[4.0, 4.0 * 4.0, 5.0, -2.0 * 5.0]);
    assert_eq!(inner_accumulators::value_and_gradient(&x), (20.0, expected));
    assert_eq!(inner_accumulators::gradient(&DMatrix::zeros(0, 2)), DMatrix::zeros(0, 2));
}

#[differentiate]
fn branches(x: &[f64], limit: f64) -> f64 {
    let mut sum = 0.0;
    let mut largest = x[0];
    let mut crossings = 0;
    for i in 0..x.len() {
        if x[i] > limit {
            sum += (x[i] - limit) * (x[i] - limit);
            crossings += 1;
        } else if i % 2 == 1 {
            sum -= x[i];
        }
        if x[i] > largest {
            largest = x[i];
        }
        if crossings > 1 {
            sum *= largest;
        }
    }
    sum + crossings as f64 * largest
}

#[test]
fn branches_assign_reals_and_integers() {
    for x in [vec![0.5, -1.0, 2.0, 3.0], vec![-0.5, -0.7], vec![4.0, 3.0, 2.0, 1.5, 0.5]] {
        let gradient = branches::gradient(&x, 1.0);
        check::gradient(|(x, limit): &(Vec<f64>, f64)| branches(x, *limit), &(x, 1.0), &gradient).unwrap();
    }
}

#[differentiate]
fn shadowed(x: f64, n: usize) -> f64 {
    let mut y = x;
    for i in 0..n {
        let x = x * (i + 1) as f64;
        let y_next = {
            let y = y * x;
            y.sin() + x
        };
        y = y_next;
        let y = x;
        let _ = y;
    }
    x * y
}

#[test]
fn names_are_shadowed_inside() {
    for n in [0, 1, 3] {
        check::gradient(|x| shadowed(*x, n), &0.7, &shadowed::gradient(0.7, n)).unwrap();
    }
}

#[differentiate]
fn constants(x: f64, n: i32) -> f64 {
    let scale: f64 = 0.5;
    let mut weight = 1.0;
    let mut y = 0.0;
    for k in 1..=n {
        let sign: f64 = if k % 2 == 0 { -1.0 } else { 1.0 };
        weight *= scale / k as f64;
        let shift = scale * k as f64;
        y += sign * weight * (x + shift).powi(k);
    }
    y
}

#[test]
fn constants_are_computed_in_loops() {
    for n in [0, 1, 2, 5] {
        check::gradient(|x| constants(*x, n), &0.7, &constants::gradient(0.7, n)).unwrap();
    }
}

#[differentiate]
fn tuple_fields(x: &[f64], v: &Vector3<f64>) -> f64 {
    let mut state = (0.0, (*v, 1.0));
    for x in x {
        state.0 += x * state.1.1;
        state.1.0 *= *x;
        state.1.1 *= x;
        state.1.0 += v;
    }
    state.0 * state.1.1 + state.1.0.norm_squared()
}

#[test]
fn fields_of_tuples_are_assigned() {
    let point = (vec![0.5, -2.0, 1.5], Vector3::new(1.0, -0.5, 2.0));
    let gradient = tuple_fields::gradient(&point.0, &point.1);
    check::gradient(|(x, v): &(Vec<f64>, Vector3<f64>)| tuple_fields(x, v), &point, &gradient).unwrap();
}

#[differentiate]
fn overwritten(x: f64, y: f64) -> f64 {
    let mut a = x * y;
    a = a.sin();
    let first = a;
    a = y;
    for _ in 0..2 {
        a = x;
        a *= a;
    }
    first + a
}

#[test]
fn an_overwritten_value_is_forgotten() {
    let (x, y) = (0.7_f64, 1.3_f64);
    let cosine = (x * y).cos();
    assert_close(&overwritten::gradient(x, y), &(y * cosine + 2.0 * x, x * cosine));
}
