//! The order of effects: what is gathered, joined or moved leaves them as they are, and none happens twice.

#![allow(clippy::needless_range_loop, reason = "loops over indices are what is tested")]

mod faults;

use std::cell::Cell;

use autodiff::differentiate;
use faults::panics;
use nalgebra::{DVector, Matrix2};

/// 1, 2, 3, ..
fn next(counter: &Cell<f64>) -> f64 {
    counter.set(counter.get() + 1.0);
    counter.get()
}

/// Each function with a counter from zero gives the value of the function, and slopes that differences confirm.
macro_rules! counted {
    ($name:ident, $x:expr, |$point:ident, $counter:ident| $call:expr, $with_gradient:expr) => {{
        let value = |$point: f64| {
            let $counter = &Cell::new(0.0);
            $call
        };
        let ($point, count) = ($x, Cell::new(0.0));
        let $counter = &count;
        let (found, slope): (f64, f64) = $with_gradient;
        assert_eq!(found, value($x), "the value of {}", stringify!($name));
        let step = 1e-5;
        let expected = (value($x + step) - value($x - step)) / (2.0 * step);
        assert!(
            (slope - expected).abs() < 1e-8 * (1.0 + expected.abs()),
            "{}: {slope}, not {expected}",
            stringify!($name)
        );
        let again = Cell::new(0.0);
        let $counter = &again;
        let _: f64 = $call;
        assert_eq!(count.get(), again.get(), "how often {} counts", stringify!($name));
    }};
}

/// What is put into the cell is known when the loop over `v` is over; what is read of it comes after that.
#[differentiate(wrt(x))]
fn before_and_after_a_loop(x: &DVector<f64>, v: &DVector<f64>, cell: &Cell<f64>) -> f64 {
    let sum = v.map(|t| t.sin()).sum();
    let before: f64 = cell.replace(sum);
    let after: f64 = cell.get();
    let y = v.map(|t| t.cos()).dot(x);
    y + x.sum() * before * after
}

#[differentiate(wrt(x))]
fn asserted_after_a_loop(x: &DVector<f64>, v: &DVector<f64>, cell: &Cell<f64>) -> f64 {
    let sum = v.map(|t| t.sin()).sum();
    let before: f64 = cell.replace(sum);
    assert!(cell.get() < 2.0);
    v.map(|t| t.cos()).dot(x) + x.sum() * before
}

#[test]
fn loops_over_entries() {
    let (x, v) = (DVector::from_vec(vec![0.5, 1.0]), DVector::from_vec(vec![0.3, 0.4]));
    let sum = v.map(f64::sin).sum();
    let (value, gradient) = before_and_after_a_loop::value_and_gradient(&x, &v, &Cell::new(2.0));
    assert_eq!(value, before_and_after_a_loop(&x, &v, &Cell::new(2.0)));
    assert!((gradient - v.map(f64::cos).add_scalar(2.0 * sum)).norm() < 1e-14);
    let (value, gradient) = asserted_after_a_loop::value_and_gradient(&x, &v, &Cell::new(2.0));
    assert_eq!(value, asserted_after_a_loop(&x, &v, &Cell::new(2.0)));
    assert!((gradient - v.map(f64::cos).add_scalar(2.0)).norm() < 1e-14);
}

/// Two maps with calls: all of the first come before all of the second.
#[differentiate(wrt(x))]
fn maps(x: &DVector<f64>, counter: &Cell<f64>) -> f64 {
    let a = x.map(|t| {
        let c: f64 = next(counter);
        t * c
    });
    let b = x.map(|t| {
        let c: f64 = next(counter);
        t * t * c
    });
    a.sum() + b.sum()
}

#[test]
fn maps_follow_each_other() {
    let x = DVector::from_vec(vec![0.5, 2.0]);
    let (value, gradient) = maps::value_and_gradient(&x, &Cell::new(0.0));
    assert_eq!(value, 0.5 + 2.0 * 2.0 + 3.0 * 0.25 + 4.0 * 4.0);
    assert_eq!(gradient, DVector::from_vec(vec![1.0 + 6.0 * 0.5, 2.0 + 8.0 * 2.0]));
}

/// Both ways give `x`; one of them changes the cell.
#[differentiate(wrt(x))]
fn either_way(x: f64, cell: &Cell<f64>) -> f64 {
    let y = if x > 0.0 {
        let _before: f64 = cell.replace(2.0);
        x * 1.0
    } else {
        x
    };
    let factor: f64 = cell.get();
    y * factor
}

#[test]
fn a_branch_that_makes_no_difference() {
    assert_eq!(either_way::value_and_gradient(3.0, &Cell::new(5.0)), (6.0, 2.0));
    assert_eq!(either_way::gradient(3.0, &Cell::new(5.0)), 2.0);
    assert_eq!(either_way::vjp(3.0, &Cell::new(5.0)).1(1.0), 2.0);
}

#[differentiate(wrt(x))]
fn between_branches(x: f64, on: bool, counter: &Cell<f64>) -> f64 {
    let a = if on {
        let p: f64 = next(counter);
        p * x
    } else {
        x
    };
    let b: f64 = next(counter);
    let c = if on {
        let q: f64 = next(counter);
        q * x * x
    } else {
        x
    };
    a + b * x + c
}

#[differentiate(wrt(x))]
fn between_loops(x: &[f64], counter: &Cell<f64>) -> f64 {
    let mut s = 0.0;
    for i in 0..x.len() {
        s += x[i].sin();
    }
    let b: f64 = next(counter);
    let mut t = 0.0;
    for i in 0..x.len() {
        t += x[i] * x[i] * b;
    }
    s + t
}

