//! Gradients in closed form pass, and what is wrong fails at the right entry.

use std::vec;
use std::vec::Vec;

use nalgebra::{DMatrix, DVector, Matrix3, Vector3};

use crate::check::{Cause, Coordinates, gradient};

/// The gradient passes; with any one entry off by 1e-5 of its value, that entry is named.
fn passes_and_no_other<P: Coordinates, G: Coordinates>(f: impl Fn(&P) -> f64, point: &P, claimed: &G) {
    gradient(&f, point, claimed).unwrap();
    for index in 0..claimed.dimension() {
        let exact = claimed.coordinate(index);
        for factor in [1.0 + 1e-5, 1.0 - 1e-5, -1.0] {
            let mut wrong = claimed.clone();
            wrong.set_coordinate(index, factor * exact);
            let mismatch = gradient(&f, point, &wrong).unwrap_err().named("");
            assert_eq!(mismatch.input(), Some(point.entry(index).as_str()));
            assert!(matches!(
                mismatch.cause(),
                Cause::Different { claimed, wrong: 1, .. } if *claimed == factor * exact
            ));
        }
    }
}

#[test]
fn of_a_scalar() {
    passes_and_no_other(|x: &f64| x.sin() * x.exp(), &0.8, &{
        let x = 0.8_f64;
        (x.sin() + x.cos()) * x.exp()
    });
}

#[test]
fn of_a_quadratic_form() {
    let a = Matrix3::new(1.0, 2.0, -0.5, 0.25, -1.5, 3.0, 0.75, 0.1, 2.0);
    let x = Vector3::new(1.5, -0.5, 2.0);
    let claimed = (a + a.transpose()) * x;
    passes_and_no_other(|x: &Vector3<f64>| (x.transpose() * a * x)[0], &x, &claimed);
}

#[test]
fn of_the_determinant() {
    let x = Matrix3::new(2.0, -1.0, 0.5, 0.3, 3.0, 1.2, -0.7, 0.4, 1.5);
    let claimed = x.determinant() * x.try_inverse().unwrap().transpose();
    passes_and_no_other(Matrix3::determinant, &x, &claimed);
}

#[test]
fn of_least_squares_with_dynamic_sizes() {
    let x = DMatrix::from_fn(5, 3, |i, j| ((3 * i + 2 * j) as f64).sin());
    let y = DVector::from_fn(5, |i, _| (i as f64).cos());
    let w = DVector::from_vec(vec![0.4, 0.9, -1.3]);
    let loss = |w: &DVector<f64>| (&x * w - &y).norm_squared();
    let claimed = 2.0 * x.transpose() * (&x * &w - &y);
    passes_and_no_other(loss, &w, &claimed);
}

#[test]
fn of_several_parameters() {
    let x = [0.5, -1.0];
    let f = |(w, b): &([f64; 2], f64)| (w[0] * x[0] + w[1] * x[1] + b).exp();
    let point = ([0.1, 0.7], 0.3);
    let value = f(&point);
    passes_and_no_other(f, &point, &([value * x[0], value * x[1]], value));
}

#[test]
fn of_nested_containers() {
    let layers = vec![vec![0.3, -0.2], vec![1.7]];
    let f = |w: &Vec<Vec<f64>>| w.iter().flatten().map(|w| w.powi(3)).sum();
    let claimed: Vec<Vec<f64>> = layers.iter().map(|layer| layer.iter().map(|w| 3.0 * w * w).collect()).collect();
    passes_and_no_other(f, &layers, &claimed);
}

#[test]
fn entries_of_very_different_size() {
    let f = |x: &[f64; 3]| 1e6 * x[0].exp() + x[1].sin() + 1e-3 * x[2].exp();
    gradient(f, &[0.0, 0.0, 0.0], &[1e6, 1.0, 1e-3]).unwrap();
    let wrong = gradient(f, &[0.0, 0.0, 0.0], &[1e6, 1.0, 1.1e-3]).unwrap_err();
    assert_eq!(wrong.input(), Some("point[2]"));
}

