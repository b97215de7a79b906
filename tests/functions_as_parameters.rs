//! Parameters that are functions: constant calls of them pass through, and what varies does not get into them.

use autodiff::differentiate;
use nalgebra::DVector;

mod common;

use common::assert_close;

#[differentiate(wrt(x))]
fn scaled<F: Fn(f64) -> f64>(x: f64, n: usize, f: F, g: &dyn Fn(usize) -> f64, h: fn(f64) -> f64) -> f64 {
    let a: f64 = f(2.0);
    let b = g(n + 1);
    x * x * a + b * x + h(a)
}

#[differentiate(wrt(v))]
fn mapped(v: &DVector<f64>, w: &DVector<f64>, f: impl Fn(f64) -> f64) -> f64 {
    let weights: DVector<f64> = w.map(&f);
    v.dot(&weights)
}

#[differentiate(wrt(x))]
fn folded(x: f64, w: &[f64], f: impl Fn(f64, &f64) -> f64, g: fn(&f64) -> f64) -> f64 {
    let total: f64 = w.iter().fold(0.0, f);
    let sum: f64 = w.iter().map(g).sum();
    total * x + sum * x * x
}

#[differentiate(wrt(x))]
fn counted(x: f64, next: &dyn Fn() -> f64) -> f64 {
    let mut total = 0.0;
    for _ in 0..3 {
        let k: f64 = next();
        total += k * x * x;
    }
    total
}

#[differentiate(wrt(x))]
fn by_decree(x: f64, f: impl Fn(f64) -> f64) -> f64 {
    let weight: f64 = autodiff::constant(f(x));
    weight * x
}

#[test]
fn calls_with_constants_are_constants() {
    let (value, slope) = scaled::value_and_gradient(3.0, 1, |y| y + 1.0, &|n| n as f64, f64::sqrt);
    assert_close(&value, &(27.0 + 6.0 + 3.0_f64.sqrt()));
    assert_close(&slope, &(18.0 + 2.0));
    let (v, w) = (DVector::from_vec(vec![1.0, 2.0]), DVector::from_vec(vec![4.0, 9.0]));
    assert_eq!(mapped::gradient(&v, &w, f64::sqrt), DVector::from_vec(vec![2.0, 3.0]));
    assert_eq!(folded::gradient(3.0, &[1.0, 2.0], |total, w| total + w, |w| w * w), 3.0 + 30.0);
}

#[test]
fn a_function_with_a_state_is_called_as_often_as_in_the_function() {
    let calls = std::cell::Cell::new(0);
    let next = || {
        calls.set(calls.get() + 1);
        f64::from(calls.get())
    };
    assert_eq!((counted::gradient(2.0, &next), calls.get()), (24.0, 3));
}

#[test]
fn what_is_declared_constant_is() {
    assert_eq!(by_decree::value_and_gradient(2.0, |x| x * x), (8.0, 4.0));
}
