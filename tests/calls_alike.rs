//! Calls of functions that differ in one thing: which one it is, what it is given, which cotangent reaches it.

use autodiff::{check, differentiate};

/// An assertion keeps a function from being written into its callers.
#[differentiate(jvp)]
fn g(x: f64) -> f64 {
    assert!(x < 99.0);
    x.sin() * x
}

#[differentiate(jvp)]
fn h(x: f64) -> f64 {
    assert!(x < 99.0);
    x.exp() * x
}

#[differentiate(jvp)]
fn k(x: f64) -> f64 {
    assert!(x < 99.0);
    x.cos() * x
}

#[differentiate(jvp)]
fn g_of_three(x: f64, y: f64, z: f64) -> f64 {
    assert!(x < 99.0);
    x.sin() * y * z
}

#[differentiate(jvp)]
fn h_of_three(x: f64, y: f64, z: f64) -> f64 {
    assert!(x < 99.0);
    x.exp() * y * z
}

#[differentiate(jvp, hvp, hessian)]
fn of_one_argument(x: f64) -> f64 {
    g(x) * h(x)
}

#[differentiate(hvp, hessian)]
fn one_of_the_other(x: f64) -> f64 {
    g(g(x * x))
}

#[differentiate(hvp)]
fn three_arguments(x: f64, y: f64, z: f64) -> f64 {
    g_of_three(x * y, y * z, z * x)
}

#[differentiate(hvp)]
fn three_within_one(x: f64, y: f64, z: f64) -> f64 {
    g(h_of_three(x * x, y * y, z * z))
}

#[differentiate(hvp)]
fn times_another(x: f64, y: f64) -> f64 {
    g(g(x)) * h(y)
}

#[differentiate(hvp)]
fn beside_a_product(x: f64, y: f64) -> f64 {
    g(x).sin() + h(x) * k(y)
}

#[differentiate(hvp, hessian)]
fn one_alone_and_one_within(x: f64) -> f64 {
    let u = x * x;
    let v = x.exp();
    let a = g(u);
    let b = g(g(v));
    a + b
}

#[differentiate(hvp)]
fn beside_each_other(x: f64, y: f64) -> f64 {
    g(x) + h(y)
}

#[test]
fn calls_are_told_apart() {
    let (x, y, z) = (0.7, -0.4, 1.2);
    check!(of_one_argument(x), wrt(x), gradient, value_and_gradient, vjp, jvp, hvp, hessian);
    check!(one_of_the_other(x), wrt(x), gradient, value_and_gradient, vjp, hvp, hessian);
    check!(three_arguments(x, y, z), wrt(x, y, z), gradient, value_and_gradient, vjp, hvp);
    check!(three_within_one(x, y, z), wrt(x, y, z), gradient, value_and_gradient, vjp, hvp);
    check!(times_another(x, y), wrt(x, y), gradient, value_and_gradient, vjp, hvp);
    check!(beside_a_product(x, y), wrt(x, y), gradient, value_and_gradient, vjp, hvp);
    check!(beside_each_other(x, y), wrt(x, y), gradient, value_and_gradient, vjp, hvp);
    check!(one_alone_and_one_within(x), wrt(x), gradient, value_and_gradient, vjp, hvp, hessian);
}
