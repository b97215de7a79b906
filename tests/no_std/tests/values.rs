//! What the derivatives of the crate give, against closed forms and differences.

use nalgebra::{Matrix2, Matrix3, SMatrix, Vector2, Vector3};
use no_std::scalars::{generic, nalgebra_traits, num_traits};
use no_std::{matrices, slices};

#[track_caller]
fn assert_close(found: f64, expected: f64, tolerance: f64) {
    assert!((found - expected).abs() <= tolerance * expected.abs().max(1.0), "{found} is not {expected}");
}

fn slope(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    let h = 1e-4;
    let central = |h: f64| (f(x + h) - f(x - h)) / (2.0 * h);
    (4.0 * central(h / 2.0) - central(h)) / 3.0
}

#[test]
fn functions_of_numbers() {
    use nalgebra_traits::{many, polar, single, wrapped};
    let x = 0.7;
    let (first, second) = (slope(many, x), slope(many::gradient, x));
    assert_close(many::gradient(x), first, 1e-9);
    assert_close(many::jacobian(x), first, 1e-9);
    assert_close(many::hessian(x), second, 1e-9);
    assert_close(many::hvp(x, 2.0), 2.0 * second, 1e-9);
    let [value, by_x, half] = many::taylor(x, 1.0);
    assert_close(value, many(x), 1e-14);
    assert_close(by_x, first, 1e-9);
    assert_close(half, second / 2.0, 1e-9);

    let (_, (angle, length)) = polar::jvp(3.0, 4.0, 1.0, 0.0);
    assert_close(angle, -4.0 / 25.0, 1e-14);
    assert_close(length, 3.0 / 5.0, 1e-14);

    let expected = 1.5 * (0.5_f32.sin() + 2.0).sqrt() * 0.5_f32.cos();
    assert!((single::gradient(0.5) - expected).abs() < 1e-6);
    assert_eq!(wrapped::gradient(7.5, 2.0), (1.0, -3.0));

    assert_close(num_traits::logistic::gradient(0.3), slope(num_traits::logistic, 0.3), 1e-9);
    assert_close(generic::softplus::gradient(0.3), slope(generic::softplus, 0.3), 1e-9);
    assert!((f64::from(generic::softplus::gradient(0.3_f32)) - generic::softplus::gradient(0.3)).abs() < 1e-6);
}

#[test]
fn vectors_and_matrices() {
    let a = Matrix3::new(2.0, 1.0, 0.0, -1.0, 3.0, 0.5, 0.25, 0.0, 1.0);
    let x = Vector3::new(1.0, -2.0, 2.0);
    assert!((matrices::quadratic::gradient(&a, &x) - ((a + a.transpose()) * x + x / 3.0)).norm() < 1e-14);
    let v = Vector3::new(0.5, 1.0, -1.0);
    assert!((matrices::quadratic::hvp(&a, &x, &v) - matrices::quadratic::hessian(&a, &x) * v).norm() < 1e-13);

    let w = SMatrix::<f64, 2, 3>::new(0.1, 0.2, 0.3, -0.3, 0.2, -0.1);
    let (_, by_x) = matrices::layer::jacobian(&w, &x);
    let slopes = (w * x).map(|z| 1.0 - z.tanh().powi(2));
    assert!((by_x - Matrix2::from_diagonal(&slopes) * w).norm() < 1e-14);

    let (spd, b) = (Matrix2::new(2.0, 0.5, 0.5, 1.0), Vector2::new(1.0, -1.0));
    let shifted = |h: f64| matrices::volume(&(spd + Matrix2::identity() * h), &b);
    let (_, along) = matrices::volume::jvp(&spd, &b, &Matrix2::identity(), &Vector2::zeros());
    assert_close(along, slope(shifted, 0.0), 1e-9);
}

#[test]
fn loops_over_slices() {
    assert_eq!(slices::misfit::value_and_gradient(0.0, &[1.0, 2.0], &[2.0, 3.0]), (5.0, -10.0));
    assert_eq!(slices::polynomial::gradient(&[0.0, 2.0, 0.0, -1.0], 3.0), ([27.0, 9.0, 3.0, 1.0], 12.0));
    let (_, by_rate) = slices::decay::gradient(1.0, 0.9);
    assert_close(by_rate, slope(|rate| slices::decay(1.0, rate), 0.9), 1e-9);
}

#[test]
fn structs_of_parameters() {
    use autodiff::Differentiable;
    use no_std::structs::{Layer, Network};
    let layer = Layer { weight: SMatrix::repeat(0.5), bias: Vector2::new(1.0, 2.0), is_last: true };
    let mut network = Network(vec![layer], 3.0);
    assert_eq!((network.len(), network.norm_squared()), (9, 15.5));
    network.add_scaled(-1.0, &network.clone());
    assert_eq!((network.to_vector().amax(), network.0[0].is_last), (0.0, true));
}
