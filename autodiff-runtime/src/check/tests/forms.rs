//! Pullbacks, directional derivatives, Jacobians and Hessians.

use std::vec;

use nalgebra::{
    DMatrix, DVector, Matrix2, Matrix2x3, Matrix3, Matrix4, RowVector4, SMatrix, Vector2, Vector3, Vector4,
};

use crate::check::{Cause, hessian, jacobian, jvp, vjp};

fn stacked(x: &Vector2<f64>) -> Vector2<f64> {
    Vector2::new(3.0 * x[0] * x[0] * x[1], 2.0 * x[0] + x[1].powi(8))
}

fn jacobian_of_stacked(x: &Vector2<f64>) -> Matrix2<f64> {
    let (x, y) = (x[0], x[1]);
    Matrix2::new(6.0 * x * y, 3.0 * x * x, 2.0, 8.0 * y.powi(7))
}

#[test]
fn a_jacobian_is_compared_entry_by_entry() {
    let x = Vector2::new(0.7, 1.1);
    let claimed = jacobian_of_stacked(&x);
    jacobian(stacked, &x, &claimed).unwrap();
    for row in 0..2 {
        for column in 0..2 {
            let mut wrong = claimed;
            wrong[(row, column)] *= 1.0 + 1e-5;
            let mismatch = jacobian(stacked, &x, &wrong).unwrap_err().named("x");
            assert_eq!(mismatch.output(), Some(["result[0]", "result[1]"][row]));
            assert_eq!(mismatch.input(), Some(["x[0]", "x[1]"][column]));
        }
    }
    assert!(jacobian(stacked, &x, &claimed.transpose()).is_err());
}

#[test]
fn jacobians_of_matrices_stack_columns() {
    let left = Matrix2::new(1.0, 2.0, -0.5, 3.0);
    let x = Matrix2::new(0.1, 0.2, 0.3, 0.4);
    // vec(A X) = (I ⊗ A) vec(X)
    let claimed: Matrix4<f64> = Matrix2::identity().kronecker(&left);
    jacobian(|x: &Matrix2<f64>| left * x, &x, &claimed).unwrap();
    // vec(X A) = (Aᵀ ⊗ I) vec(X)
    let claimed: Matrix4<f64> = left.transpose().kronecker(&Matrix2::identity());
    jacobian(|x: &Matrix2<f64>| x * left, &x, &claimed).unwrap();
}

#[test]
fn jacobians_of_scalars_are_rows_columns_or_scalars() {
    let x = Matrix2::new(0.1, 0.2, 0.3, 0.4);
    let row = RowVector4::from_iterator(x.iter().map(|x| 2.0 * x));
    jacobian(|x: &Matrix2<f64>| x.norm_squared(), &x, &row).unwrap();
    let curve = |t: &f64| Vector3::new(*t, t * t, t.sin());
    jacobian(curve, &0.5, &Vector3::new(1.0, 1.0, 0.5_f64.cos())).unwrap();
    jacobian(|t: &f64| t.sin(), &0.5, &0.5_f64.cos()).unwrap();
}

#[test]
fn a_jacobian_of_the_wrong_shape_fails() {
    let f = |x: &Vector3<f64>| Vector2::new(x[0] + x[1], x[2]);
    let x = Vector3::new(0.3, 0.1, 0.2);
    let claimed = Matrix2x3::new(1.0, 1.0, 0.0, 0.0, 0.0, 1.0);
    jacobian(f, &x, &claimed).unwrap();
    let mismatch = jacobian(f, &x, &claimed.transpose()).unwrap_err();
    let expected = Cause::Shape { expected: (2, 3), found: (3, 2) };
    assert_eq!(*mismatch.cause(), expected);
    assert_eq!((mismatch.output(), mismatch.input()), (None, None));
}

#[test]
fn a_jacobian_may_have_dynamic_sizes_and_single_precision() {
    let a = DMatrix::from_fn(4, 3, |i, j| 0.3 * i as f32 - j as f32);
    let f = |x: &DVector<f32>| (&a * x).map(f32::sin);
    let x = DVector::from_vec(vec![0.3, 0.1, -0.4]);
    let slopes = (&a * &x).map(f32::cos);
    let mut claimed = DMatrix::from_diagonal(&slopes) * &a;
    jacobian(f, &x, &claimed).unwrap();
    claimed[(3, 1)] += 0.02;
    let mismatch = jacobian(f, &x, &claimed).unwrap_err();
    assert_eq!(mismatch.output(), Some("result[3]"));
    assert_eq!(mismatch.input(), Some("point[1]"));
}

