//! Change in place of slices, `Vec`s and arrays: by entries, by references, by iterators, by swaps and as a whole.

#![allow(clippy::assign_op_pattern, reason = "every spelling is tested")]

#[macro_use]
mod agrees;
mod common;

use autodiff::{Real, differentiate};
use common::assert_close;

agrees! {
    compound_assignments at [0.5, 2.0, -1.5], [3.0, 1.0, 0.2];
    swapped_elements at [0.5, 2.0, -1.5, 0.7], [1.0, -2.0, 3.0, 4.0];
    swapped_in_a_loop at [0.5, 2.0, -1.5, 0.7], [1.0, 2.0, 3.0], [1.0];
    sorted_by_swaps at [0.5, 2.0, -1.5, 0.7], [1.0, 2.0, 3.0], [3.0, 2.0, 1.0];
    swapped_locals at [0.5, 2.0], [-3.0, 0.1];
    swapped_buffers at [0.5, 2.0, -1.5, 0.7], [1.0, 2.0, 3.0];
    filled at [0.5, 2.0, -1.5], [1.0, 2.0];
    filled_in_part at [0.5, 2.0, -1.5, 0.7], [1.0, -2.0, 3.0];
    copied_slices at [0.5, 2.0, -1.5, 0.7], [1.0, -2.0, 3.0, 0.3];
    changed_by_iter_mut at [0.5, 2.0, -1.5], [];
    changed_by_zipped_iter_mut at [0.5, 2.0, -1.5], [1.0];
    changed_by_enumerated_iter_mut at [0.5, 2.0, -1.5], [0.3];
    changed_by_reversed_iter_mut at [0.5, 2.0, -1.5], [0.3, 0.4];
    changed_through_a_reference at [0.5, 2.0, -1.5];
    changed_through_a_slice_reference at [0.5, 2.0, -1.5, 0.7];
    conditionally_changed at [1.5, 2.0, 0.3], [0.5, 2.0, -1.5, 3.0], [0.3, 0.4];
    rotated_by_hand at [0.5, 2.0, -1.5, 3.0], [0.3];
    in_place_transform at [0.5, 2.0, -1.5, 3.0], [1.0, 2.0, 3.0, 4.0, 0.5, 0.6, -0.7, 0.8];
}

#[differentiate]
fn compound_assignments(x: &[f64]) -> f64 {
    let mut y = x[0];
    y += x[1];
    y *= y;
    y -= x[2] * y;
    y /= 1.0 + x[0] * x[0];
    y = y - x[1];
    y %= 100.0;
    y
}

#[differentiate]
fn swapped_elements(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    v.swap(0, 3);
    v[1] *= v[0];
    v.swap(1, 2);
    v.swap(2, 2);
    v[0] - 2.0 * v[1] * v[2] + v[3] * v[3]
}

#[differentiate]
fn swapped_in_a_loop(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let n = v.len();
    for i in 0..n / 2 {
        v.swap(i, n - 1 - i);
        v[i] += 1.0;
    }
    let mut total = 0.0;
    for i in 0..n {
        total = total * v[i] + x[i];
    }
    total
}

#[differentiate]
fn sorted_by_swaps(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    for end in (1..v.len()).rev() {
        for i in 0..end {
            if v[i] > v[i + 1] {
                v.swap(i, i + 1);
            }
        }
    }
    v.iter().enumerate().map(|(i, v)| v * v * i as f64).sum()
}

#[differentiate]
fn swapped_locals(x: &[f64]) -> f64 {
    let mut a = x[0] * x[1];
    let mut b = x[1].sin();
    std::mem::swap(&mut a, &mut b);
    a *= 2.0;
    for _ in 0..3 {
        std::mem::swap(&mut a, &mut b);
        a += b * b;
    }
    a - 3.0 * b
}

#[differentiate]
fn swapped_buffers(x: &[f64]) -> f64 {
    let n = x.len();
    let mut now = x.to_vec();
    let mut next = vec![0.0; n];
    for _ in 0..3 {
        for i in 0..n {
            next[i] = 0.5 * now[i] + now[(i + 1) % n].sin();
        }
        std::mem::swap(&mut now, &mut next);
    }
    now.iter().zip(&next).map(|(a, b)| a * b).sum()
}

#[differentiate]
fn filled(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let first = v[0] * v[1];
    v.fill(first);
    v[1] *= x[1];
    v.iter().product()
}

#[differentiate]
fn filled_in_part(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    v[1..].fill(x[0] * x[1]);
    for v in &mut v[..2] {
        *v *= 3.0;
    }
    v[2] += v[1];
    v.iter().zip(x).map(|(v, x)| v * x).sum()
}

#[differentiate]
fn copied_slices(x: &[f64]) -> f64 {
    let mut v = [0.0; 6];
    v[1..5].copy_from_slice(x);
    v[0] = v[1] * v[2];
    let (left, right) = (&v[..3], &v[3..]);
    let mut total = 0.0;
    for (a, b) in left.iter().zip(right) {
        total += a * b;
    }
    let head = [x[3], x[0]];
    v[4..].copy_from_slice(&head);
    total * v[4] - v[5]
}

