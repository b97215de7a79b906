//! Where generated loops keep their variables: bounds, branches, numbers without a type of their own.

use autodiff::{check, differentiate};
use nalgebra::Vector2;

#[differentiate]
fn assigned_and_used_in_a_branch(x: f64) -> f64 {
    let mut total = 0.0;
    let mut step = x;
    for _ in 0..2 {
        if x > 0.0 {
            step += x;
            total += step;
        }
    }
    total
}

#[test]
fn a_branch_may_assign_several_variables_of_a_loop() {
    assert_eq!(assigned_and_used_in_a_branch::value_and_gradient(1.5), (7.5, 5.0));
    assert_eq!(assigned_and_used_in_a_branch::value_and_gradient(-1.5), (0.0, 0.0));
}

#[expect(clippy::needless_range_loop, reason = "the bound is what this is about")]
#[differentiate]
fn bounded_by_what_it_changes(x: &[f64]) -> f64 {
    let mut sums: Vec<f64> = x.iter().map(|entry| 2.0 * entry).collect();
    for i in 0..2 {
        for j in 0..sums.len() {
            sums[i] += x[j];
        }
    }
    sums[0] * sums[0] + sums[1]
}

#[test]
fn a_loop_may_be_bounded_by_the_length_of_what_it_changes() {
    let x = vec![0.5, -1.0, 2.0];
    let gradient = bounded_by_what_it_changes::gradient(&x);
    check::gradient(|x: &Vec<f64>| bounded_by_what_it_changes(x), &x, &gradient).unwrap();
}

#[differentiate]
fn of_numbers_alone(x: f64) -> f64 {
    let factor: f64 = 0.5 * -0.25;
    factor.tanh() * x
}

#[differentiate]
fn of_a_record_of_numbers(x: &[f64]) -> f64 {
    let mut decay: Vec<f64> = x.iter().map(|_| 0.0).collect();
    for i in 1..x.len() {
        decay[i] = x[i] - (-decay[i - 1]).exp();
    }
    decay[x.len() - 1]
}

#[test]
fn numbers_get_the_type_of_the_function() {
    assert_eq!(of_numbers_alone::gradient(3.0), (-0.125_f64).tanh());
    let x = vec![0.5, 1.0, 2.0];
    let gradient = of_a_record_of_numbers::gradient(&x);
    check::gradient(|x: &Vec<f64>| of_a_record_of_numbers(x), &x, &gradient).unwrap();
}

#[expect(clippy::manual_swap, reason = "`swap` is not differentiated yet")]
#[differentiate]
fn swapped_and_changed(x: &Vector2<f64>, y: &Vector2<f64>) -> f64 {
    let mut one = x.clone_owned();
    let mut two = y.clone_owned();
    for i in 0..3 {
        let held = one;
        one = two;
        two = held;
        one[i % 2] += 0.5;
    }
    one[0] * one[1] + two[0]
}

#[test]
fn vectors_that_are_swapped_and_changed_in_place_keep_apart() {
    let point = (Vector2::new(0.5, -1.5), Vector2::new(2.0, 0.25));
    let gradient = swapped_and_changed::gradient(&point.0, &point.1);
    assert_eq!(swapped_and_changed::value_and_gradient(&point.0, &point.1).0, swapped_and_changed(&point.0, &point.1));
    check::gradient(|(x, y)| swapped_and_changed(x, y), &point, &gradient).unwrap();
}

#[differentiate]
fn counted_in_a_narrow_type(x: f64) -> f64 {
    let mut state = x;
    for i in -100_i8..100 {
        state = (state * x).sin() + f64::from(i) * 0.01;
    }
    state
}

#[test]
fn iterations_are_counted_in_a_wide_type() {
    let gradient = counted_in_a_narrow_type::gradient(0.8);
    check::gradient(|x: &f64| counted_in_a_narrow_type(*x), &0.8, &gradient).unwrap();
}
