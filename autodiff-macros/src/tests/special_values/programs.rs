//! Small functions at points where a naive derivative is infinite, NaN, or a matter of convention.

use crate::differentiate::Mode;
use crate::ir::interpret::{Datum, run};
use crate::passes::optimize;
use crate::tests::support::numbers::{flat, same};
use crate::tests::support::source::lowered;

/// Checks a gradient before and after optimization.
fn assert_gradient(function: &str, point: &[f64], expected: &[f64]) {
    let args = point.iter().map(|number| Datum::Real(*number)).collect();
    let subject = lowered("", function, args);
    let gradient = subject.reverse(Mode::Gradient);
    for gradient in [optimize(gradient.clone()), gradient] {
        let found = flat(&run(&gradient, &subject.args));
        same(&format!("{function} at {point:?}"), expected, &found)
            .unwrap_or_else(|error| panic!("{error}\n{gradient}"));
    }
}

#[test]
fn a_branch_that_is_not_taken_contributes_nothing() {
    let root = "fn f(x: f64) -> f64 { if x < 1.0 { x } else { x.sqrt() } }";
    assert_gradient(root, &[0.0], &[1.0]);
    assert_gradient(root, &[4.0], &[0.25]);
    let quotient = "fn f(x: f64) -> f64 { if x > 0.0 { x.sin() / x } else { 1.0 + x } }";
    assert_gradient(quotient, &[0.0], &[1.0]);
    let logarithm = "fn f(p: f64) -> f64 { if p > 0.0 { p * p.ln() } else { 0.0 } }";
    assert_gradient(logarithm, &[0.0], &[0.0]);
}

#[test]
fn what_is_not_used_contributes_nothing() {
    let unused = "fn f(c: f64, a: f64) -> f64 { let unused = c.acos(); 2.0 * c * c * a }";
    assert_gradient(unused, &[5.0, 3.0], &[60.0, 50.0]);
    let times_zero = "fn f(x: f64, y: f64) -> f64 { let root = x.sqrt(); root * y }";
    assert_gradient(times_zero, &[0.0, 0.0], &[0.0, 0.0]);
}

#[test]
fn a_zero_cotangent_passes_an_infinite_slope() {
    assert_gradient("fn f(x: f64) -> f64 { x * x.sqrt() }", &[0.0], &[0.0]);
    assert_gradient("fn f(x: f64) -> f64 { x.powf(1.5) }", &[0.0], &[0.0]);
    assert_gradient("fn f(x: f64) -> f64 { (1.0 / x).min(1.0) }", &[0.0], &[0.0]);
    assert_gradient("fn f(x: f64) -> f64 { x.recip().min(1.0) }", &[0.0], &[0.0]);
    assert_gradient("fn f(x: f64) -> f64 { x.cbrt().powi(2) * x }", &[0.0], &[0.0]);
    assert_gradient("fn f(x: f64) -> f64 { x.sqrt().max(1.0) }", &[0.0], &[0.0]);
}

/// A slope that can't be infinite needs no guard, beside a cotangent that can't; each of these is infinite, though its parts are bounded.
#[test]
fn what_is_bounded_is_bounded() {
    let infinite = [
        ("(1.0 + t.powi(3)).ln()", -20.0),
        ("(1.0 + t * t.abs()).ln()", -20.0),
        ("(1.0 - t * t).ln()", 20.0),
        ("(1.0 + t * -t).ln()", 20.0),
        ("(1.0 + -t * t).ln()", 20.0),
        ("(1.0 - t.abs()).ln()", -20.0),
        ("(1.0 - t.powi(2)).ln()", -20.0),
        ("(2.0 - (t.abs() + 1.0)).ln()", -20.0),
        ("(1.0 / (1.0 + t)).exp()", -20.0),
        ("t.powi(-2).exp()", 0.0),
        ("(x * x).exp()", 100.0),
        ("(-(x * -x)).exp()", 100.0),
        ("(x.abs() * t).exp()", 1e3),
        ("((t * 1e200).powi(2) * 1e-300).exp()", 20.0),
        ("((x / 2.0).exp() * 0.1).exp()", 100.0),
        ("(t + t).ln()", 0.0),
        ("(1.0 + t.powi(1)).ln()", -20.0),
        ("({ let v = t * 30.0; (v * v).exp() })", 20.0),
        ("((-x).tanh() * -x).exp()", -1000.0),
    ];
    for (value, x) in infinite {
        let function = format!("fn f(x: f64, w: f64) -> f64 {{ let t = x.tanh(); {value} * (w * w).tanh() }}");
        let args = vec![Datum::Real(x), Datum::Real(0.0)];
        let gradient = lowered("wrt(x)", &function, args.clone()).reverse(Mode::Gradient);
        for gradient in [optimize(gradient.clone()), gradient] {
            let found = flat(&run(&gradient, &args));
            same(&function, &[0.0], &found).unwrap_or_else(|error| panic!("{error}\n{gradient}"));
        }
    }
}

/// A cotangent that is zero stays zero beside a slope that is infinite.
#[test]
fn what_is_zero_stays_zero() {
    for (value, x) in [
        ("x.exp() * (w * w)", 1000.0),
        ("x.recip() * -(w * w)", 0.0),
        ("w.sin() * (715.0 * (-(x * x)).exp().powi(2400)).exp()", 0.0),
        ("w.sin() * (0.0 * x + 800.0).exp()", 0.0),
    ] {
        let function = format!("fn f(x: f64, w: f64) -> f64 {{ {value} }}");
        let args = vec![Datum::Real(x), Datum::Real(0.0)];
        let gradient = lowered("wrt(x)", &function, args.clone()).reverse(Mode::Gradient);
        for gradient in [optimize(gradient.clone()), gradient] {
            let found = flat(&run(&gradient, &args));
            same(&function, &[0.0], &found).unwrap_or_else(|error| panic!("{error}\n{gradient}"));
        }
    }
}

#[test]
fn kinks_compose() {
    assert_gradient("fn f(x: f64) -> f64 { x * x.abs() }", &[0.0], &[0.0]);
    assert_gradient("fn f(x: f64) -> f64 { x.max(0.0) }", &[0.0], &[0.0]);
    assert_gradient("fn f(x: f64) -> f64 { 0.0_f64.max(x) }", &[0.0], &[0.0]);
    assert_gradient("fn f(x: f64, y: f64) -> f64 { x.max(y) }", &[1.0, 1.0], &[1.0, 0.0]);
    assert_gradient("fn f(x: f64, y: f64) -> f64 { x.min(y) }", &[1.0, 1.0], &[1.0, 0.0]);
    assert_gradient("fn f(x: f64) -> f64 { x.clamp(-1.0, 1.0) }", &[1.0], &[0.0]);
    assert_gradient("fn f(x: f64, y: f64) -> f64 { x.hypot(y).powi(2) }", &[0.0, 0.0], &[0.0, 0.0]);
    // The values are inside; the slope of a maximum that is subtracted again cancels.
    let lse = "fn f(a: f64, b: f64) -> f64 { let m = a.max(b); m + ((a - m).exp() + (b - m).exp()).ln() }";
    assert_gradient(lse, &[1000.0, 1000.0], &[0.5, 0.5]);
}
