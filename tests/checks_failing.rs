//! The test that `#[differentiate(.., test(..))]` writes fails where a derivative is wrong, and says what is.
//!
//! The functions here have right derivatives, and their tests pass, unless this binary is run again by a test of it
//! that asks for wrong ones.

use std::process::Command;

use autodiff::differentiate;
use nalgebra::DVector;

const WRONG: &str = "AUTODIFF_TEST_WRONG";

/// Where derivatives are to be wrong, a number that follows the parameter; else one that does not.
fn followed(x: f64) -> f64 {
    if std::env::var_os(WRONG).is_some() { x } else { 3.0 }
}

#[differentiate(wrt(w, b), jvp, test(w = DVector::from_vec(vec![2.0, 3.0]), b = 5.0, x = DVector::from_vec(vec![0.5, 0.25])))]
fn forgetful(w: &DVector<f64>, b: f64, x: &DVector<f64>) -> f64 {
    let forgotten = autodiff::constant(followed(w[1]));
    w[0] * forgotten * b * x[1]
}

/// Where derivatives are to be wrong, a function with the slopes 0, 1 and 0 at 1, 2 and 3; else one with none.
fn bump(x: f64) -> f64 {
    let flat = (followed(x) - 3.0) * (x - 1.0);
    flat * flat * (x + 1.0)
}

#[differentiate(
    test(x = 1.0),
    test(x = 2.0), // Where the derivative is wrong.
    test(x = 3.0)
)]
fn elsewhere(x: f64) -> f64 {
    x * x + autodiff::constant(bump(x))
}

/// A rule by hand, which a typing error may have got into.
#[differentiate(derivative(x = slope_of_square() * x), jvp, hvp, test(x = 2.0))]
fn square(x: f64) -> f64 {
    x * x
}

fn slope_of_square() -> f64 {
    if std::env::var_os(WRONG).is_some() { 3.0 } else { 2.0 }
}

#[differentiate(wrt(w), test(w = [1.0, 0.5]))]
fn through_the_rule(w: &[f64]) -> f64 {
    w[0] + square(w[1])
}

/// What a test of this binary prints when derivatives are wrong, and whether it passes.
fn run(test: &str) -> (bool, String) {
    let this = std::env::current_exe().expect("the path of this test");
    let output = Command::new(this).args(["--exact", test]).env(WRONG, "yes").env("RUST_BACKTRACE", "0").output();
    let output = output.expect("a test that runs");
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(text.contains("running 1 test"), "{text}");
    (output.status.success(), text)
}

#[test]
fn a_wrong_derivative_fails_with_a_report() {
    let (passed, text) = run("forgetful_derivatives_agree_with_differences");
    assert!(!passed, "{text}");
    let expected = "derivatives of `forgetful` are not confirmed by finite differences:\n  `forgetful::gradient`, \
                    `forgetful::value_and_gradient`, `forgetful::value_and_gradient_into`, `forgetful::vjp`, \
                    `forgetful::jvp` at `w[1]`: 0.0 claimed, but finite differences give 2.5";
    assert!(text.contains(expected), "{text}");
    assert!(text.contains("; 1 of 3 entries differ, this one most\n"), "{text}");
    assert!(text.contains("tests/checks_failing.rs:18:33"), "{text}");
}

#[test]
fn the_point_is_named_where_there_are_several() {
    let (passed, text) = run("elsewhere_derivatives_agree_with_differences");
    assert!(!passed, "{text}");
    let expected = "derivatives of `elsewhere` are not confirmed by finite differences:\n  at point 2 \
                    (tests/checks_failing.rs:32), `elsewhere::gradient`, `elsewhere::value_and_gradient`, \
                    `elsewhere::value_and_gradient_into`, `elsewhere::vjp` at `x`: 4.0 claimed, but";
    assert!(text.contains(expected), "{text}");
    assert!(!text.contains("at point 1") && !text.contains("at point 3"), "{text}");
}

#[test]
fn a_wrong_rule_fails_where_it_is_stated_and_where_it_is_used() {
    let (passed, text) = run("square_derivatives_agree_with_differences");
    assert!(!passed, "{text}");
    let expected = "`square::vjp`, `square::jvp` at `x`: 6.0 claimed, but finite differences give ";
    assert!(text.contains(expected), "{text}");
    let (passed, text) = run("through_the_rule_derivatives_agree_with_differences");
    assert!(!passed, "{text}");
    assert!(text.contains("`through_the_rule::vjp` at `w[1]`: 1.5 claimed, but finite differences give "), "{text}");
}
