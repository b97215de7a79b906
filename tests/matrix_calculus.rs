//! The rows of the matrix calculus against their closed forms: scalars, chains, neurons.

mod common;

use autodiff::differentiate;
use common::{assert_close, jacobian, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2, Vector2};

#[differentiate]
fn cubic(x: f64, y: f64) -> f64 {
    3.0 * x * x * y
}

#[test]
fn s1_two_variables() {
    let mut rng = Rng::with_seed(1);
    for _ in 0..5 {
        let (x, y) = random(&mut rng, (0.0, 0.0));
        assert_close(&cubic::value_and_gradient(x, y), &(3.0 * x * x * y, (6.0 * x * y, 3.0 * x * x)));
    }
}

#[differentiate]
fn sum_of_powers(x: f64, y: f64) -> f64 {
    2.0 * x + 4.0 * y.powi(2)
}

#[test]
fn s2_two_variables() {
    let mut rng = Rng::with_seed(2);
    for _ in 0..5 {
        let (x, y) = random(&mut rng, (0.0, 0.0));
        assert_close(&sum_of_powers::gradient(x, y), &(2.0, 8.0 * y));
    }
}

#[differentiate]
fn stacked(x: f64, y: f64) -> Vector2<f64> {
    Vector2::new(3.0 * x.powi(2) * y, 2.0 * x + 4.0 * y * y)
}

#[differentiate]
fn stacked_of_vector(v: &Vector2<f64>) -> Vector2<f64> {
    let (x, y) = (v.x, v.y);
    Vector2::new(3.0 * x * x * y, 2.0 * x + 4.0 * y.powf(2.0))
}

#[test]
fn s3_rows_of_the_jacobian_are_gradients() {
    let mut rng = Rng::with_seed(3);
    for _ in 0..5 {
        let (x, y) = random(&mut rng, (0.0, 0.0));
        let expected = Matrix2::new(6.0 * x * y, 3.0 * x * x, 2.0, 8.0 * y);
        let (value, pullback) = stacked::vjp(x, y);
        assert_close(&value, &Vector2::new(3.0 * x * x * y, 2.0 * x + 4.0 * y * y));
        assert_close(&jacobian(&value, pullback), &expected);
        let v = Vector2::new(x, y);
        let (value, pullback) = stacked_of_vector::vjp(&v);
        assert_close(&jacobian(&value, pullback), &expected);
    }
}

#[differentiate]
fn sum_of_squares(w: &DMatrix<f64>) -> f64 {
    w.component_mul(w).sum()
}

#[test]
fn s5_matrix_to_scalar() {
    let mut rng = Rng::with_seed(5);
    for (rows, columns) in [(1, 1), (1, 3), (4, 2)] {
        let w = random(&mut rng, DMatrix::zeros(rows, columns));
        let (value, gradient) = sum_of_squares::value_and_gradient(&w);
        assert_close(&value, &w.iter().map(|w| w * w).sum::<f64>());
        assert_eq!(gradient.shape(), (rows, columns));
        assert_close(&gradient, &(2.0 * w));
    }
}

#[differentiate]
fn chain(x: f64) -> f64 {
    let u1 = x.powi(3);
    let u2 = u1.sin();
    let u3 = u2.powi(2);
    u3.ln()
}

#[test]
fn c1_intermediate_variables() {
    for x in [0.8_f64, -0.8, 1.2, 2.1] {
        let expected = 6.0 * x * x * x.powi(3).cos() / x.powi(3).sin();
        assert_close(&chain::gradient(x), &expected);
    }
}

#[differentiate]
fn vector_chain(x: f64) -> Vector2<f64> {
    Vector2::new((x * x).ln(), (3.0 * x).sin())
}

#[test]
fn c3_vector_of_one_scalar() {
    for x in [0.8, -0.8, 1.2] {
        let (value, pullback) = vector_chain::vjp(x);
        let expected = DMatrix::from_column_slice(2, 1, &[2.0 / x, 3.0 * (3.0 * x).cos()]);
        assert_close(&jacobian(&value, pullback), &expected);
    }
}

#[differentiate]
fn neuron(w: &DVector<f64>, x: &DVector<f64>, b: f64) -> f64 {
    (w.dot(x) + b).max(0.0)
}

#[test]
fn n1_neuron() {
    let w = DVector::from_vec(vec![0.5, -2.0]);
    let x = DVector::from_vec(vec![3.0, 0.25]);
    let nothing = (DVector::zeros(2), DVector::zeros(2), 0.0);
    assert_eq!(neuron::value_and_gradient(&w, &x, 0.5), (1.5, (x.clone(), w.clone(), 1.0)));
    assert_eq!(neuron::value_and_gradient(&w, &x, -1.0), (0.0, nothing.clone()));
    assert_eq!(neuron::value_and_gradient(&w, &x, -1.5), (0.0, nothing));
}

#[differentiate(wrt(w, b))]
fn neuron_loss(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let z = (x * w).add_scalar(b);
    let residual = y - z.map(|z| z.max(0.0));
    residual.norm_squared() / y.len() as f64
}

#[test]
fn n2_neuron_loss_in_matrix_form() {
    let mut rng = Rng::with_seed(22);
    for (samples, features) in [(1, 1), (7, 1), (1, 3), (20, 4)] {
        let (w, b) = random(&mut rng, (DVector::zeros(features), 0.0));
        let (x, y) = random(&mut rng, (DMatrix::zeros(samples, features), DVector::zeros(samples)));
        let (mut loss, mut by_w, mut by_b) = (0.0, DVector::<f64>::zeros(features), 0.0);
        for i in 0..samples {
            let z: f64 = (0..features).map(|j| w[j] * x[(i, j)]).sum::<f64>() + b;
            let residual: f64 = y[i] - z.max(0.0);
            loss += residual.powi(2) / samples as f64;
            if z > 0.0 {
                let slope = -2.0 * (y[i] - z) / samples as f64;
                by_w += slope * x.row(i).transpose();
                by_b += slope;
            }
        }
        assert_close(&neuron_loss::value_and_gradient(&w, b, &x, &y), &(loss, (by_w, by_b)));
    }
}
