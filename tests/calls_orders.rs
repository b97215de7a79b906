//! Derivatives of functions that call others whose bodies they don't see: which orders there are.

use autodiff::{check, differentiate};

/// Long enough to be called instead of written in, where first derivatives are asked for.
#[differentiate(jvp)]
fn long(x: f64) -> f64 {
    let a = (x * 0.5).sin() + x * x;
    let b = (a + x).cos() * a;
    let c = (b * a - x).tanh() + b;
    let d = (c * c + 1.0).ln() * a;
    let e = (d - c * b).exp() * 0.1;
    let f = (e * e + d * d + 1.0).sqrt();
    let g = (f * a + e).sin() + f * c;
    let h = (g + d).atan() * (a - f);
    g * h + (h * 0.5).cos()
}

#[differentiate(jvp)]
fn calls_long(x: f64) -> f64 {
    long(x) * x + long(2.0 * x)
}

#[differentiate(hvp, hessian, jvp)]
fn second_of_long(x: f64) -> f64 {
    calls_long(x) * x
}

#[test]
fn second_derivatives_go_through_functions_that_are_called() {
    for x in [0.3, -0.7, 1.1] {
        check!(long(x), wrt(x), gradient, value_and_gradient, jvp);
        check!(calls_long(x), wrt(x), gradient, value_and_gradient, jvp);
        check!(second_of_long(x), wrt(x), gradient, value_and_gradient, jvp, hvp, hessian);
    }
}

#[differentiate(jvp)]
fn power(x: f64, n: usize) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

#[differentiate(jvp)]
fn over_recursion(x: f64) -> f64 {
    power(x, 3) * x.sin()
}

#[differentiate(jvp)]
fn over_two(x: f64) -> f64 {
    over_recursion(x) + x
}

#[differentiate(jvp)]
fn over_three(x: f64) -> f64 {
    over_two(x) * over_recursion(x)
}

/// `x³ sin x + x` and `x³ sin x`, multiplied.
fn closed_form(x: f64) -> f64 {
    let a = x.powi(3) * x.sin();
    let slope = 3.0 * x * x * x.sin() + x.powi(3) * x.cos();
    slope * (a + x) + a * (slope + 1.0)
}

#[test]
fn first_derivatives_go_through_recursions_that_are_out_of_sight() {
    for x in [0.4_f64, -1.3] {
        check!(over_three(x), wrt(x), gradient, value_and_gradient, jvp);
        let expected = closed_form(x);
        assert!((over_three::gradient(x) - expected).abs() < 1e-12 * expected.abs().max(1.0));
    }
}

/// Second derivatives go around in a circle.
#[differentiate(hessian)]
fn around(x: f64) -> f64 {
    even(x, 3) * x
}

#[differentiate(wrt(x), jvp)]
fn even(x: f64, n: u32) -> f64 {
    if n == 0 { x } else { x.sin() * odd(x, n - 1) }
}

#[differentiate(wrt(x), jvp)]
fn odd(x: f64, n: u32) -> f64 {
    let mut total = x;
    if n > 0 {
        total += even(x, n - 1) * x;
    }
    total
}

#[test]
fn functions_that_call_each_other() {
    for x in [0.3, -0.8, 1.7] {
        check::gradient(|x: &f64| around(*x), &x, &around::gradient(x)).unwrap();
        check::hessian(|x: &f64| around::gradient(*x), &x, &around::hessian(x)).unwrap();
    }
}
