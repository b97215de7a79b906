//! Loops that change entries of parts of an array, some of them several times.

mod common;

use std::cell::Cell;

use autodiff::{check, differentiate};
use common::assert_within;

fn numbers(count: usize) -> Vec<f64> {
    (0..count).map(|place| (place as f64 * 1.3 + 0.2).sin()).collect()
}

/// A gradient against differences.
#[track_caller]
fn assert_slopes(gradient: &[f64], at: &[f64], f: impl Fn(&[f64]) -> f64) {
    check::gradient(|at: &Vec<f64>| f(at), &at.to_vec(), &gradient.to_vec()).unwrap();
}

/// Two halves of a state for each layer, which change each other.
#[differentiate(jvp, hvp)]
fn gates(w: &[f64], state: &[f64], n: usize, layers: usize) -> f64 {
    let mut state = state.to_vec();
    let mut x = w[0..n].to_vec();
    for layer in 0..layers {
        let (hidden, cell) = (2 * layer * n, (2 * layer + 1) * n);
        for i in 0..n {
            let gate = (x[i] * w[n + i] + state[hidden + i] * w[2 * n + i]).tanh();
            state[cell + i] = state[cell + i] * gate + w[i];
            state[hidden + i] = state[cell + i].exp() * gate;
            x[i] += state[hidden + i];
        }
    }
    x.iter().zip(&state).map(|(x, s)| x * s).sum::<f64>() + state[state.len() - 1]
}

#[test]
fn parts_of_one_array() {
    for (n, layers) in [(1, 1), (3, 2), (8, 1), (9, 2), (16, 1), (21, 2)] {
        let (w, state) = (numbers(3 * n), numbers(2 * n * layers + 1));
        let (value, (by_w, by_state)) = gates::value_and_gradient(&w, &state, n, layers);
        assert_within(&value, &gates(&w, &state, n, layers), 1e-12);
        assert_slopes(&by_w, &w, |w| gates(w, &state, n, layers));
        assert_slopes(&by_state, &state, |state| gates(&w, state, n, layers));
        let (w_dot, state_dot) = (numbers(w.len() + 1)[1..].to_vec(), numbers(state.len() + 2)[2..].to_vec());
        let (_, slope) = gates::jvp(&w, &state, n, layers, &w_dot, &state_dot);
        let dot = |a: &[f64], b: &[f64]| a.iter().zip(b).map(|(a, b)| a * b).sum::<f64>();
        assert_within(&slope, &(dot(&by_w, &w_dot) + dot(&by_state, &state_dot)), 1e-11);
        let step = 1e-5;
        let moved = |step: f64| {
            let along = |at: &[f64], by: &[f64]| at.iter().zip(by).map(|(at, by)| at + step * by).collect::<Vec<_>>();
            gates::gradient(&along(&w, &w_dot), &along(&state, &state_dot), n, layers)
        };
        let (more, less) = (moved(step), moved(-step));
        let (w_curve, state_curve) = gates::hvp(&w, &state, n, layers, &w_dot, &state_dot);
        let curves = [(w_curve, more.0, less.0), (state_curve, more.1, less.1)];
        for (curve, more, less) in curves {
            let slopes = more.iter().zip(&less).map(|(more, less)| (more - less) / (2.0 * step)).collect::<Vec<_>>();
            assert_within(&curve, &slopes, 1e-7);
        }
    }
}

#[test]
fn nothing_in_no_iterations() {
    // Whatever the places are, no entry is read.
    let (w, state) = (numbers(2), numbers(1));
    let (value, (by_w, by_state)) = gates::value_and_gradient(&w, &state, 0, 3);
    assert_eq!((value, by_w, by_state), (state[0], vec![0.0; 2], vec![1.0]));
}

#[test]
#[should_panic(expected = "index out of bounds")]
fn a_part_beyond_the_end_panics() {
    gates::gradient(&numbers(9), &numbers(5), 3, 1);
}

/// The ranges overlap, or may: an iteration reads what another one wrote.
#[differentiate]
fn overlapping(w: &[f64], n: usize, by: usize) -> f64 {
    let mut x = w.to_vec();
    for i in 0..n {
        x[i] = (x[i] + x[by + i]).tanh();
        x[by + i] = x[by + i] * w[i].exp() + x[i];
    }
    x.iter().map(|x| x * x).sum()
}

#[test]
fn ranges_that_may_overlap_are_changed_in_their_order() {
    for by in [0, 1, 3, 10, 12] {
        let w = numbers(24);
        let (value, gradient) = overlapping::value_and_gradient(&w, 10, by);
        assert_within(&value, &overlapping(&w, 10, by), 1e-12);
        assert_slopes(&gradient, &w, |w| overlapping(w, 10, by));
    }
}

/// `n` is not how often the loop runs: the ranges overlap.
#[differentiate]
fn longer_than_apart(w: &[f64], n: usize, count: usize) -> f64 {
    let mut x = w.to_vec();
    for i in 0..count {
        x[n + i] = (x[n + i] + x[2 * n + i]).tanh();
        x[2 * n + i] = x[n + i].exp();
    }
    x.iter().zip(w).map(|(x, w)| x * w).sum()
}

#[test]
fn ranges_longer_than_they_are_apart() {
    for (n, count) in [(3, 9), (9, 9), (2, 12), (5, 0)] {
        let w = numbers(2 * n + count.max(n));
        let (value, gradient) = longer_than_apart::value_and_gradient(&w, n, count);
        assert_within(&value, &longer_than_apart(&w, n, count), 1e-12);
        assert_slopes(&gradient, &w, |w| longer_than_apart(w, n, count));
    }
}

