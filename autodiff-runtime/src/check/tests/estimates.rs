//! The estimate itself: it is accurate for smooth functions, and its error is honest.

use core::cell::Cell;

use crate::check::{Estimate, derivative};

type Function = fn(f64) -> f64;

/// A function, a point, and the derivative there.
struct Case {
    name: &'static str,
    f: Function,
    x: f64,
    exact: f64,
}

fn case(name: &'static str, f: Function, x: f64, exact: f64) -> Case {
    Case { name, f, x, exact }
}

fn smooth() -> [Case; 9] {
    [
        case("exp", f64::exp, 1.0, 1.0_f64.exp()),
        case("ln", f64::ln, 0.5, 2.0),
        case("tanh", f64::tanh, -0.7, 1.0 - 0.7_f64.tanh().powi(2)),
        case("x^x", |x| x.powf(x), 0.5, 0.5_f64.sqrt() * (0.5_f64.ln() + 1.0)),
        case("runge", |x| 1.0 / (1.0 + 25.0 * x * x), 0.2, -2.5),
        case("cube of a large number", |x| x * x * x, 1e5, 3e10),
        case("small values", |x| 1e-20 * x * x, 3.0, 6e-20),
        case("(x - 1)^7", |x| (x - 1.0).powi(7), 1.1, 7e-6),
        case("exp of -700", f64::exp, -700.0, (-700.0_f64).exp()),
    ]
}

/// Narrow features, nearby poles and ends of the domain, cancellation, kinks at a distance.
fn hard() -> [Case; 17] {
    [
        case("fast sine", |x| (1e3 * x).sin(), 1.0, 1e3 * 1e3_f64.cos()),
        case("sine, far out", f64::sin, 1e6, 1e6_f64.cos()),
        case("ln near 0", f64::ln, 1e-9, 1e9),
        case("ln very near 0", f64::ln, 1e-300, 1e300),
        case("sqrt near 0", f64::sqrt, 1e-8, 0.5e4),
        case("pole nearby", |x| 1.0 / x, 1e-3, -1e6),
        case("pole very near", |x| 1.0 / x, -1e-7, -1e14),
        case("tan", f64::tan, 1.57, 1.0 / 1.57_f64.cos().powi(2)),
        case("asin near 1", f64::asin, 0.999999, 1.0 / (1.0 - 0.999999_f64 * 0.999999).sqrt()),
        case("narrow bump", |x| x + 1e-3 * (-(x / 1e-6).powi(2)).exp(), 5e-7, 1.0 - 1e3 * (-0.25_f64).exp()),
        case("flat point", |x| (-1.0 / (x * x)).exp(), 0.1, 2e3 * (-100.0_f64).exp()),
        case("kink at 0.05", |x| (x - 0.05).abs(), 0.0, -1.0),
        case("kink at 1e-5", |x| (x - 1e-5).abs(), 0.0, -1.0),
        case("kink at -1e-7", |x| x.exp() + 3.0 * (x + 1e-7).max(0.0), 0.0, 4.0),
        case("small slope", |x| 1e8 + x, 0.3, 1.0),
        case("cancellation", |x| (1.0 - x.cos()) / (x * x), 1e-3, -1e-3 / 12.0),
        case("large", f64::exp, 700.0, 700.0_f64.exp()),
    ]
}

#[test]
fn smooth_functions_have_eleven_digits() {
    for Case { name, f, x, exact } in smooth() {
        let Estimate { value, error } = derivative(f, x);
        let distance = (value - exact).abs();
        assert!(error <= 2e-11 * exact.abs(), "{name}: {value:e} ± {error:e}");
        assert!(distance <= error, "{name}: {value:e} ± {error:e}, not {exact:e}");
    }
}

#[test]
fn the_error_of_a_hard_function_is_honest_and_useful() {
    for Case { name, f, x, exact } in hard() {
        let Estimate { value, error } = derivative(f, x);
        let distance = (value - exact).abs();
        assert!(distance <= error, "{name}: {value:e} ± {error:e}, not {exact:e}");
        assert!(error <= 1e-5 * exact.abs(), "{name}: {value:e} ± {error:e}");
    }
}

#[test]
fn a_slope_of_zero_is_found_to_be_zero() {
    let cases: [(Function, f64); 5] =
        [(|x| x * x, 0.0), (|x| x * x * x, 0.0), (|x| 5.0 + (x - 1.0).powi(2), 1.0), (f64::cos, 0.0), (|_| 3.0, 2.0)];
    for (f, x) in cases {
        let Estimate { value, error } = derivative(f, x);
        assert!(value.abs() <= error && error <= 1e-12, "{value:e} ± {error:e}");
    }
}

#[test]
fn a_smooth_function_is_evaluated_29_times() {
    let cases: [(Function, f64); 5] =
        [(f64::exp, 1.0), (f64::cos, 0.0), (|x| 5.0 + (x - 1.0).powi(2), 1.0), (|_| 3.0, 2.0), (|x| 1e8 + x, 0.3)];
    for (f, x) in cases {
        let count = Cell::new(0);
        derivative(
            |x| {
                count.set(count.get() + 1);
                f(x)
            },
            x,
        );
        assert_eq!(count.get(), 29);
    }
}

#[test]
fn noise_in_the_function_shows_in_the_error() {
    let noisy = |x: f64| x.sin() + 1e-9 * (1e12 * x).sin();
    let Estimate { value, error } = derivative(noisy, 1.0);
    assert!((value - 1.0_f64.cos()).abs() <= error);
    assert!((1e-9..1e-5).contains(&error), "{error:e}");
}

#[test]
fn at_a_kink_the_error_spans_both_slopes() {
    let kinked: [(Function, f64, f64); 4] = [
        (f64::abs, -1.0, 1.0),
        (|x| x.max(0.0), 0.0, 1.0),
        (|x| 1e8 + x.max(0.0), 0.0, 1.0),
        (|x| x.abs() + x.sin(), 0.0, 2.0),
    ];
    for (f, left, right) in kinked {
        let Estimate { value, error } = derivative(f, 0.0);
        assert!((value - 0.5 * (left + right)).abs() < 1e-6);
        assert!((error - 0.5 * (right - left)).abs() < 1e-6);
    }
}

#[test]
fn a_bend_is_no_kink() {
    let bend = |x: f64| (x * x + 1e-12).sqrt();
    let Estimate { value, error } = derivative(bend, 0.0);
    assert!(value.abs() <= error && error < 1e-9, "{value:e} ± {error:e}");
}

#[test]
fn outside_of_the_domain_there_is_no_estimate() {
    for (f, x) in [
        (f64::ln as Function, -1.0),
        (f64::sqrt, 0.0),
        (f64::asin, 1.0),
        (f64::sin, f64::NAN),
        (f64::sin, f64::INFINITY),
        (f64::exp, 1e4),
    ] {
        let Estimate { value, error } = derivative(f, x);
        assert!(value.is_nan() && error == f64::INFINITY, "{value} ± {error}");
    }
}
