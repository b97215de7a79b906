//! Functions of one crate composed and differentiated in another, against the same written as one function.

use autodiff::{Differentiable, check, differentiate};
use models::layers::{both, dense as layer};
use models::networks::{Layer, Network, apply, penalty};
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

#[differentiate(wrt(network), jvp, hvp)]
fn loss(network: &Network, x: &DVector<f64>) -> f64 {
    let hidden = apply(&network.first, x).map(|v| v.max(0.0));
    apply(&network.second, &hidden).norm_squared() + penalty(network) + network.first.bias.sum()
}

/// The same of the reals of a network of two units in each layer, in the order of its fields.
#[differentiate(wrt(p), jvp, hvp)]
fn loss_of_reals(p: &SVector<f64, 13>, decay: f64, x: &DVector<f64>) -> f64 {
    let hidden = [(p[0] * x[0] + p[2] * x[1] + p[4]).max(0.0), (p[1] * x[0] + p[3] * x[1] + p[5]).max(0.0)];
    let mut total = p[4] + p[5] + decay * p[12].powi(4) + decay * (p[10] * p[10] + p[11] * p[11]);
    for row in 0..2 {
        let output = p[6 + row] * hidden[0] + p[8 + row] * hidden[1] + p[10 + row];
        total += output * output;
    }
    total
}

#[test]
fn a_model_of_structs_of_another_crate() {
    let layer = |seed: f64| Layer {
        weight: DMatrix::from_fn(2, 2, |i, j| (seed + 3.0 * i as f64 + 5.0 * j as f64).sin()),
        bias: DVector::from_fn(2, |i, _| (seed * 2.0 + i as f64).cos()),
    };
    let network = Network::new(layer(0.3), layer(1.9), 0.7, 0.4);
    let along = Network::new(layer(2.2), layer(-0.4), -1.1, 0.4);
    let x = DVector::from_vec(vec![0.6, -1.1]);
    let reals = |network: &Network| SVector::<f64, 13>::from_iterator(network.to_vector().iter().copied());
    let (p, t) = (reals(&network), reals(&along));
    assert!((loss(&network, &x) - loss_of_reals(&p, 0.4, &x)).abs() < 1e-12);
    let gradient = loss::gradient(&network, &x);
    assert!((reals(&gradient) - loss_of_reals::gradient(&p, 0.4, &x)).norm() < 1e-10);
    assert!((loss::jvp(&network, &x, &along).1 - loss_of_reals::jvp(&p, 0.4, &x, &t).1).abs() < 1e-10);
    let product = loss::hvp(&network, &x, &along);
    assert!((reals(&product) - loss_of_reals::hvp(&p, 0.4, &x, &t)).norm() < 1e-10);
}