#[test]
fn that_are_zero() {
    let parabola = |x: &[f64; 2]| 7.0 + x[0].powi(2) + (x[1] - 1.0).powi(4);
    gradient(parabola, &[0.0, 1.0], &[0.0, 0.0]).unwrap();
    assert!(gradient(parabola, &[0.0, 1.0], &[0.0, 1e-9]).is_err());
    // The terms cancel, and what rounding leaves of them must be no claim.
    let constant = |x: &Vec<f64>| {
        let sum: f64 = x.iter().map(|x| x.exp()).sum();
        x.iter().map(|x| x.exp() / sum).sum::<f64>() - 1.0
    };
    let x = vec![0.3, -1.0, 2.0, 0.7];
    gradient(constant, &x, &vec![0.0, 1e-17, -3e-17, 0.0]).unwrap();
}

#[test]
fn that_are_zero_beside_a_large_value_or_a_large_slope() {
    gradient(|x: &f64| 1e8 + x * x, &0.0, &0.0).unwrap();
    // An entry that does not matter, with a remainder of terms as large as the other's slope.
    let f = |x: &[f64; 2]| 1e6 * (x[0] - 1.0) * (2.0 + 0.0 * x[1]);
    gradient(f, &[1.0, 0.3], &[2e6, 1e-10]).unwrap();
    let deviations = |x: &Vec<f64>| {
        let mean = x.iter().sum::<f64>() / x.len() as f64;
        x.iter().map(|x| x - mean).sum::<f64>()
    };
    let x: Vec<f64> = (0..20).map(|i| (i as f64).sin()).collect();
    gradient(deviations, &x, &vec![0.0; 20]).unwrap();
}

#[test]
fn of_no_parameters() {
    gradient(|x: &Vec<f64>| x.iter().sum::<f64>(), &vec![], &Vec::<f64>::new()).unwrap();
}

#[test]
fn the_worst_of_several_wrong_entries_is_named() {
    let f = |x: &[f64; 4]| x.iter().sum::<f64>();
    let mismatch = gradient(f, &[0.1; 4], &[1.0, 1.1, 3.0, 0.9]).unwrap_err();
    assert_eq!(mismatch.input(), Some("point[2]"));
    let cause = mismatch.cause();
    assert!(matches!(cause, Cause::Different { wrong: 3, entries: 4, .. }));
}

#[test]
fn in_single_precision() {
    let f = |x: &Vector3<f32>| x.map(f32::tanh).sum() + x.norm_squared();
    let x = Vector3::new(0.3, -1.2, 2.0);
    let claimed = x.map(|x: f32| 1.0 - x.tanh().powi(2) + 2.0 * x);
    gradient(f, &x, &claimed).unwrap();
    for index in 0..3 {
        let mut wrong = claimed;
        wrong[index] *= 1.01;
        let mismatch = gradient(f, &x, &wrong).unwrap_err().named("");
        assert_eq!(mismatch.input(), Some(x.entry(index).as_str()));
    }
}

#[test]
fn in_single_precision_at_a_large_point() {
    let f = |x: &f32| (x / 1e6).sin();
    let slope = 1.0_f32.cos() / 1e6;
    gradient(f, &1e6, &slope).unwrap();
    assert!(gradient(|x: &f32| 1e6 * f(x), &1e6, &(1e6 * slope)).is_ok());
    assert!(gradient(|x: &f32| 1e6 * f(x), &1e6, &(1.02e6 * slope)).is_err());
}

#[test]
fn of_mixed_precision() {
    let f = |(x, y): &(f32, f64)| f64::from(*x).sin() * y;
    let claimed = (1.5 * 0.5_f32.cos(), 0.5_f64.sin());
    gradient(f, &(0.5, 1.5), &claimed).unwrap();
    assert!(gradient(f, &(0.5, 1.5), &(claimed.0, 0.9 * claimed.1)).is_err());
}