#[differentiate]
fn changed_by_iter_mut(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    for v in v.iter_mut() {
        *v = v.sin() * *v;
    }
    for v in &mut v {
        *v += 1.0;
    }
    v.iter().product()
}

#[differentiate]
fn changed_by_zipped_iter_mut(x: &[f64]) -> f64 {
    let mut v = vec![1.0; x.len()];
    for (v, x) in v.iter_mut().zip(x) {
        *v += x * x;
    }
    let mut w = v.clone();
    for (w, v) in w.iter_mut().zip(v.iter_mut()) {
        *w *= *v;
        *v -= *w;
    }
    v.iter().zip(&w).map(|(v, w)| v * w).sum()
}

#[differentiate]
fn changed_by_enumerated_iter_mut(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    for (i, v) in v.iter_mut().enumerate() {
        *v *= x[i] + i as f64;
    }
    for (i, v) in v.iter_mut().enumerate().skip(1) {
        *v /= (i + 1) as f64;
    }
    v.iter().sum()
}

#[differentiate]
fn changed_by_reversed_iter_mut(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let mut after = 1.0;
    for v in v.iter_mut().rev() {
        *v *= after;
        after = *v + 0.5;
    }
    v[0] * v[1]
}

#[differentiate]
fn changed_through_a_reference(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    for i in 0..3 {
        let r = &mut v[i];
        *r *= x[2 - i];
        *r += 1.0;
    }
    let last: &mut f64 = &mut v[2];
    *last = last.exp();
    v[0] * v[1] * v[2]
}

#[differentiate]
fn changed_through_a_slice_reference(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    {
        let tail = &mut v[2..];
        tail[0] *= x[0];
        tail[1] -= tail[0];
        tail.swap(0, 1);
    }
    v[1] += v[2];
    v.iter().map(|v| v * v * v).sum()
}

#[differentiate]
fn conditionally_changed(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    for i in 0..v.len() {
        if v[i] > 1.0 {
            v[0] += v[i];
        } else if i > 0 {
            v.swap(i, i - 1);
        } else {
            v.fill(0.7);
            v[0] = x[0] * x[0];
        }
    }
    v.iter().zip(x).map(|(v, x)| v * x).sum()
}

#[differentiate]
fn rotated_by_hand(x: &[f64]) -> f64 {
    let mut v = x.to_vec();
    let n = v.len();
    for _ in 0..2 {
        let first = v[0];
        for i in 1..n {
            v[i - 1] = v[i];
        }
        v[n - 1] = first * v[0];
    }
    v.iter().rev().fold(0.0, |total, v| total * 0.5 + v)
}

#[differentiate]
fn in_place_transform(x: &[f64]) -> f64 {
    // Walsh and Hadamard's, by butterflies.
    let mut v = x.to_vec();
    let n = v.len();
    let mut half = 1;
    while half < n {
        for start in (0..n).step_by(2 * half) {
            for i in start..start + half {
                let (a, b) = (v[i], v[i + half]);
                v[i] = a + b;
                v[i + half] = a - b;
            }
        }
        half *= 2;
    }
    v.iter().map(|v| v.powi(4)).sum()
}

#[differentiate]
fn swapped_in_place<T: Real, const N: usize>(x: [T; N], y: T) -> T {
    let mut v = x;
    v.swap(0, N - 1);
    for v in v.iter_mut() {
        *v *= y;
    }
    let r = &mut v[1];
    *r -= y;
    let mut total = T::zero();
    for i in 0..N {
        total += v[i] * x[i];
    }
    total
}

#[test]
fn a_generic_array_in_single_and_double_precision() {
    // (2 x₀ x₂ + x₁²) y - x₁ y
    let expected = ([12.0, 2.0, 4.0], 24.0 + 2.25 - 1.5);
    let (value, gradient) = swapped_in_place::value_and_gradient([2.0, 1.5, 6.0], 1.0);
    assert_close(&(value, gradient), &(24.75, expected));
    assert_close(&swapped_in_place::gradient([2.0_f32, 1.5, 6.0], 1.0), &expected);
}

#[differentiate]
fn sine_table(x: f64, n: usize) -> Vec<f64> {
    let mut table = vec![0.0; n];
    for (k, entry) in table.iter_mut().enumerate() {
        *entry = (k as f64 * x).sin();
    }
    for entry in table[n / 2..].iter_mut() {
        *entry *= x;
    }
    table
}

#[test]
fn a_vec_that_was_changed_is_returned() {
    let x = 0.7_f64;
    let (value, pullback) = sine_table::vjp(x, 4);
    assert_close(&value, &vec![0.0, x.sin(), x * (2.0 * x).sin(), x * (3.0 * x).sin()]);
    let last = 3.0 * x * (3.0 * x).cos() + (3.0 * x).sin();
    assert_close(&pullback(&vec![0.0, 10.0, 0.0, 1.0]), &(10.0 * x.cos() + last));
}
