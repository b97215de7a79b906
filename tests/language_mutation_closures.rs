//! Closures bound to locals, names that are shadowed, fields of tuples, and locals that are replaced.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

#[macro_use]
mod agrees;
mod common;

use autodiff::differentiate;

agrees! {
    fields_of_a_tuple at [0.5, 2.0], [-1.0, 0.3];
    shadowed_names at [0.5, 2.0], [-1.0, 0.3];
    closure_over_a_shadowed_name at [0.5, 2.0], [-1.0, 0.3];
    closure_called_in_a_loop at [0.5, 2.0, -1.5], [-1.0];
    closure_that_reads_a_vec at [0.5, 2.0, -1.5, 0.1], [0.5, 0.7];
    closures_that_call_each_other at [0.5], [2.0];
    pushed_and_changed at [0.5, 2.0, -1.5], [0.3, 0.4];
    replaced_by_a_new_vec at [0.5, 2.0, -1.5], [0.3, 0.4];
}

#[differentiate]
fn fields_of_a_tuple(x: &[f64]) -> f64 {
    let mut state = (x[0], [x[1], 1.0], (0.0, x.to_vec()));
    state.0 *= x[1];
    state.1[1] -= state.0;
    state.2.0 += state.1[1] * state.1[0];
    state.2.1[0] *= state.2.0;
    std::mem::swap(&mut state.0, &mut state.2.0);
    let (a, pair, (b, v)) = state;
    a * pair[0] + pair[1] * b + v[0] * v[1]
}

#[differentiate]
fn shadowed_names(x: &[f64]) -> f64 {
    let y = x[0];
    let mut total = y;
    let y = y * x[1];
    {
        let mut y = y.sin();
        y *= total;
        total += y;
        let total = 100.0;
        let _ = total;
    }
    for i in 0..2 {
        let y = y + i as f64;
        let x = x[i] * y;
        total *= x;
    }
    total + y
}

#[differentiate]
fn closure_over_a_shadowed_name(x: &[f64]) -> f64 {
    let a = x[0];
    let scale = |v: f64| v * a;
    let a = x[1] * x[1];
    let first = scale(a);
    let a = a + first;
    let scale = |v: f64| scale(v) + a;
    let x = scale(first);
    x * a
}

#[differentiate]
fn closure_called_in_a_loop(x: &[f64]) -> f64 {
    let rate = x[0] * 0.5;
    let step = |y: f64, t: f64| {
        let slope = rate * y + t;
        if slope > 1.0 { y + 0.1 } else { y + 0.1 * slope }
    };
    let mut y = 0.3;
    for t in x {
        y = step(y, *t) * step(0.5, y);
    }
    y
}

#[differentiate]
fn closure_that_reads_a_vec(x: &[f64]) -> f64 {
    let squares: Vec<f64> = x.iter().map(|x| x * x).collect();
    let n = squares.len();
    let at = |i: usize| squares[i % n];
    let mut total = 0.0;
    for i in 0..n {
        total += at(i) * at(i + 1) - x[i];
    }
    total
}

#[differentiate]
fn closures_that_call_each_other(x: &[f64]) -> f64 {
    let square = |v: f64| v * v;
    let shifted = |v: f64| square(v + x[0]);
    let twice = |v: f64| shifted(shifted(v));
    twice(0.5) - square(x[0])
}

#[differentiate]
fn pushed_and_changed(x: &[f64]) -> f64 {
    let mut v: Vec<f64> = Vec::with_capacity(2 * x.len());
    for x in x {
        v.push(x * x);
        let last = v[v.len() - 1];
        v.push(last.sin());
        v[0] += last;
    }
    v.iter().product()
}

#[differentiate]
fn replaced_by_a_new_vec(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    for i in 0..3 {
        let mut next = v.clone();
        next[0] *= v[1] + i as f64;
        v[1] = 77.0;
        v = next;
    }
    v[0] + v[1]
}