#[test]
fn a_pullback_is_the_transposed_jacobian() {
    let x = Vector2::new(0.7, 1.1);
    let transposed = jacobian_of_stacked(&x).transpose();
    for cotangent in [Vector2::new(1.0, 0.0), Vector2::new(-0.3, 2.0)] {
        vjp(stacked, |y| transposed * y, &x, &cotangent).unwrap();
    }
    let cotangent = Vector2::new(-0.3, 2.0);
    let scaled = |y: &Vector2<f64>| (transposed * y).component_mul(&Vector2::new(1.0, 1.001));
    let mismatch = vjp(stacked, scaled, &x, &cotangent).unwrap_err();
    assert_eq!(mismatch.input(), Some("point[1]"));
}

#[test]
fn a_cotangent_of_zero_ignores_an_infinite_result() {
    let f = |x: &f64| [2.0 * x, 1.0 / (x - x)];
    vjp(f, |y| 2.0 * y[0], &1.5, &[1.0, 0.0]).unwrap();
}

#[test]
fn a_cotangent_of_the_wrong_length_fails() {
    let f = |x: &f64| vec![*x, 2.0 * x];
    let mismatch = vjp(f, |y| y[0], &1.0, &vec![1.0]).unwrap_err();
    assert!(matches!(mismatch.cause(), Cause::Shape { expected: (2, 1), found: (1, 1) }));
}

#[test]
fn a_directional_derivative_names_the_entry_of_the_result() {
    let x = Vector2::new(0.7, 1.1);
    let direction = Vector2::new(0.4, -2.0);
    let claimed = jacobian_of_stacked(&x) * direction;
    jvp(stacked, &x, &direction, &claimed).unwrap();
    let wrong = Vector2::new(claimed[0], claimed[1] * (1.0 + 1e-5));
    let mismatch = jvp(stacked, &x, &direction, &wrong).unwrap_err();
    assert_eq!((mismatch.output(), mismatch.input()), (Some("result[1]"), None));
}

#[test]
fn directions_of_any_length() {
    let x = Vector2::new(0.7, 1.1);
    for length in [0.0, 1e-12, 1e-3, 1e9] {
        let direction = length * Vector2::new(0.4, -2.0);
        let claimed = jacobian_of_stacked(&x) * direction;
        jvp(stacked, &x, &direction, &claimed).unwrap();
        assert!(jvp(stacked, &x, &direction, &claimed.add_scalar(length + 1.0)).is_err());
    }
}

#[test]
fn a_direction_through_several_parameters() {
    let f = |(w, b): &(Vector2<f64>, f64)| (w[0] * w[1] + b).sin();
    let point = (Vector2::new(0.3, 0.5), 0.2);
    let direction = (Vector2::new(1.0, -1.0), 2.0);
    let claimed = (0.5 - 0.3 + 2.0) * (0.15_f64 + 0.2).cos();
    jvp(f, &point, &direction, &claimed).unwrap();
    assert!(jvp(f, &point, &direction, &-claimed).is_err());
}

/// The Rosenbrock function.
fn gradient_of_rosenbrock(x: &Vector2<f64>) -> Vector2<f64> {
    let residual = x[1] - x[0] * x[0];
    Vector2::new(-2.0 * (1.0 - x[0]) - 400.0 * x[0] * residual, 200.0 * residual)
}

#[test]
fn a_hessian_is_compared_entry_by_entry() {
    let x = Vector2::new(1.2, 1.2);
    let claimed = Matrix2::new(1250.0, -480.0, -480.0, 200.0);
    hessian(gradient_of_rosenbrock, &x, &claimed).unwrap();
    let wrong = Matrix2::new(1250.0, -480.0, -480.005, 200.0);
    let mismatch = hessian(gradient_of_rosenbrock, &x, &wrong).unwrap_err().named("x");
    assert_eq!(mismatch.output(), Some("x[1]"));
    assert_eq!(mismatch.input(), Some("x[0]"));
    let product = claimed * Vector2::new(5.0, 2.7);
    jvp(gradient_of_rosenbrock, &x, &Vector2::new(5.0, 2.7), &product).unwrap();
}

#[test]
fn hessians_of_scalars_and_matrices() {
    hessian(|x: &f64| x.cos(), &0.3, &-0.3_f64.sin()).unwrap();
    // f(X) = tr(Xᵀ X) / 2, so the gradient is X.
    let x = SMatrix::<f64, 3, 1>::new(1.0, 2.0, 3.0);
    hessian(|x: &Vector3<f64>| *x, &x, &Matrix3::<f64>::identity()).unwrap();
    let x = Matrix2::new(1.0, 2.0, 3.0, 4.0);
    hessian(|x: &Matrix2<f64>| *x, &x, &Matrix4::<f64>::identity()).unwrap();
    let wrong = Matrix4::from_diagonal(&Vector4::new(1.0, 1.0, 2.0, 1.0));
    let mismatch = hessian(|x: &Matrix2<f64>| *x, &x, &wrong).unwrap_err();
    assert_eq!(mismatch.input(), Some("point[(0, 1)]"));
}