#[differentiate(wrt(x))]
fn in_two_loops(x: f64, counter: &Cell<f64>) -> f64 {
    let mut s = 0.0;
    for _ in 0..3 {
        let p: f64 = next(counter);
        s += p * x;
    }
    let mut t = 0.0;
    for _ in 0..3 {
        let q: f64 = next(counter);
        t += q + x * x;
    }
    s + t
}

/// Effects in a chain of products, which is turned for the derivative.
#[differentiate(wrt(w))]
fn in_a_chain(x: &[f64], w: f64, counter: &Cell<f64>) -> f64 {
    let mut m = Matrix2::new(w, 0.1, -0.2, 1.5);
    for k in 0..x.len() {
        let t: f64 = next(counter);
        m *= Matrix2::new(t * w, 0.3, x[k], 1.0);
    }
    m[(0, 1)] + m[(1, 1)]
}

#[differentiate(wrt(w))]
fn in_a_branch_of_a_chain(x: &[f64], w: f64, counter: &Cell<f64>) -> f64 {
    let mut m = Matrix2::new(w, 0.1, -0.2, 1.5);
    for k in 0..x.len() {
        let mut a = w;
        if k > 0 {
            let t: f64 = next(counter);
            a = t * x[k];
        }
        m *= Matrix2::new(a, 0.3, x[k], 1.0);
    }
    m[(0, 1)] + m[(1, 1)]
}

fn shrink(end: &Cell<usize>) -> usize {
    end.set(end.get() - 1);
    end.get()
}

/// The end is asked for before each iteration.
#[differentiate(wrt(x))]
fn to_an_end_that_moves(x: f64, end: &Cell<usize>) -> f64 {
    let mut s = x;
    let mut i = 0;
    while i < {
        let k: usize = shrink(end);
        k
    } {
        s *= x;
        i += 1;
    }
    s
}

#[differentiate(wrt(x))]
fn before_a_later_branch(x: f64, on: bool, counter: &Cell<f64>) -> f64 {
    let a = if on {
        let t: f64 = next(counter);
        (t * x).sin()
    } else {
        x
    };
    let b: f64 = next(counter);
    let d = if on { b * x * x } else { x };
    a * d
}

#[test]
fn effects_keep_their_order() {
    assert_eq!(to_an_end_that_moves::value_and_gradient(2.0, &Cell::new(5)), (8.0, 12.0));
    counted!(
        before_a_later_branch,
        0.7,
        |x, c| before_a_later_branch(x, true, c),
        before_a_later_branch::value_and_gradient(x, true, c)
    );

    counted!(
        between_branches,
        0.7,
        |x, c| between_branches(x, true, c),
        between_branches::value_and_gradient(x, true, c)
    );
    counted!(
        between_branches,
        0.7,
        |x, c| between_branches(x, false, c),
        between_branches::value_and_gradient(x, false, c)
    );
    counted!(in_two_loops, 0.7, |x, c| in_two_loops(x, c), in_two_loops::value_and_gradient(x, c));
    counted!(between_loops, 0.7, |x, c| between_loops(&[x, 0.2], c), {
        let (value, gradient) = between_loops::value_and_gradient(&[x, 0.2], c);
        (value, gradient[0])
    });
    let x = [0.4, -0.3, 0.8];
    counted!(in_a_chain, 0.7, |w, c| in_a_chain(&x, w, c), in_a_chain::value_and_gradient(&x, w, c));
    counted!(
        in_a_branch_of_a_chain,
        0.7,
        |w, c| in_a_branch_of_a_chain(&x, w, c),
        in_a_branch_of_a_chain::value_and_gradient(&x, w, c)
    );
}

/// An assertion is evaluated as often as in the function.
#[differentiate(wrt(x))]
fn asserted_in_a_loop(x: f64, counter: &Cell<f64>) -> f64 {
    let mut t = x;
    for _ in 0..3 {
        assert!(next(counter) <= 3.0);
        t *= x;
    }
    t
}

#[differentiate(wrt(x))]
fn asserted_in_a_branch(x: f64, on: bool, counter: &Cell<f64>) -> f64 {
    if on {
        assert!(next(counter) <= 1.0);
        x * x
    } else {
        x
    }
}

#[differentiate(wrt(x))]
fn asserted_in_two_loops(x: f64, counter: &Cell<f64>) -> f64 {
    for _ in 0..3 {
        assert!(next(counter) <= 3.0);
    }
    for _ in 0..3 {
        assert!(next(counter) > 3.0);
    }
    x * x
}

#[test]
fn assertions_are_evaluated_once() {
    let counter = Cell::new(0.0);
    assert_eq!(asserted_in_a_loop::gradient(2.0, &counter), 32.0);
    assert_eq!(counter.get(), 3.0);
    assert!(panics(|| asserted_in_a_loop::gradient(2.0, &Cell::new(1.0))));
    let counter = Cell::new(0.0);
    assert_eq!(asserted_in_a_branch::gradient(2.0, true, &counter), 4.0);
    assert_eq!(counter.get(), 1.0);
    assert!(panics(|| asserted_in_a_branch::gradient(2.0, true, &Cell::new(5.0))));
    assert_eq!(asserted_in_a_branch::gradient(2.0, false, &Cell::new(5.0)), 1.0);
    assert_eq!(asserted_in_two_loops::gradient(1.5, &Cell::new(0.0)), 3.0);
}
