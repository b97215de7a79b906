//! Calls of differentiated functions: through modules, imports and generics, in branches and loops.

mod common;

use autodiff::{check, differentiate};
use common::assert_close;
use nalgebra::{DMatrix, DVector, SVector};

mod model {
    use super::{DMatrix, DVector, differentiate};

    #[differentiate]
    pub(crate) fn square(x: f64) -> f64 {
        x * x
    }

    /// A layer of a network; not short, so that it is called.
    #[differentiate(wrt(w, b, x))]
    pub(crate) fn dense(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
        assert!(w.nrows() == b.len(), "one bias for each row");
        let z = w * x + b;
        z.map(|z| z.tanh())
    }

    pub(crate) mod inner {
        use super::differentiate;

        #[differentiate]
        pub(crate) fn polar(r: f64, a: f64) -> (f64, f64) {
            assert!(r >= 0.0);
            (r * a.cos(), r * a.sin())
        }
    }
}

use model::inner::polar;
use model::square as squared;

#[differentiate]
fn fourth(x: f64) -> f64 {
    squared(model::square(x)) + squared(x + 1.0)
}

#[differentiate(wrt(w, b, x))]
fn network(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 {
    let h = model::dense(w, b, x);
    let h = model::dense(w, b, &h);
    h.norm_squared()
}

#[differentiate]
fn turned(r: f64, a: f64) -> f64 {
    let (x, y) = polar(r, a);
    x * y + x.exp()
}

#[differentiate(wrt(x))]
fn branches(x: f64, far: bool) -> f64 {
    if far {
        let (a, b) = polar(x, 0.5);
        a + 2.0 * b
    } else {
        squared(x)
    }
}

#[differentiate]
fn summed(xs: &[f64]) -> f64 {
    let mut total = 0.0;
    for x in xs {
        let (a, b) = polar(x * x, *x);
        total += a * b;
    }
    total
}

#[differentiate]
fn carried(xs: &[f64], start: f64) -> f64 {
    let mut state = start;
    for x in xs {
        let (a, b) = polar(state * state, *x);
        state = a + 0.1 * b;
    }
    state
}

#[differentiate]
fn norm_of<const N: usize>(v: &SVector<f64, N>) -> f64 {
    assert!(N > 0);
    v.norm_squared().sqrt()
}

#[differentiate]
fn generic(v: &SVector<f64, 3>) -> f64 {
    norm_of::<3>(v) * norm_of(&(v * 2.0))
}

#[test]
fn scalars_nest() {
    let x: f64 = 1.3;
    assert!((fourth::gradient(x) - (4.0 * x.powi(3) + 2.0 * (x + 1.0))).abs() < 1e-12);
}

#[test]
fn layers() {
    let (w, b, x) = (
        DMatrix::from_row_slice(2, 2, &[0.5, -0.2, 0.3, 0.8]),
        DVector::from_vec(vec![0.1, -0.3]),
        DVector::from_vec(vec![0.7, 1.1]),
    );
    let gradient = network::gradient(&w, &b, &x);
    check::gradient(
        |(w, b, x): &(DMatrix<f64>, DVector<f64>, DVector<f64>)| network(w, b, x),
        &(w.clone(), b.clone(), x.clone()),
        &gradient,
    )
    .unwrap();
    let (value, pullback) = network::vjp(&w, &b, &x);
    assert_close(&value, &network(&w, &b, &x));
    assert_close(&pullback(1.0), &gradient);
}

#[test]
fn tuples() {
    let gradient = turned::gradient(1.2, 0.4);
    check::gradient(|(r, a): &(f64, f64)| turned(*r, *a), &(1.2, 0.4), &gradient).unwrap();
    assert_eq!(turned::vjp(1.2, 0.4).1(1.0), gradient);
}

#[test]
fn in_branches() {
    for far in [true, false] {
        check::gradient(|x: &f64| branches(*x, far), &0.8, &branches::gradient(0.8, far)).unwrap();
        assert_eq!(branches::vjp(0.8, far).1(1.0), branches::gradient(0.8, far));
    }
}

#[test]
fn in_loops() {
    let xs = vec![0.3, -0.8, 1.4, 0.2];
    check::gradient(|xs: &Vec<f64>| summed(xs), &xs, &summed::gradient(&xs)).unwrap();
    let gradient = carried::gradient(&xs, 0.9);
    check::gradient(|(xs, start): &(Vec<f64>, f64)| carried(xs, *start), &(xs.clone(), 0.9), &gradient).unwrap();
    assert_eq!(carried::vjp(&xs, 0.9).1(1.0), gradient);
}

#[test]
fn generics() {
    let v = SVector::<f64, 3>::new(0.3, -0.4, 1.2);
    check::gradient(generic, &v, &generic::gradient(&v)).unwrap();
}

/// Not short enough to be written into callers, since it names a constant of this module.
const SCALE: f64 = 0.7;

#[differentiate(jvp)]
fn bent(x: f64, y: f64) -> f64 {
    SCALE * x.sin() * y + (x * y).exp()
}

#[differentiate(jvp)]
fn spread(v: &DVector<f64>) -> DVector<f64> {
    v.map(|v| v * v * SCALE) * v.sum()
}

#[differentiate(jvp, hessian, hvp, jacobian)]
fn composed(v: &DVector<f64>) -> f64 {
    let w = spread(v);
    let mut total = bent(w.sum(), v[0]);
    for i in 0..w.len() {
        if w[i] > 0.1 {
            total += bent(w[i], v[i]);
        }
    }
    squared(total) + spread(&w).norm_squared()
}

fn plain(v: &DVector<f64>) -> f64 {
    let bent = |x: f64, y: f64| SCALE * x.sin() * y + (x * y).exp();
    let spread = |v: &DVector<f64>| v.map(|v| v * v * SCALE) * v.sum();
    let w = spread(v);
    let mut total = bent(w.sum(), v[0]);
    for i in 0..w.len() {
        if w[i] > 0.1 {
            total += bent(w[i], v[i]);
        }
    }
    total * total + spread(&w).norm_squared()
}

#[test]
fn every_form_goes_through_calls() {
    let v = DVector::from_vec(vec![0.4, 0.6, -0.3]);
    let t = DVector::from_vec(vec![0.2, -1.1, 0.5]);
    assert!((composed(&v) - plain(&v)).abs() < 1e-14);
    check::gradient(plain, &v, &composed::gradient(&v)).unwrap();
    assert!((composed::jvp(&v, &t).1 - composed::gradient(&v).dot(&t)).abs() < 1e-12);
    let jacobian = composed::jacobian(&v).transpose();
    assert!((jacobian - composed::gradient(&v)).norm() < 1e-12);
    let hessian = composed::hessian(&v);
    check::hessian(composed::gradient, &v, &hessian).unwrap();
    assert!((hessian * &t - composed::hvp(&v, &t)).norm() < 1e-11);
}

#[differentiate(wrt(x), jvp)]
fn even(x: f64, n: u32) -> f64 {
    if n == 0 { x } else { x.sin() * odd(x, n - 1) }
}

#[differentiate(wrt(x), jvp)]
fn odd(x: f64, n: u32) -> f64 {
    let mut total = x;
    for k in 0..n {
        if k + 1 == n {
            total += even(x, n - 1) * x;
        }
    }
    total
}

#[test]
fn functions_that_call_each_other() {
    for n in 0..5 {
        check::gradient(|x: &f64| even(*x, n), &0.8, &even::gradient(0.8, n)).unwrap();
        check::gradient(|x: &f64| odd(*x, n), &0.8, &odd::vjp(0.8, n).1(1.0)).unwrap();
        assert!((even::jvp(0.8, n, 1.0).1 - even::gradient(0.8, n)).abs() < 1e-12);
    }
}

#[differentiate]
fn mapped(z: &DVector<f64>, beta: f64) -> f64 {
    let swish = z.map(|z| bent(z, beta));
    let plain = z.map(squared);
    let others: f64 = z.iter().map(|z| squared(z - beta)).sum();
    let pairs: f64 = z.iter().zip(plain.iter()).map(|(x, y)| squared(x - y)).sum();
    swish.sum() + plain.norm() + others + pairs
}

#[test]
fn in_closures() {
    let z = DVector::from_vec(vec![0.4, 0.6, -0.3]);
    let gradient = mapped::gradient(&z, 0.3);
    check::gradient(|(z, beta): &(DVector<f64>, f64)| mapped(z, *beta), &(z, 0.3), &gradient).unwrap();
}
