//! `autodiff::check!`: what is right passes, what is wrong is reported by name and place.
//!
//! Derivatives are made wrong by `autodiff::constant(..)` around what does vary.

use std::cell::Cell;
use std::panic::catch_unwind;

use autodiff::{check, differentiate};
use nalgebra::{DMatrix, DVector, DVectorView, Matrix2, RowVector2, Vector2};

#[differentiate(wrt(w, b), jvp, jacobian, hvp, taylor)]
fn loss(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let z = (x * w).add_scalar(b);
    let residual = y - z.map(|z| z.tanh());
    residual.norm_squared() / y.len() as f64
}

#[test]
fn every_derivative_of_a_scalar_function() {
    let x = DMatrix::from_row_slice(3, 2, &[1.0, 2.0, -1.0, 0.5, 0.3, -2.0]);
    let y = DVector::from_vec(vec![1.0, 0.5, 2.0]);
    let (w, b) = (DVector::from_vec(vec![0.4, 0.9]), -0.1);
    check!(
        loss(&w, b, &x, &y),
        wrt(w, b),
        gradient,
        value_and_gradient,
        value_and_gradient_into,
        vjp,
        jvp,
        jacobian,
        hvp,
        taylor,
    );
}

mod layers {
    use super::{Matrix2, RowVector2, Vector2, differentiate};

    #[differentiate(jvp, jacobian)]
    pub(super) fn layer(a: &Matrix2<f64>, x: Vector2<f64>) -> (Vector2<f64>, f64) {
        let z = a * x;
        (z.map(|z| z.sin()), z[0] * z[1])
    }

    #[differentiate(hessian, hvp)]
    pub(super) fn quadratic(x: &RowVector2<f64>) -> f64 {
        x[0] * x[0] * x[1]
    }
}

#[test]
fn every_derivative_of_a_function_of_vectors_by_its_path() {
    let (a, x) = (Matrix2::new(1.0, 2.0, 3.0, 4.0), Vector2::new(0.5, -0.25));
    check!(layers::layer(&a, x), wrt(a, x), vjp, jvp, jacobian);
    let x = RowVector2::new(0.5, 2.0);
    check!(self::layers::quadratic(&x), wrt(x), hessian, hvp);
}

#[differentiate(jvp, hvp, jacobian, taylor)]
fn generic<T: autodiff::Real, const N: usize>(x: [T; N], scale: T) -> T {
    let mut total = T::zero();
    for x in x {
        total += (scale * x).sin();
    }
    total
}

#[test]
fn generic_functions() {
    let (x, scale) = ([0.5, 2.0, 3.0], 1.5);
    check!(generic::<f64, 3>(x, scale), wrt(x, scale), gradient, vjp, jvp, hvp, jacobian, taylor);
    let (x, scale) = ([0.5_f32], 1.5);
    check!(generic(x, scale), wrt(x, scale), gradient, value_and_gradient, vjp, jvp, hvp);
}

#[differentiate(wrt(xs, v), jvp, jacobian)]
fn borrowed(xs: &[f64], v: DVectorView<'_, f64>, pair: (f64, f64)) -> Vec<f64> {
    vec![xs[0] * v[0] * pair.0, xs[1] * pair.1]
}

#[test]
fn slices_views_and_constants() {
    let (xs, v) = (vec![0.5, 2.0], DVector::from_vec(vec![3.0]));
    check!(borrowed(&xs, v.as_view(), (2.0, 3.0)), wrt(xs, v), vjp, jvp, jacobian);
    check!(borrowed(&xs[..], v.rows(0, 1).as_view(), (2.0, 3.0)), wrt(xs, v), vjp);
}

#[differentiate(wrt(pair), jvp)]
fn tuple(pair: &(f64, Vector2<f64>)) -> f64 {
    pair.0 * pair.1.norm_squared()
}

#[test]
fn a_tuple_is_one_parameter() {
    let pair = (0.5, Vector2::new(1.0, 2.0));
    check!(tuple(&pair), wrt(pair), gradient, value_and_gradient_into, jvp);
}

/// What a check panics with.
fn report(check: impl FnOnce() + std::panic::UnwindSafe) -> String {
    let panic = catch_unwind(check).expect_err("a derivative that is not confirmed");
    *panic.downcast::<String>().expect("a report")
}

/// Numbers after `±` and `tolerance` are of no interest.
fn assert_report(found: &str, expected: &[&str]) {
    let mut lines = found.lines();
    for expected in expected {
        let line = lines.next().unwrap_or("");
        let mut rest = line;
        for part in expected.split("..") {
            let at = rest.find(part).unwrap_or_else(|| panic!("`{part}` is missing in\n{found}"));
            rest = &rest[at + part.len()..];
        }
    }
    assert_eq!(lines.next(), None, "{found}");
}

#[differentiate(wrt(w, b), jvp, jacobian, hvp, taylor)]
fn forgetful(w: &DVector<f64>, b: f64) -> f64 {
    let forgotten = autodiff::constant(w[1]);
    w[0] * forgotten * b
}

