//! Partial derivatives that are given by hand: `derivative(x = ..)`.

use std::f64::consts::{FRAC_2_SQRT_PI, PI};

use autodiff::{Real, differentiate};

mod common;

use common::{assert_close, assert_within};

/// The error function, whose body is that of another crate.
#[differentiate(derivative(x = FRAC_2_SQRT_PI * (-x * x).exp()), jvp, jacobian, hessian, hvp, taylor)]
fn erf(x: f64) -> f64 {
    libm::erf(x)
}

#[test]
fn erf_has_derivatives_of_all_orders() {
    for x in [-2.0, -0.3, 0.0, 0.7, 1.9_f64] {
        let first = FRAC_2_SQRT_PI * (-x * x).exp();
        let second = -4.0 * x / PI.sqrt() * (-x * x).exp();
        assert_eq!(erf::value_and_gradient(x), (libm::erf(x), erf::gradient(x)));
        assert_close(&erf::gradient(x), &first);
        assert_close(&erf::hessian(x), &second);
        assert_close(&erf::hvp(x, 3.0), &(3.0 * second));
        assert_close(&erf::jacobian(x), &first);
        assert_close(&erf::jvp(x, 2.0).1, &(2.0 * first));
        let (value, pullback) = erf::vjp(x);
        assert_eq!(value, libm::erf(x));
        assert_close(&pullback(-2.0), &(-2.0 * first));
        let mut d_x = f64::NAN;
        assert_eq!(erf::value_and_gradient_into(x, &mut d_x), value);
        assert_close(&d_x, &first);
        let [value_again, slope, half, sixth] = erf::taylor(x, 1.0);
        assert_eq!(value_again, value);
        assert_close(&slope, &first);
        assert_close(&half, &(second / 2.0));
        assert_close(&sixth, &((4.0 * x * x - 2.0) * first / 6.0));
        autodiff::check::gradient(|x: &f64| erf(*x), &x, &erf::gradient(x)).unwrap();
    }
}

/// A rule may call the function itself: that is differentiated by the rule again.
#[differentiate(derivative(x = 1.0 - tanh(x) * tanh(x)), hessian, taylor)]
fn tanh(x: f64) -> f64 {
    let e = libm::exp(2.0 * x);
    (e - 1.0) / (e + 1.0)
}

#[test]
fn rules_call_their_function() {
    for x in [-0.9_f64, 0.0, 0.4, 2.0] {
        let y = x.tanh();
        let slope = 1.0 - y * y;
        assert_close(&tanh::value_and_gradient(x), &(y, slope));
        assert_close(&tanh::hessian(x), &(-2.0 * y * slope));
        let [_, first, second, third] = tanh::taylor(x, 1.0);
        assert_close(&[first, second, third], &[slope, -y * slope, (3.0 * y * y - 1.0) * slope / 3.0]);
    }
}

/// Bessel functions of the first kind, of constant order.
#[differentiate(
    derivative(x = if n == 0 { -bessel(1, x) } else { 0.5 * (bessel(n - 1, x) - bessel(n + 1, x)) }),
    hessian,
    hvp
)]
fn bessel(n: i32, x: f64) -> f64 {
    libm::jn(n, x)
}

#[test]
fn bessel_functions_satisfy_their_equation() {
    for n in 0..4 {
        for x in [0.3, 1.7, 6.2] {
            let (y, first) = bessel::value_and_gradient(n, x);
            let second = bessel::hessian(n, x);
            let rest = x * x * second + x * first + (x * x - f64::from(n * n)) * y;
            assert!(rest.abs() < 1e-12, "{rest} at {n}, {x}");
            assert_close(&bessel::hvp(n, x, -2.0), &(-2.0 * second));
            autodiff::check::gradient(|x: &f64| bessel(n, *x), &x, &first).unwrap();
        }
    }
}

/// Several parameters, by value and by reference, with a block as a rule.
#[differentiate(
    derivative(
        b = {
            let (s, c) = (a * b).sin_cos();
            let by_b = a * c;
            by_b + s * 0.0
        },
        a = b * (a * b).cos(),
    ),
    jacobian,
    hvp
)]
fn wave(a: &f64, b: f64) -> f64 {
    let sine = || Some((a * b).sin());
    sine().unwrap_or(f64::NAN)
}

#[test]
fn several_parameters_have_mixed_second_derivatives() {
    let (a, b) = (0.7_f64, -1.3_f64);
    let (sin, cos) = (a * b).sin_cos();
    assert_close(&wave::gradient(&a, b), &(b * cos, a * cos));
    assert_close(&wave::jacobian(&a, b), &(b * cos, a * cos));
    let mixed = cos - a * b * sin;
    let (v, w) = (0.3, 2.0);
    let expected = (-b * b * sin * v + mixed * w, mixed * v - a * a * sin * w);
    assert_close(&wave::hvp(&a, b, &v, w), &expected);
}

/// Parameters that have no expression are constants of any type.
#[differentiate(derivative(x = scale(2.0) * table[0] * name.len() as f64 * pair.1))]
fn tabulated(
    x: f64,
    table: &[f64],
    name: String,
    pair: (usize, f64),
    scale: impl Fn(f64) -> f64 + Clone,
    lines: Vec<Vec<u8>>,
) -> f64 {
    for byte in lines.iter().flatten() {
        assert!(*byte > 0);
    }
    x * table[0] * name.len() as f64 * pair.1 + scale(0.0) * 0.0
}

#[test]
fn constants_of_any_type_may_stand_beside_them() {
    let scale = |_: f64| 1.0;
    let (value, slope) =
        tabulated::value_and_gradient(2.0, &[3.0], "ab".to_owned(), (1, 5.0), scale, vec![vec![1], vec![]]);
    assert_eq!((value, slope), (60.0, 30.0));
}

