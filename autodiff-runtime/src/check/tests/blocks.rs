//! Jacobians that are tuples: put together from blocks, as generated ones are.

use std::vec;

use nalgebra::{DMatrix, DVector, Matrix2, Matrix2x3, RowVector2, Vector2, Vector3};

use crate::check::{Cause, hessian, jacobian};

fn layer((w, b): &(Matrix2<f64>, Vector2<f64>)) -> Vector2<f64> {
    (w * Vector2::new(0.3, -0.7) + b).map(f64::tanh)
}

#[test]
fn of_several_parameters() {
    let point = (Matrix2::new(0.1, 0.2, 0.3, 0.4), Vector2::new(0.5, -0.2));
    let slopes = Matrix2::from_diagonal(&layer(&point).map(|y| 1.0 - y * y));
    let by_w = slopes * nalgebra::Matrix2x4::new(0.3, 0.0, -0.7, 0.0, 0.0, 0.3, 0.0, -0.7);
    jacobian(layer, &point, &(by_w, slopes)).unwrap();
    let mismatch = jacobian(layer, &point, &(by_w, 2.0 * slopes)).unwrap_err().named_parts(&["w", "b"]);
    assert!(matches!(mismatch.input(), Some("b[0]" | "b[1]")));
    let mismatch = jacobian(layer, &point, &(slopes, by_w)).unwrap_err();
    assert!(matches!(mismatch.input(), Some(place) if place.starts_with("point.")));
}

#[test]
fn of_several_results() {
    let f = |x: &Vector2<f64>| (x.norm_squared(), 3.0 * x, x[0] * x[1]);
    let x = Vector2::new(0.4, 2.0);
    let by_x = (RowVector2::new(0.8, 4.0), 3.0 * Matrix2::identity(), RowVector2::new(2.0, 0.4));
    jacobian(f, &x, &by_x).unwrap();
    let wrong = (by_x.0, by_x.1, by_x.2 * 1.1);
    let mismatch = jacobian(f, &x, &wrong).unwrap_err();
    assert_eq!(mismatch.output(), Some("result.2"));
}

#[test]
fn of_several_parameters_and_results() {
    let f = |(x, a): &(Vector2<f64>, f64)| (*a * x, x.sum() * a);
    let (x, a) = (Vector2::new(0.4, 2.0), 3.0);
    let by_x = (a * Matrix2::identity(), RowVector2::new(a, a));
    let by_a = (x, x.sum());
    jacobian(f, &(x, a), &(by_x, by_a)).unwrap();
    assert!(jacobian(f, &(x, a), &(by_x, (x, -x.sum()))).is_err());
}

#[test]
fn of_a_tuple_in_second_order() {
    let gradient = |(x, y): &(Vector2<f64>, f64)| (2.0 * y * x, x.norm_squared());
    let (x, y) = (Vector2::new(0.4, 2.0), 3.0);
    // A block of rows for each part, for each part.
    let claimed = ((2.0 * y * Matrix2::identity(), 2.0 * x.transpose()), (2.0 * x, 0.0));
    hessian(gradient, &(x, y), &claimed).unwrap();
}

#[test]
fn that_do_not_fit_together() {
    let f = |(x, _): &(Vector2<f64>, Vector3<f64>)| *x;
    let point = (Vector2::new(0.3, 0.1), Vector3::zeros());
    let (by_x, by_y) = (Matrix2::<f64>::identity(), Matrix2x3::<f64>::zeros());
    jacobian(f, &point, &(by_x, by_y)).unwrap();
    let shape = |found: (usize, usize)| Cause::Shape { expected: (2, 5), found };
    // One that is missing, one that is too high, one that is too low, one that is too wide.
    assert_eq!(*jacobian(f, &point, &by_x).unwrap_err().cause(), shape((2, 2)));
    let high = nalgebra::Matrix3::<f64>::zeros();
    assert_eq!(*jacobian(f, &point, &(by_x, high)).unwrap_err().cause(), shape((3, 5)));
    let low = nalgebra::RowVector3::<f64>::zeros();
    assert_eq!(*jacobian(f, &point, &(by_x, low)).unwrap_err().cause(), shape((1, 5)));
    assert_eq!(*jacobian(f, &point, &(by_x, by_y, by_x)).unwrap_err().cause(), shape((2, 7)));
    assert_eq!(*jacobian(f, &point, &(by_y, low, low, by_x)).unwrap_err().cause(), shape((1, 6)));
}

#[test]
fn without_rows_or_columns() {
    let f = |(x, y): &(DVector<f64>, f64)| (DVector::<f64>::zeros(0), *y * x, x.clone());
    let (x, y) = (DVector::<f64>::zeros(0), 2.0);
    let nothing = DMatrix::<f64>::zeros(0, 0);
    let by_y = (DVector::<f64>::zeros(0), DVector::<f64>::zeros(0), DVector::<f64>::zeros(0));
    jacobian(f, &(x, y), &((nothing.clone(), nothing.clone(), nothing), by_y)).unwrap();

    let f = |x: &Vector2<f64>| (DVector::<f64>::zeros(0), 2.0 * x, DVector::<f64>::zeros(0));
    let none = DMatrix::<f64>::zeros(0, 2);
    let by_x = (none.clone(), 2.0 * Matrix2::identity(), none);
    jacobian(f, &Vector2::new(0.3, 0.1), &by_x).unwrap();

    let f = |(x, y): &(vec::Vec<f64>, f64)| Vector2::new(*y, 2.0 * y + x.len() as f64);
    jacobian(f, &(vec![], 0.3), &(DMatrix::<f64>::zeros(2, 0), Vector2::new(1.0, 2.0))).unwrap();
}
