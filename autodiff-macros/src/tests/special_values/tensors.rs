//! Vectors at special points: the zero vector, and vectors without entries.

use nalgebra::DMatrix;

use crate::differentiate::Mode;
use crate::ir::interpret::{Datum, run};
use crate::passes::optimize;
use crate::tests::support::numbers::flat;
use crate::tests::support::source::lowered;
use crate::tests::support::subject::{pull, push};

const INF: f64 = f64::INFINITY;

/// Checks the gradient of a function of a vector, before and after optimization, and for a zero cotangent.
fn assert_gradient(function: &str, point: &[f64], expected: &[f64]) {
    let column = |numbers: &[f64]| Datum::Tensor(DMatrix::from_column_slice(numbers.len(), 1, numbers));
    let subject = lowered("wrt(x)", function, vec![column(point)]);
    let gradient = subject.reverse(Mode::Gradient);
    for gradient in [optimize(gradient.clone()), gradient] {
        assert_eq!(flat(&run(&gradient, &subject.args)), expected, "{function} at {point:?}\n{gradient}");
    }
    let vjp = subject.reverse(Mode::Vjp);
    for vjp in [optimize(vjp.clone()), vjp] {
        let (_, pulled) = pull(&vjp, &subject.args, &[0.0.into()]);
        assert_eq!(flat(&pulled), vec![0.0; point.len()], "{function} at {point:?} for 0\n{vjp}");
    }
    let forward = subject.forward();
    for forward in [optimize(forward.clone()), forward] {
        for (place, expected) in expected.iter().enumerate() {
            let tangent = (0..point.len()).map(|other| if other == place { 1.0 } else { 0.0 }).collect::<Vec<_>>();
            let pushed = flat(&push(&forward, &subject.args, &[column(&tangent)]));
            assert_eq!(pushed, [*expected], "{function} at {point:?} along {tangent:?}\n{forward}");
        }
    }
}

#[test]
fn the_norm_of_the_zero_vector_has_slope_zero() {
    for zero in [[0.0, 0.0], [-0.0, 0.0]] {
        assert_gradient("fn f(x: &DVector<f64>) -> f64 { x.norm() }", &zero, &[0.0, 0.0]);
        assert_gradient("fn f(x: &DVector<f64>) -> f64 { x.magnitude() }", &zero, &[0.0, 0.0]);
        assert_gradient("fn f(x: &DVector<f64>) -> f64 { x.norm() * x.norm() }", &zero, &[0.0, 0.0]);
        assert_gradient("fn f(x: &DVector<f64>) -> f64 { x.norm().powi(2) }", &zero, &[0.0, 0.0]);
        assert_gradient("fn f(x: &DVector<f64>) -> f64 { x.norm_squared() }", &zero, &[0.0, 0.0]);
        assert_gradient("fn f(x: &DVector<f64>) -> f64 { x.norm().max(1.0) }", &zero, &[0.0, 0.0]);
    }
    assert_gradient("fn f(x: &DVector<f64>) -> f64 { x.norm() }", &[0.0, -4.0], &[0.0, -1.0]);
}

#[test]
fn entries_keep_their_conventions_in_a_map() {
    let relu = "fn f(x: &DVector<f64>) -> f64 { x.map(|z| z.max(0.0)).sum() }";
    assert_gradient(relu, &[0.0, -0.0, 2.0, -1.0, f64::NAN, INF], &[0.0, 0.0, 1.0, 0.0, 0.0, 1.0]);
    let magnitudes = "fn f(x: &DVector<f64>) -> f64 { x.map(|z| z.abs()).sum() }";
    assert_gradient(magnitudes, &[0.0, -0.0, 2.0, -INF], &[0.0, 0.0, 1.0, -1.0]);
    let guarded = "fn f(x: &DVector<f64>) -> f64 { x.map(|z| if z > 0.0 { z.sqrt() } else { 0.0 }).sum() }";
    assert_gradient(guarded, &[0.0, 4.0], &[0.0, 0.25]);
}

#[test]
fn vectors_without_entries_have_gradients_without_entries() {
    for body in ["x.sum()", "x.norm()", "x.norm_squared()", "x.dot(x)", "x.map(|z| z.exp()).sum()", "x.mean()"] {
        assert_gradient(&format!("fn f(x: &DVector<f64>) -> f64 {{ {body} }}"), &[], &[]);
    }
}

#[test]
fn a_root_of_a_zero_entry_is_infinite_alone() {
    let roots = "fn f(x: &DVector<f64>) -> f64 { x.map(|z| z.sqrt()).sum() }";
    assert_gradient_of_several(roots, &[&[0.0, 4.0]], &[INF, 0.25]);
    let silent = "fn f(x: &DVector<f64>, y: &DVector<f64>) -> f64 { x.map(|z| z.sqrt()).dot(y) }";
    assert_gradient_of_several(silent, &[&[0.0, 4.0], &[0.0, 2.0]], &[0.0, 0.5]);
}

#[test]
fn a_quotient_by_a_zero_entry_is_silent_where_nothing_comes_of_it() {
    let entries = "fn f(x: &DVector<f64>, y: &DVector<f64>) -> f64 { y.component_div(x).dot(y) }";
    assert_gradient_of_several(entries, &[&[0.0, 2.0], &[0.0, 1.0]], &[0.0, -0.25]);
    let whole = "fn f(x: &DVector<f64>, y: &DVector<f64>) -> f64 { (x / y.sum()).dot(y) }";
    assert_gradient_of_several(whole, &[&[1.0, 1.0], &[0.0, 2.0]], &[0.0, 1.0]);
}

/// Checks the gradient by the first of several vectors, before and after optimization.
fn assert_gradient_of_several(function: &str, point: &[&[f64]], expected: &[f64]) {
    let column = |numbers: &&[f64]| Datum::Tensor(DMatrix::from_column_slice(numbers.len(), 1, numbers));
    let subject = lowered("wrt(x)", function, point.iter().map(column).collect());
    let gradient = subject.reverse(Mode::Gradient);
    for gradient in [optimize(gradient.clone()), gradient] {
        assert_eq!(flat(&run(&gradient, &subject.args)), expected, "{function} at {point:?}\n{gradient}");
    }
}