#[test]
fn a_wrong_entry_is_named_in_every_derivative() {
    let (w, b) = (DVector::from_vec(vec![2.0, 3.0]), 5.0);
    let found = report(|| {
        check!(forgetful(&w, b), wrt(w, b), gradient, value_and_gradient, value_and_gradient_into, vjp, jvp, jacobian,);
    });
    assert_report(
        &found,
        &[
            "derivatives of `forgetful` are not confirmed by finite differences:",
            "  `forgetful::gradient`, `forgetful::value_and_gradient`, `forgetful::value_and_gradient_into`, \
             `forgetful::vjp`, `forgetful::jvp`, `forgetful::jacobian` at `w[1]`: 0.0 claimed, but finite differences \
             give 10.0.. ± .. (tolerance ..e-..); 1 of 3 entries differ, this one most",
        ],
    );
}

#[test]
fn derivatives_that_are_wrong_in_other_ways_have_lines_of_their_own() {
    let (w, b) = (DVector::from_vec(vec![2.0, 3.0]), 5.0);
    let found = report(|| check!(forgetful(&w, b), wrt(w, b), hvp, taylor, gradient));
    assert!(found.contains("\n  `forgetful::hvp` at row `"), "{found}");
    assert!(found.contains("\n  `forgetful::taylor` at `coefficients["), "{found}");
    assert!(found.contains("\n  `forgetful::gradient` at `w[1]`: 0.0 claimed"), "{found}");
}

#[differentiate(wrt(x), jvp, jacobian)]
fn two_results(x: &Vector2<f64>) -> Vector2<f64> {
    Vector2::new(x[0] * x[1], autodiff::constant(x[0]) + x[1])
}

#[test]
fn rows_and_columns_are_named() {
    let x = Vector2::new(2.0, 3.0);
    let found = report(|| check!(two_results(&x), wrt(x), vjp, jvp, jacobian));
    assert_report(
        &found,
        &[
            "derivatives of `two_results` are not confirmed by finite differences:",
            "  `two_results::vjp`, `two_results::jvp`, `two_results::jacobian` at row `result[1]`, column `x[0]`: 0.0 \
             claimed, but finite differences give .. ± ..; 1 of 4 entries differ, this one most",
        ],
    );
}

#[test]
fn locals_that_are_no_parameters_of_wrt_are_suspected() {
    let (w, b) = (DVector::from_vec(vec![2.0, 3.0]), 5.0);
    let (x, y) = (DMatrix::identity(2, 2), DVector::zeros(2));
    let found = report(|| check!(loss(&w, b, &x, &y), wrt(w), gradient));
    assert_report(
        &found,
        &[
            "derivatives of `loss` are not confirmed by finite differences:",
            "  `loss::gradient`: the derivative is 2 by 1, the claim 3 by 1",
            "  is `loss` differentiated by `w`, in this order?",
        ],
    );
}

#[differentiate]
fn kinked(x: f64) -> f64 {
    x.abs() + (x - 1.0).signum()
}

#[differentiate]
fn root(x: f64) -> f64 {
    x.sqrt()
}

#[test]
fn where_nothing_can_be_confirmed_the_report_says_why() {
    let x = 0.0;
    assert_report(
        &report(|| check!(kinked(x), wrt(x), gradient, vjp)),
        &[
            "derivatives of `kinked` are not confirmed by finite differences:",
            "  `kinked::gradient`, `kinked::vjp` at `x`: 0.0 claimed, but there is a kink here or too near to tell, with \
             slope -.. on the left and .. on the right; check away from it, and assert the convention at it",
        ],
    );
    let x = 1.0;
    assert_report(
        &report(|| check!(kinked(x), wrt(x), gradient)),
        &[
            "derivatives of `kinked` are not confirmed by finite differences:",
            "  `kinked::gradient` at `x`: 1.0 claimed, but finite differences do not settle (..); is there a jump or an \
             infinite slope?",
        ],
    );
    let x = -1.0;
    assert_report(
        &report(|| check!(root(x), wrt(x), gradient, value_and_gradient)),
        &[
            "derivatives of `root` are not confirmed by finite differences:",
            "  `root::gradient`, `root::value_and_gradient` at `x`: the function is not finite here",
            "  `root::value_and_gradient`: the function is not finite here",
        ],
    );
    let x = 0.0;
    assert_report(
        &report(|| check!(root(x), wrt(x), gradient)),
        &[
            "derivatives of `root` are not confirmed by finite differences:",
            "  `root::gradient` at `x`: beside the point the function is not finite, however small the step",
        ],
    );
    let x = f64::NAN;
    assert!(report(|| check!(kinked(x), wrt(x), gradient)).ends_with("at `x`: the function is not finite here"));
}

#[test]
fn the_panic_is_at_the_check() {
    // Other tests panic meanwhile, in threads of their own.
    thread_local!(static LINE: Cell<u32> = const { Cell::new(0) });
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        if let Some(place) = info.location().filter(|place| place.file().ends_with("checks_macro.rs")) {
            LINE.set(place.line());
        }
        hook(info);
    }));
    let x = -1.0;
    let line = line!() + 1;
    let _ = report(|| check!(root(x), wrt(x), gradient));
    assert_eq!(LINE.get(), line);
}
