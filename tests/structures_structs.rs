//! Program structures that broke other tools, with structs of the user's.

mod common;

use autodiff::{Differentiable, differentiate};
use common::assert_close;

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct State {
    field: f64,
    count: f64,
}

#[allow(unused_assignments, reason = "it is what is tested")]
#[differentiate]
fn p7(u: f64, v: f64) -> f64 {
    let mut state = State { field: 0.0, count: v };
    state.field = u;
    let res = state.field * state.count;
    state.field += 1.0;
    res
}

#[differentiate]
fn p7_after(u: f64, v: f64) -> f64 {
    let mut state = State { field: 0.0, count: v };
    state.field = u;
    let res = state.field * state.count;
    state.field += 1.0;
    res * state.field
}

#[test]
fn p7_a_field_changes_after_it_was_read() {
    assert_close(&p7::value_and_gradient(3.0, 5.0), &(15.0, (5.0, 3.0)));
    // u v (u + 1)
    assert_close(&p7_after::value_and_gradient(3.0, 5.0), &(60.0, (35.0, 12.0)));
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Two {
    one: f64,
    other: f64,
}

#[differentiate]
fn p17(x: f64) -> f64 {
    let two = Two { one: x, other: x };
    let Two { one, other } = two;
    one + other
}

#[differentiate]
fn two_of(x: f64) -> Two {
    Two { other: x, one: x }
}

#[differentiate]
fn sum_of(two: &Two) -> f64 {
    two.one + two.other
}

#[differentiate]
fn p17_returned(x: f64) -> f64 {
    sum_of(&two_of(x))
}

#[test]
fn p17_pairs_that_all_equal_twice_x() {
    assert_close(&p17::value_and_gradient(4.0), &(8.0, 2.0));
    assert_close(&p17_returned::value_and_gradient(4.0), &(8.0, 2.0));
    let (value, gradient) = sum_of::value_and_gradient(&Two { one: 1.5, other: -3.0 });
    assert_close(&value, &-1.5);
    assert_eq!(gradient, Two { one: 1.0, other: 1.0 });
}

#[derive(Clone, Debug, PartialEq, Differentiable)]
struct Dense {
    w1: f64,
    #[constant]
    w2: Option<f64>,
}

#[differentiate]
fn p19(dense: &Dense, x: f64) -> f64 {
    match dense.w2 {
        Some(w2) => dense.w1 * w2 * x,
        None => dense.w1 * x,
    }
}

#[test]
fn p19_a_struct_with_a_field_that_is_not_differentiable() {
    let (value, (dense_bar, x_bar)) = p19::value_and_gradient(&Dense { w1: 4.0, w2: Some(5.0) }, 2.0);
    assert_close(&(value, x_bar), &(40.0, 20.0));
    assert_eq!(dense_bar, Dense { w1: 10.0, w2: Some(5.0) });
    let (value, (dense_bar, x_bar)) = p19::value_and_gradient(&Dense { w1: 4.0, w2: None }, 2.0);
    assert_close(&(value, x_bar), &(8.0, 4.0));
    assert_eq!(dense_bar, Dense { w1: 2.0, w2: None });
}
