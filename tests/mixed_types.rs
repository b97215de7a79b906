//! Casts between `f32` and `f64`: a gradient has the type of its parameter.

mod common;

use autodiff::{check, differentiate};
use common::assert_close;
use nalgebra::{DMatrix, DVector, Vector3};

#[differentiate(jvp, jacobian, hessian)]
fn widened(x: f32) -> f64 {
    (x as f64).sin() * 2.0
}

#[differentiate(jvp, hvp)]
fn narrowed(x: f64) -> f32 {
    let y = x as f32;
    y * y
}

#[test]
fn scalars() {
    let (value, slope): (f64, f32) = widened::value_and_gradient(0.5);
    assert_close(&value, &(2.0 * 0.5_f64.sin()));
    assert_close(&slope, &(2.0 * 0.5_f32.cos()));
    assert_close(&widened::jvp(0.5, 1.0).1, &(2.0 * 0.5_f64.cos()));
    assert_close(&widened::hessian(0.5), &(-2.0 * 0.5_f32.sin()));
    let slope: f64 = narrowed::gradient(1.5);
    assert_close(&slope, &3.0);
    assert_close(&narrowed::hvp(1.5, 1.0), &2.0);
}

/// The Jacobian has the type of the parameter, as the gradient has.
#[differentiate(wrt(x), jacobian)]
fn mapped(x: &DVector<f32>, w: &DMatrix<f64>) -> DVector<f64> {
    (w * x.clone().cast::<f64>()).map(|z| z.tanh())
}

#[differentiate(wrt(x), jacobian)]
fn linear(x: &DVector<f32>, w: &DMatrix<f64>) -> DVector<f64> {
    w * x.clone().cast::<f64>()
}

#[differentiate(jacobian)]
fn along_a_line(t: f32, w: &Vector3<f64>) -> Vector3<f64> {
    w * (t as f64).exp()
}

/// By its rule, it is known along one direction at a time.
#[differentiate(jvp = ramp_rule)]
fn ramp(t: f64) -> f64 {
    t.max(0.0)
}

fn ramp_rule(t: f64, t_dot: f64) -> (f64, f64) {
    (t.max(0.0), if t > 0.0 { t_dot } else { 0.0 })
}

#[differentiate(wrt(x), jacobian)]
fn ramped(x: &DVector<f32>, w: &DMatrix<f64>) -> DVector<f64> {
    let y = w * x.clone().cast::<f64>();
    &y * ramp(y[0])
}

#[test]
fn jacobians() {
    let (x, w) =
        (DVector::from_vec(vec![0.5_f32, -1.0]), DMatrix::from_row_slice(3, 2, &[0.3, -0.2, 0.5, 0.4, -0.7, 0.1]));
    let found: DMatrix<f32> = linear::jacobian(&x, &w);
    assert_close(&found, &w.clone().cast::<f32>());
    let slopes = (&w * x.clone().cast::<f64>()).map(|z| 1.0 / z.cosh().powi(2));
    let found: DMatrix<f32> = mapped::jacobian(&x, &w);
    assert_close(&found, &(DMatrix::from_diagonal(&slopes) * &w).cast::<f32>());
    let found: DMatrix<f32> = ramped::jacobian(&x, &w);
    let y = &w * x.clone().cast::<f64>();
    assert_close(&found, &(&y * w.row(0) + y[0] * &w).cast::<f32>());
    let (by_t, by_w) = along_a_line::jacobian(0.5, &Vector3::new(1.0, -2.0, 0.5));
    let by_t: Vector3<f32> = by_t;
    assert_close(&by_t, &(Vector3::new(1.0, -2.0, 0.5) * 0.5_f32.exp()));
    assert_close(&by_w, &(nalgebra::Matrix3::identity() * 0.5_f64.exp()));
}

#[differentiate(wrt(x, w), jvp)]
fn scored(x: &DVector<f32>, w: &DMatrix<f64>) -> f64 {
    (w * x.clone().cast::<f64>()).map(|z| z.tanh()).sum()
}

#[test]
fn vectors() {
    let x = DVector::from_vec(vec![0.5_f32, -1.0]);
    let w = DMatrix::from_row_slice(3, 2, &[0.3, -0.2, 0.5, 0.4, -0.7, 0.1]);
    let (by_x, by_w): (DVector<f32>, DMatrix<f64>) = scored::gradient(&x, &w);
    check::gradient(|w| scored(&x, w), &w, &by_w).unwrap();
    let slopes = (&w * x.clone().cast::<f64>()).map(|z| 1.0 - z.tanh().powi(2));
    assert_close(&by_x, &w.tr_mul(&slopes).cast::<f32>());
    let (_, along) = scored::jvp(&x, &w, &DVector::from_vec(vec![1.0_f32, 0.0]), &DMatrix::zeros(3, 2));
    assert_close(&along, &w.column(0).dot(&slopes));
}

#[differentiate]
fn summed(xs: &[f32], scale: f64) -> f64 {
    let mut total = 0.0;
    for x in xs {
        total += scale * (*x as f64).exp();
    }
    total
}

#[differentiate]
fn recurrence(x: &Vector3<f32>) -> f32 {
    let mut state = 1.0_f64;
    for i in 0..3 {
        state = state * (x[i] as f64) + 0.5;
    }
    state as f32
}

#[test]
fn loops() {
    let xs = [0.25_f32, -0.5];
    let (by_xs, by_scale): (Vec<f32>, f64) = summed::gradient(&xs, 2.0);
    assert_close(&by_xs, &xs.map(|x| 2.0 * x.exp()).to_vec());
    assert_close(&by_scale, &xs.map(|x| f64::from(x).exp()).iter().sum::<f64>());
    let x = Vector3::new(2.0_f32, 3.0, -1.0);
    assert_close(&recurrence::gradient(&x), &Vector3::new(-3.0, -2.5, 8.0));
}
