//! Where generated code keeps values: parts that stay in their whole, what an update takes away, copies of constants,
//! gradients of tuples.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

#[macro_use]
mod agrees;
mod common;

use autodiff::differentiate;
use common::assert_close;
use nalgebra::DMatrix;

agrees! {
    row_taken_in_a_branch at [2.0, 0.4], [2.0, 0.1];
    part_filled_in_a_branch at [2.0, 0.4, 0.3], [0.2, 0.4, 0.3];
    equal_permutations at [2.0, 0.4, 0.3], [0.1, 0.4, 0.9], [2.0, 0.4, 0.9];
    rows_swapped_under_a_condition at [0.7, -0.4, 0.3, 1.1], [-0.7, 0.4, 0.3, 1.1];
    vectors_taken_from_a_list at [0.7, -0.4, 0.3, 1.1];
    masked at [0.7, -0.4, 0.3], [-0.7, 0.4, 0.3];
}

#[differentiate]
fn row_taken_in_a_branch(x: &[f64]) -> f64 {
    let mut v = vec![vec![x[0]; 2]; 2];
    if x[1] > 0.3 {
        v[0] = v[1].clone();
    }
    v[0][0] * v[1][0]
}

#[differentiate]
fn part_filled_in_a_branch(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    if x[0] > 0.3 {
        let d = DMatrix::from_row_slice(2, 2, &[1.0, x[0], x[1], x[2]]);
        v[1..3].fill(d[(0, 1)]);
    }
    v[1] * v[2]
}

/// Two arrays that start equal are two.
#[differentiate]
fn equal_permutations(x: &[f64]) -> f64 {
    let mut p = [0_usize, 1];
    let mut q = [0_usize, 1];
    let start = q;
    if x[0] > x[1] {
        p.swap(0, 1);
    }
    if x[2] > x[1] {
        q.swap(0, 1);
    }
    x[p[0]] * x[q[1]] * x[start[0]]
}

#[differentiate]
fn rows_swapped_under_a_condition(x: &[f64]) -> f64 {
    let mut v = vec![vec![x[0], x[1]], vec![x[2], x[3]]];
    let mut w = vec![vec![1.0, x[3]], vec![x[1], 2.0]];
    for _ in 0..3 {
        std::mem::swap(&mut v, &mut w);
        if v[0][0] < 0.0 {
            w[0][0] = v[1][1];
            continue;
        }
        v[0] = w[1].clone();
        v[1][0] *= w[0][1];
    }
    v[0][0] * v[1][0] + w[0][1] * v[1][1]
}

#[differentiate]
fn vectors_taken_from_a_list(x: &[f64]) -> f64 {
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for i in 0..x.len() {
        rows.push(vec![x[i]; i + 1]);
    }
    let last = rows.pop().unwrap();
    rows[0] = last;
    let mut total = 0.0;
    for row in &rows {
        total += row.iter().sum::<f64>() * row[0];
    }
    total
}

#[differentiate]
fn masked(x: &[f64]) -> f64 {
    let mut flag = true;
    let mut bits = 0b101_u32;
    for v in x {
        flag ^= *v > 0.0;
        bits >>= 1;
    }
    if flag && bits == 0 { x[0] * x[1] } else { x[2] * x[0] }
}

#[differentiate]
fn returned_from_a_tuple(p: (f64, f64), y: f64) -> f64 {
    if p.0 < 0.8 {
        return y;
    }
    y.tanh() + p.1.sin() + p.0.sin() + y
}

#[test]
fn gradients_of_tuples_have_their_shape() {
    let ((first, second), third) = returned_from_a_tuple::gradient((0.9, 0.3), 0.2);
    assert_close(&(first, second), &(0.9_f64.cos(), 0.3_f64.cos()));
    assert_close(&third, &(2.0 - 0.2_f64.tanh().powi(2)));
    assert_eq!(returned_from_a_tuple::gradient((0.7, 0.3), 0.2), ((0.0, 0.0), 1.0));
    assert_eq!(returned_from_a_tuple::vjp((0.7, 0.3), 0.2).1(2.0), ((0.0, 0.0), 2.0));
}

#[differentiate(wrt(x))]
fn last_of_a_kind(x: f64, n: usize) -> f64 {
    let mut last: Option<usize> = None;
    for i in 0..n {
        if i % 3 == 2 {
            last = Some(i);
        }
    }
    if let Some(i) = last { x * i as f64 } else { x * x }
}

#[test]
fn options_of_constants_are_assigned_in_loops() {
    assert_eq!(last_of_a_kind::value_and_gradient(3.0, 7), (15.0, 5.0));
    assert_eq!(last_of_a_kind::value_and_gradient(3.0, 1), (9.0, 6.0));
}
