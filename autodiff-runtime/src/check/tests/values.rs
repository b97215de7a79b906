//! Values, Taylor coefficients, and products with Hessians.

use std::string::ToString;
use std::vec;

use nalgebra::{DVector, Vector2};

use crate::check::{Cause, hvp, taylor, value};

#[test]
fn a_value_may_differ_by_rounding_alone() {
    let f = |x: &Vector2<f64>| 3.0 * x;
    let x = Vector2::new(0.1, 0.7);
    value(f, &x, &Vector2::new(0.1 + 0.1 + 0.1, 2.1)).unwrap();
    let mismatch = value(f, &x, &Vector2::new(0.3, 2.1001)).unwrap_err();
    assert_eq!((mismatch.output(), mismatch.input()), (Some("result[1]"), None));
    assert!(matches!(mismatch.cause(), Cause::DifferentValue { claimed: 2.1001, .. }));
    assert!(value(f, &x, &Vector2::new(f64::NAN, 2.1)).is_err());
    assert!(value(|x: &f64| *x, &0.0, &1e-9).is_err());
}

#[test]
fn what_large_terms_cancel_to_may_differ_by_the_rounding_of_these() {
    let f = |x: &f64| x * x - 2.0;
    let root = 2.0_f64.sqrt();
    value(f, &root, &0.0).unwrap();
    value(f, &root, &-4.0e-16).unwrap();
    assert!(value(f, &root, &1e-12).is_err());
    // A jump is no rounding.
    assert!(value(|x: &f64| (x * 1e9).floor() - 1e9, &1.0, &1.0).is_err());
}

#[test]
fn a_value_that_is_not_finite_is_reported() {
    let mismatch = value(|x: &f64| x.ln(), &-1.0, &f64::NAN).unwrap_err();
    assert_eq!(mismatch.to_string(), "value: the function is not finite here");
    let mismatch = value(|x: &f64| vec![*x; 2], &1.0, &vec![1.0]).unwrap_err();
    assert!(matches!(mismatch.cause(), Cause::Shape { expected: (2, 1), found: (1, 1) }));
}

fn series(x: &f64, t: f64) -> [f64; 5] {
    let (sin, cos) = x.sin_cos();
    [sin, t * cos, -t.powi(2) * sin / 2.0, -t.powi(3) * cos / 6.0, t.powi(4) * sin / 24.0]
}

#[test]
fn taylor_coefficients_are_checked_one_by_one() {
    let f = |x: &f64| x.sin();
    for t in [1.0, -0.3, 20.0, 1e-3] {
        taylor(f, |x| series(x, t), &0.7, &t).unwrap();
        for order in 0..5 {
            let wrong = |x: &f64| {
                let mut series = series(x, t);
                series[order] *= 1.001;
                series
            };
            let mismatch = taylor(f, wrong, &0.7, &t).unwrap_err();
            assert_eq!(
                mismatch.output(),
                Some(
                    ["coefficients[0]", "coefficients[1]", "coefficients[2]", "coefficients[3]", "coefficients[4]"]
                        [order]
                ),
                "{mismatch}"
            );
        }
    }
}

#[test]
fn few_taylor_coefficients() {
    let f = |x: &f64| x.sin();
    taylor::<_, _, f64, 0>(f, |_| [], &0.7, &1.0).unwrap();
    taylor(f, |x| [x.sin()], &0.7, &1.0).unwrap();
    taylor(f, |x| [x.sin(), x.cos()], &0.7, &1.0).unwrap();
    assert!(taylor(f, |x| [x.cos()], &0.7, &1.0).is_err());
    assert!(taylor(f, |x| [x.sin(), x.sin()], &0.7, &1.0).is_err());
    let mismatch = taylor(f, |x| [x.sin()], &0.7, &[1.0, 2.0]).unwrap_err();
    assert!(matches!(mismatch.cause(), Cause::Shape { .. }));
}

#[test]
fn taylor_coefficients_along_several_parameters() {
    let f = |(x, y): &(DVector<f64>, f64)| x.norm_squared() * y;
    let along = |(x, y): &(DVector<f64>, f64)| {
        let t = DVector::from_vec(vec![0.5, -1.0]);
        let (a, b, c) = (x.norm_squared(), 2.0 * x.dot(&t), t.norm_squared());
        [a * y, b * y + 2.0 * a, c * y + 2.0 * b, 2.0 * c]
    };
    let point = (DVector::from_vec(vec![1.0, 2.0]), 3.0);
    taylor(f, along, &point, &(DVector::from_vec(vec![0.5, -1.0]), 2.0)).unwrap();
}

#[test]
fn a_product_with_a_hessian_names_entries_of_the_point() {
    let gradient = |(x, y): &(Vector2<f64>, f64)| (2.0 * y * x, x.norm_squared());
    let point = (Vector2::new(0.4, 2.0), 3.0);
    let direction = (Vector2::new(1.0, -1.0), 0.5);
    let product = (6.0 * direction.0 + point.0, 2.0 * point.0.dot(&direction.0));
    hvp(gradient, &point, &direction, &product).unwrap();
    let mismatch = hvp(gradient, &point, &direction, &(product.0, 0.0)).unwrap_err();
    assert_eq!(mismatch.clone().named_parts(&["x", "y"]).output(), Some("y"));
    assert!(mismatch.of("energy::hvp").to_string().starts_with("`energy::hvp` at `point.1`: 0.0 claimed"));
}
