//! Functions of one crate composed and differentiated in another, against the same written as one function.

use autodiff::{check, differentiate};
use models::layers::{both, dense as layer};
use models::{leaky, mean_square, swish};
use nalgebra::{DMatrix, DVector, SVector, Vector4};

#[differentiate(wrt(w), jvp, hessian, hvp)]
fn composed(w: &SVector<f64, 4>, x: &DVector<f64>) -> f64 {
    let a = DMatrix::from_fn(2, 2, |i, j| w[i + j]);
    let b = DVector::from_fn(2, |i, _| w[i + 2]);
    let hidden = layer(&a, &b, x);
    let (hidden, size) = both(&a, &b, &hidden);
    let out = hidden.map(|z| swish(z, w[0]));
    mean_square(&out) + size * leaky(w[3]) + models::layers::dense(&a, &b, &out).sum()
}

#[differentiate(wrt(w), jvp, hessian, hvp)]
fn inlined(w: &SVector<f64, 4>, x: &DVector<f64>) -> f64 {
    let leaky = |x: f64| if x > 0.0 { x } else { 0.1 * x + 0.1 * x * x };
    let a = DMatrix::from_fn(2, 2, |i, j| w[i + j]);
    let b = DVector::from_fn(2, |i, _| w[i + 2]);
    let hidden = (&a * x + &b).map(&leaky);
    let hidden = (&a * hidden + &b).map(&leaky);
    let size = leaky(hidden.norm_squared());
    let out = hidden.map(|z| z / (1.0 + (-w[0] * z).exp()));
    out.norm_squared() / out.len() as f64 + size * leaky(w[3]) + (&a * &out + &b).map(leaky).sum()
}

#[test]
fn across_crates_derivatives_are_those_of_one_function() {
    let x = DVector::from_vec(vec![0.7, -1.2]);
    let t = Vector4::new(0.3, -0.9, 0.4, 1.1);
    for w in [Vector4::new(0.4, -0.3, 0.8, -0.6), Vector4::new(-1.1, 0.2, 0.5, 0.9), Vector4::new(0.9, 1.3, -0.4, -0.2)]
    {
        assert!((composed(&w, &x) - inlined(&w, &x)).abs() < 1e-12);
        assert!((composed::gradient(&w, &x) - inlined::gradient(&w, &x)).norm() < 1e-10);
        assert!((composed::jvp(&w, &x, &t).1 - inlined::jvp(&w, &x, &t).1).abs() < 1e-10);
        assert!((composed::hessian(&w, &x) - inlined::hessian(&w, &x)).norm() < 1e-10);
        assert!((composed::hvp(&w, &x, &t) - inlined::hvp(&w, &x, &t)).norm() < 1e-10);
        check::gradient(|w| composed(w, &x), &w, &composed::gradient(&w, &x)).unwrap();
    }
}