/// Only some of the parameters.
#[differentiate(wrt(y), derivative(y = x * libm::exp(x)))]
fn partly(x: f64, y: f64) -> f64 {
    x * libm::exp(x) * y
}

#[test]
fn the_others_are_constants() {
    assert_close(&partly::gradient(1.5, 2.0), &(1.5 * 1.5_f64.exp()));
}

/// Of a type parameter, with one that no parameter says.
#[differentiate(derivative(x = T::one() / (T::one() + x * x)), hessian)]
fn arc<T: Real, const N: usize>(x: T) -> T {
    (0..N).fold(x.atan(), |y, _| y)
}

#[test]
fn generic_functions_have_rules() {
    assert_close(&arc::gradient::<f32, 3>(0.5), &0.8_f32);
    assert_close(&arc::hessian::<f64, 0>(0.5), &-0.64);
    assert_within(&f64::from(arc::value_and_gradient::<f32, 1>(0.5).0), &0.5_f64.atan(), 1e-6);
}

/// An infinite slope.
#[differentiate(derivative(x = 0.5 / root(x)), hessian)]
fn root(x: f64) -> f64 {
    libm::sqrt(x)
}

#[test]
fn nothing_flows_back_through_an_infinite_slope() {
    assert_eq!(root::gradient(0.0), f64::INFINITY);
    assert_eq!(root::vjp(0.0).1(0.0), 0.0);
    assert_close(&root::hessian(4.0), &(-0.25 / 8.0));
}

/// Rules that are numbers, constants, or the other parameter.
#[differentiate(derivative(x = y, y = x, z = -1.0, w = autodiff::constant(table(3))), hvp)]
fn product(x: f64, y: f64, z: f64, w: f64) -> f64 {
    x * y - z + w * table(3)
}

fn table(n: usize) -> f64 {
    (0..n).map(|i| i as f64).sum()
}

#[test]
fn rules_may_be_anything_that_is_a_number() {
    assert_eq!(product::gradient(2.0, 3.0, 5.0, 7.0), (3.0, 2.0, -1.0, 3.0));
    assert_eq!(product::hvp(2.0, 3.0, 5.0, 7.0, 1.0, 10.0, 100.0, 1000.0), (10.0, 1.0, 0.0, 0.0));
}

/// A rule with a loop, whose locals have names of their own.
#[differentiate(
    derivative(x = {
        let (mut dilogarithm, mut power) = (0.0, 1.0);
        for k in 1..=60 {
            dilogarithm += power / k as f64;
            power *= x;
        }
        dilogarithm
    }),
    hessian,
    hvp
)]
fn dilogarithm(x: f64) -> f64 {
    (1..=60).map(|k| x.powi(k) / f64::from(k * k)).sum()
}

#[test]
fn rules_may_have_loops() {
    let x = 0.4_f64;
    let (value, slope) = dilogarithm::value_and_gradient(x);
    assert_close(&value, &dilogarithm(x));
    assert_close(&slope, &(-(1.0 - x).ln() / x));
    let second = (1.0 / (1.0 - x) + (1.0 - x).ln() / x) / x;
    assert_close(&dilogarithm::hessian(x), &second);
    assert_close(&dilogarithm::hvp(x, 2.0), &(2.0 * second));
}

/// No function has this derivative: that of the derivative follows from the rule alone.
#[differentiate(
    wrt(x),
    derivative(x = {
        let mut total = 0.0;
        for k in 1..n {
            let multiple = k as f64 * x;
            total += if k == 2 { -formal(multiple, n) } else { formal(multiple, n) };
        }
        total
    }),
    hessian
)]
fn formal(x: f64, n: usize) -> f64 {
    (x * n as f64).sin()
}

#[test]
fn rules_may_call_their_function_in_loops_and_branches() {
    let sign = |k: i32| if k == 2 { -1.0 } else { 1.0 };
    let slope = |x: f64| (1..4).map(|k| sign(k) * (f64::from(k) * x * 4.0).sin()).sum::<f64>();
    let x = 0.3;
    assert_close(&formal::gradient(x, 4), &slope(x));
    let second = (1..4).map(|k| sign(k) * f64::from(k) * slope(f64::from(k) * x)).sum::<f64>();
    assert_close(&formal::hessian(x, 4), &second);
}

mod elsewhere {
    #![deny(unused, missing_docs, clippy::all)]
    #![forbid(unsafe_code)]

    use autodiff::differentiate;

    /// A function with a rule, for others.
    #[differentiate(derivative(x = 3.0 * x * x), hessian)]
    pub(super) fn cube(x: f64) -> f64 {
        x * x * x
    }

    /// One with a rule that is a function.
    #[differentiate(vjp = pulled)]
    pub(super) fn square(x: f64) -> f64 {
        x * x
    }

    fn pulled(x: f64) -> (f64, impl Fn(f64) -> f64) {
        (square(x), move |y_bar| 2.0 * x * y_bar)
    }
}

#[test]
fn rules_are_used_from_elsewhere() {
    use elsewhere::{cube, square};
    assert_eq!((cube(2.0), cube::gradient(2.0), cube::hessian(2.0)), (8.0, 12.0, 12.0));
    assert_eq!((square(2.0), square::gradient(2.0)), (4.0, 4.0));
}

#[test]
fn rules_work_in_functions() {
    #[differentiate(derivative(x = y, y = x))]
    fn product(x: f64, y: f64) -> f64 {
        x * y
    }
    assert_eq!(product::value_and_gradient(2.0, 3.0), (6.0, (3.0, 2.0)));
}