/// Entries are added to, read, set and added to again.
#[differentiate]
fn again_and_again(w: &[f64], n: usize) -> f64 {
    let mut x = w.to_vec();
    let mut kept = vec![0.0; n];
    for i in 0..n {
        x[i] += w[n + i];
        x[i] += w[i] * w[i];
        kept[i] = x[i].sin();
        x[i] = 0.5;
        x[i] += kept[i].exp();
        x[i] *= w[n + i];
        kept[i] += x[i] * kept[i];
    }
    kept.iter().zip(&x).map(|(kept, x)| kept * x).sum()
}

#[test]
fn an_entry_that_changes_several_times() {
    for n in [0, 1, 7, 8, 13] {
        let w = numbers(2 * n);
        let (value, gradient) = again_and_again::value_and_gradient(&w, n);
        assert_within(&value, &again_and_again(&w, n), 1e-12);
        assert_slopes(&gradient, &w, |w| again_and_again(w, n));
    }
}

#[test]
fn what_is_not_finite_stays_so() {
    let n = 9;
    for special in [f64::NAN, f64::INFINITY, -0.0] {
        let mut w = numbers(2 * n);
        w[3] = special;
        let (value, gradient) = again_and_again::value_and_gradient(&w, n);
        let plain = again_and_again(&w, n);
        assert!(value == plain || (value - plain).abs() < 1e-12 || (value.is_nan() && plain.is_nan()));
        // Other entries know nothing of it.
        let expected = again_and_again::gradient(&numbers(2 * n), n);
        for place in (0..2 * n).filter(|place| place % n != 3) {
            assert!((gradient[place] - expected[place]).abs() < 1e-12);
        }
        assert_eq!(gradient[3].is_nan(), !special.is_finite());
    }
}

/// The loop ends early, and says what it has done.
#[differentiate(wrt(w))]
fn until(w: &[f64], n: usize, most: f64, seen: &Cell<usize>) -> f64 {
    let mut x = w.to_vec();
    for i in 0..n {
        x[i] = x[i].exp() * w[n + i];
        x[i] += x[i].tanh();
        let count: usize = seen.replace(seen.get() + 1);
        x[n + i] += x[i] * count as f64;
        if x[i] > most {
            break;
        }
    }
    x.iter().sum()
}

#[test]
fn loops_that_are_left_and_have_effects() {
    for most in [0.5, 10.0] {
        let w = numbers(20);
        let plain = |w: &[f64]| until(w, 10, most, &Cell::new(3));
        let (seen, again) = (Cell::new(3), Cell::new(3));
        let (value, gradient) = until::value_and_gradient(&w, 10, most, &seen);
        assert_within(&value, &until(&w, 10, most, &again), 1e-12);
        assert_eq!(seen.get(), again.get());
        assert_slopes(&gradient, &w, plain);
    }
}

/// An effect in an iteration that panics at its end, as the index is out of bounds then.
#[differentiate(wrt(w))]
fn told(w: &[f64], n: usize, seen: &Cell<usize>) -> f64 {
    let mut x = w.to_vec();
    for i in 0..n {
        x[n + i] += w[i];
        x[n + i] = x[n + i].exp();
        let count: usize = seen.replace(seen.get() + 1);
        x[i] += count as f64;
    }
    x.iter().sum()
}

#[test]
fn a_panic_comes_before_the_effects_that_follow_it() {
    let seen = Cell::new(0);
    let caught = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| told::gradient(&numbers(5), 3, &seen)));
    assert!(caught.is_err());
    assert_eq!(seen.get(), 2);
}

/// A part of a gradient is a part of a buffer.
#[differentiate]
fn of_parts(w: &[f64], n: usize) -> f64 {
    let (one, two) = w.split_at(2 * n);
    let mut total = 0.0;
    for i in 0..n {
        total += (one[i] * one[n + i]).exp() * two[i].tanh() + two[n + i].sin() * one[i];
    }
    total
}

#[test]
fn buffers_of_the_caller() {
    for n in [0, 3, 8, 19] {
        let w = numbers(4 * n + 1);
        let mut buffer = vec![7.0; w.len()];
        let value = of_parts::value_and_gradient_into(&w, n, &mut buffer);
        assert_within(&value, &of_parts(&w, n), 1e-12);
        assert_slopes(&buffer, &w, |w| of_parts(w, n));
        assert_within(&buffer, &of_parts::gradient(&w, n), 1e-15);
    }
}

/// The number of iterations is known, and places are after the one that is counted.
#[differentiate]
fn known_numbers(w: &[f64; 9], start: &[f64; 8]) -> f64 {
    let mut x = *start;
    let mut total = 0.0;
    for i in 0..8 {
        total += (w[i + 1] * w[i]).exp();
        x[i] += w[i + 1].tanh();
        x[i] *= x[i].sin();
    }
    total + x.iter().zip(w).map(|(x, w)| x * w).sum::<f64>()
}

#[test]
fn lengths_that_are_known() {
    let (w, start) = (numbers(9), numbers(10)[2..].to_vec());
    let arrays = |w: &[f64], start: &[f64]| {
        let w: [f64; 9] = w.try_into().expect("nine numbers");
        let start: [f64; 8] = start.try_into().expect("eight numbers");
        (w, start)
    };
    let (at, from) = arrays(&w, &start);
    let (value, (by_w, by_start)) = known_numbers::value_and_gradient(&at, &from);
    assert_within(&value, &known_numbers(&at, &from), 1e-12);
    assert_slopes(&by_w, &w, |w| known_numbers(&arrays(w, &start).0, &from));
    assert_slopes(&by_start, &start, |start| known_numbers(&at, &arrays(&w, start).1));
}
