//! Points, functions and derivatives of all magnitudes, points without coordinates, and numbers that are none.

use std::vec;
use std::vec::Vec;

use nalgebra::{DMatrix, DVector, Matrix2};

use crate::check::{Cause, gradient, hessian, hvp, jacobian, jvp, taylor, value, vjp};

#[test]
fn parameters_of_all_magnitudes_are_checked_each() {
    // Derivatives from 1e-300 to 1e300, of which each has the same effect.
    let point = [1e-300, -1e-12, 1.0, 1e12, 1e300];
    let f = |x: &[f64; 5]| x.iter().zip(&point).map(|(x, unit)| (x / unit).sin()).sum::<f64>();
    let exact = point.map(|unit| 1.0_f64.cos() / unit);
    gradient(f, &point, &exact).unwrap();
    for wrong in 0..5 {
        let mut claimed = exact;
        claimed[wrong] *= 1.0001;
        let mismatch = gradient(f, &point, &claimed).unwrap_err();
        assert!(matches!(mismatch.cause(), Cause::Different { wrong: 1, .. }), "{mismatch}");
        assert_eq!(mismatch.input(), Some(&*std::format!("point[{wrong}]")));
    }
}

#[test]
fn second_derivatives_of_all_magnitudes_are_checked_each() {
    // The energy of a circuit: a capacitance, a resistance and a current.
    let gradient = |x: &[f64; 3]| [x[1] * x[2] * x[2], x[0] * x[2] * x[2], 2.0 * x[0] * x[1] * x[2]];
    let (c, r, i) = (1e-12, 1e6, 1e-3);
    let exact =
        nalgebra::Matrix3::new(0.0, i * i, 2.0 * r * i, i * i, 0.0, 2.0 * c * i, 2.0 * r * i, 2.0 * c * i, 2.0 * c * r);
    hessian(gradient, &[c, r, i], &exact).unwrap();
    for (row, column) in [(0, 1), (0, 2), (1, 2), (2, 1), (2, 2)] {
        let mut claimed = exact;
        claimed[(row, column)] *= 1.0001;
        assert!(hessian(gradient, &[c, r, i], &claimed).is_err(), "{row}, {column}");
    }
    let direction = [c, -r, 0.5 * i];
    let product = exact * nalgebra::Vector3::from(direction);
    hvp(gradient, &[c, r, i], &direction, &[product[0], product[1], product[2]]).unwrap();
    assert!(hvp(gradient, &[c, r, i], &direction, &[product[0], 1.0001 * product[1], product[2]]).is_err());
}

#[test]
fn functions_of_all_magnitudes() {
    for scale in [1e-300, 1e-30, 1e30, 1e300] {
        gradient(|x: &f64| scale * x.sin(), &0.7, &(scale * 0.7_f64.cos())).unwrap();
        assert!(gradient(|x: &f64| scale * x.sin(), &0.7, &(1.0001 * scale * 0.7_f64.cos())).is_err());
    }
    for scale in [1e-30_f32, 1e30] {
        gradient(|x: &f32| scale * x.sin(), &0.7, &(scale * 0.7_f32.cos())).unwrap();
        assert!(gradient(|x: &f32| scale * x.sin(), &0.7, &(1.02 * scale * 0.7_f32.cos())).is_err());
    }
}

#[test]
fn steps_that_overflow_give_way_to_smaller_ones() {
    gradient(|x: &f64| x / 1e300, &1.7e308, &1e-300).unwrap();
    gradient(|x: &f32| x / 1e30, &3e38, &1e-30).unwrap();
    gradient(|x: &f64| x.exp(), &709.0, &709.0_f64.exp()).unwrap();
}

#[test]
fn what_is_no_number_is_said_to_be_none() {
    for odd in [f64::NAN, f64::INFINITY] {
        let f = |x: &[f64; 2]| x[0] * x[1];
        let mismatch = gradient(f, &[1.0, odd], &[odd, 1.0]).unwrap_err();
        assert_eq!(*mismatch.cause(), Cause::NotFinite { at_point: true });
        let mismatch = value(f, &[1.0, odd], &odd).unwrap_err();
        assert_eq!(*mismatch.cause(), Cause::NotFinite { at_point: true });
        let mismatch = jvp(f, &[1.0, odd], &[1.0, 0.0], &odd).unwrap_err();
        assert_eq!(*mismatch.cause(), Cause::NotFinite { at_point: true });
        // The point and the function are fine, the claim is not.
        let mismatch = vjp(f, |_| [odd, 1.0], &[1.0, 2.0], &1.0).unwrap_err();
        assert!(matches!(mismatch.cause(), Cause::ClaimNotFinite { .. }));
        let mismatch = taylor(f, |x| [f(x), odd], &[1.0, 2.0], &[1.0, 1.0]).unwrap_err();
        assert!(matches!(mismatch.cause(), Cause::ClaimNotFinite { .. }));
    }
    // One entry of a result that is not finite does not speak of the others.
    let f = |x: &[f64; 1]| [x[0], x[0].ln()];
    let mismatch = jacobian(f, &[-1.0], &nalgebra::Vector2::new(2.0, 0.0)).unwrap_err();
    assert!(matches!(mismatch.cause(), Cause::Different { wrong: 1, .. }));
    assert_eq!(mismatch.output(), Some("result[0]"));
    let mismatch = jacobian(f, &[-1.0], &nalgebra::Vector2::new(1.0, -1.0)).unwrap_err();
    assert_eq!(mismatch.output(), Some("result[1]"));
    assert_eq!(*mismatch.cause(), Cause::NotFinite { at_point: true });
}

#[test]
fn points_without_coordinates() {
    let none = Vec::<f64>::new();
    gradient(|_: &Vec<f64>| 3.0, &none, &none).unwrap();
    let mismatch = gradient(|_: &Vec<f64>| 3.0, &none, &vec![0.0]).unwrap_err();
    assert_eq!(*mismatch.cause(), Cause::Shape { expected: (0, 1), found: (1, 1) });
    vjp(|_: &Vec<f64>| 3.0, |_| none.clone(), &none, &1.0).unwrap();
    jvp(|_: &Vec<f64>| 3.0, &none, &none, &0.0).unwrap();
    assert!(jvp(|_: &Vec<f64>| 3.0, &none, &none, &1.0).is_err());
    jacobian(|_: &DVector<f64>| DVector::<f64>::zeros(2), &DVector::zeros(0), &DMatrix::<f64>::zeros(2, 0)).unwrap();
    hessian(|x: &DVector<f64>| x.clone(), &DVector::zeros(0), &DMatrix::<f64>::zeros(0, 0)).unwrap();
    taylor(|_: &Vec<f64>| 3.0, |_| [3.0, 0.0, 0.0], &none, &none).unwrap();
    // Some parameters with, some without.
    gradient(|(x, y): &(Vec<f64>, f64)| x.len() as f64 + y, &(none.clone(), 2.0), &(none.clone(), 1.0)).unwrap();
    // A result without coordinates.
    jacobian(|_: &Matrix2<f64>| DVector::<f64>::zeros(0), &Matrix2::identity(), &DMatrix::<f64>::zeros(0, 4)).unwrap();
}

#[test]
fn a_function_that_varies_too_fast_is_not_passed() {
    let fast = |x: &f64| (x / 1e-12).sin();
    for claimed in [1e12, 0.0] {
        let mismatch = gradient(fast, &0.0, &claimed).unwrap_err();
        assert!(matches!(mismatch.cause(), Cause::Unsettled { .. } | Cause::Different { .. }), "{mismatch}");
    }
}
