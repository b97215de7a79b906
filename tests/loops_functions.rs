//! Functions of the entries of a vector of known size, one after the other in a loop: generated code computes them for all
//! entries at once.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, assert_within};
use nalgebra::{Matrix2, SVector, Vector2, Vector3, Vector6};

/// A recurrence, so that nothing but the functions of entries can be computed at once.
#[differentiate(jvp, hvp)]
fn recurrence(w: &Vector6<f64>, x: f64) -> f64 {
    let mut y = x;
    for i in 0..6 {
        let (sine, cosine) = w[i].sin_cos();
        y = y * w[i].exp() * cosine + sine * (w[i] * y).tanh();
    }
    y
}

/// Three entries are left to the compiler, and so is a part of the entries.
#[differentiate(jvp, hvp)]
fn few_and_parts(w: &Vector3<f64>, v: &SVector<f64, 9>, x: f64) -> f64 {
    let mut y = x;
    for i in 0..3 {
        y = y * w[i].exp() + w[i].ln_1p();
    }
    for i in 2..9 {
        y = y * v[i].tanh() + v[i].cosh();
    }
    for i in (0..9).rev() {
        y = 0.3 * y * v[i].cos() - v[i].sinh();
    }
    y
}

/// Vectors that change in the loop, and functions of what is computed on the way.
#[differentiate(jvp, hvp)]
fn changing(w: &SVector<f64, 5>, x: f64) -> f64 {
    let mut w = *w;
    let mut y = x;
    for i in 0..5 {
        y = y * w[i].sin() + (0.5 * w[i]).exp();
        w[(i + 1) % 5] += 0.3 * y;
    }
    let halves = w * 0.5;
    for i in 0..5 {
        y = (y * halves[i].cos()).tanh();
    }
    y + w.sum()
}

/// The same functions where the vector is read whole, and inside another loop.
#[differentiate(jvp, hvp)]
fn nested(w: &SVector<f64, 4>, u: &Vector2<f64>, n: usize) -> f64 {
    let sines = w.map(|w| w.sin());
    let mut m = Matrix2::identity();
    for _ in 0..n {
        for i in 0..4 {
            if i % 2 == 0 {
                m *= Matrix2::new(w[i].sin(), 0.5, u[0], w[i].cos());
            } else {
                m *= Matrix2::new(1.0, w[i].exp(), 0.0, u[1]);
            }
        }
    }
    (m * u).norm_squared() + sines.dot(w)
}

#[test]
fn they_agree_with_differences() {
    let (w, x) = (Vector6::new(0.3, -0.7, 1.2, 0.1, -1.1, 0.6), 0.6);
    check!(recurrence(&w, x), wrt(w, x), gradient, value_and_gradient, vjp, jvp, hvp);
    let (three, nine) = (Vector3::new(0.2, 0.5, -0.3), SVector::<f64, 9>::from_fn(|i, _| 0.1 * i as f64 - 0.35));
    check!(few_and_parts(&three, &nine, x), wrt(three, nine, x), gradient, value_and_gradient, vjp, jvp, hvp);
    let five = SVector::<f64, 5>::from_fn(|i, _| 0.3 * i as f64 - 0.5);
    check!(changing(&five, x), wrt(five, x), gradient, value_and_gradient, vjp, jvp, hvp);
    let (four, u) = (SVector::<f64, 4>::new(0.3, -0.4, 0.9, 0.2), Vector2::new(0.6, -0.5));
    for n in [0, 1, 3] {
        check!(nested(&four, &u, n), wrt(four, u), gradient, value_and_gradient, vjp, jvp, hvp);
    }
}

/// Angles of every size: those that are far out have lanes of their own.
#[test]
fn far_angles_are_right() {
    let w = Vector6::<f64>::new(1e7, -0.7, 3e300, 0.1, -1e15, 0.6);
    #[differentiate]
    fn sines(w: &Vector6<f64>) -> f64 {
        let mut y = 1.0;
        for i in 0..6 {
            y = 0.5 * y + w[i].sin() * y;
        }
        y
    }
    let mut value = 1.0;
    let mut slopes = [0.0; 6];
    for i in 0..6 {
        slopes.iter_mut().for_each(|slope| *slope *= 0.5 + w[i].sin());
        slopes[i] = w[i].cos() * value;
        value *= 0.5 + w[i].sin();
    }
    let (found, gradient) = sines::value_and_gradient(&w);
    assert_within(&found, &value, 1e-14);
    assert_within(&gradient, &Vector6::from(slopes), 1e-14);
}

#[test]
fn infinities_and_nan_stay_where_they_are() {
    #[differentiate]
    fn products(w: &Vector6<f64>, x: &Vector6<f64>) -> f64 {
        let mut y = 0.0_f64;
        for i in 0..6 {
            y = y.max(w[i].exp() * x[i]);
        }
        y
    }
    let w = Vector6::new(f64::NEG_INFINITY, 0.0, -800.0, 0.5, 1.0, -1.0);
    let x = Vector6::new(1.0, 2.0, 3.0, 0.25, 3.0, 1.0);
    let (value, [dw, dx]) = {
        let (value, (dw, dx)) = products::value_and_gradient(&w, &x);
        (value, [dw, dx])
    };
    assert_close(&value, &products(&w, &x));
    // The largest is the fifth: e·3.
    let e = 1.0_f64.exp();
    assert_close(&dw, &Vector6::new(0.0, 0.0, 0.0, 0.0, 3.0 * e, 0.0));
    assert_close(&dx, &Vector6::new(0.0, 0.0, 0.0, 0.0, e, 0.0));
}

#[test]
fn single_precision() {
    #[differentiate]
    fn chain(w: &SVector<f32, 7>) -> f32 {
        let mut y = 0.5;
        for i in 0..7 {
            y = y * w[i].cos() + (w[i] * 0.5).tanh() * w[i].ln();
        }
        y
    }
    let w = SVector::<f32, 7>::from_fn(|i, _| 0.4 + 0.2 * i as f32);
    check!(chain(&w), wrt(w), gradient, value_and_gradient);
}
