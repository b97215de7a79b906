//! What iterators are reduced to: sums, products, folds, collections; in closures that read what is around them.

#![allow(clippy::iter_cloned_collect, reason = "every spelling is tested")]

#[macro_use]
mod agrees;
mod common;

use autodiff::{Real, differentiate};
use common::assert_close;

agrees! {
    filtered_sum at [0.5, -2.0, 1.5, -0.7], [-1.0, -2.0], [];
    copied_and_cloned at [0.5, -2.0, 1.5], [0.3];
    collected_and_reused at [0.5, -2.0, 1.5, 0.4], [0.3];
    largest_minus_smallest at [0.5, -2.0, 1.5, -0.7], [3.0, 4.0], [-0.2];
    largest_by_a_fold_of_pairs at [0.5, -2.0, 1.5, -0.7], [3.0, 4.0, 5.0];
    turbofish_sums_and_products at [0.5, -2.0, 1.5], [0.3], [];
    nested_expressions at [0.5, -2.0, 1.5], [0.3, -0.1];
    ranges_with_captured_values at [0.5, -2.0, 1.5], [0.3, -0.1, 0.8];
    captured_twice at [0.5, -2.0], [0.3, 0.9];
    softmax_cross_entropy at [0.5, -2.0, 1.5], [3.0, 1.0];
    polynomial_by_powers at [0.5, -2.0, 1.5, -0.7], [0.3];
    moments at [0.5, -2.0, 1.5, -0.7], [0.3, 0.9];
    sum_of_references at [0.5, -2.0, 1.5], [];
    branches_in_a_fold at [0.5, -2.0, 1.5, 3.1, 0.2], [-0.3];
    fold_over_a_pair at [0.5, -2.0, 1.5, 3.0], [-0.3];
}

#[differentiate]
fn filtered_sum(x: &[f64]) -> f64 {
    x.iter().filter(|x| **x > 0.0).map(|x| x * x).sum()
}

#[differentiate]
fn copied_and_cloned(x: &[f64]) -> f64 {
    let mut total = 1.0;
    for x in x.iter().copied() {
        total *= x;
    }
    let owned: Vec<f64> = x.iter().cloned().collect();
    for o in owned {
        total += o.exp();
    }
    for &x in x {
        total -= x * total;
    }
    total
}

#[differentiate]
fn collected_and_reused(x: &[f64]) -> f64 {
    let mut shifted = x.iter().map(|v| v + x[0]).collect::<Vec<_>>();
    let norm = shifted.iter().map(|s| s * s).sum::<f64>().sqrt();
    for s in shifted.iter_mut() {
        *s /= norm;
    }
    shifted.push(norm);
    let last = shifted.len() - 1;
    shifted[last] * shifted.iter().zip(x).map(|(s, x)| s * x).sum::<f64>()
}

#[differentiate]
fn largest_minus_smallest(x: &[f64]) -> f64 {
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let smallest = x.iter().cloned().fold(f64::INFINITY, f64::min);
    let size = x.iter().fold(0.0_f64, |size, x| size.max(x.abs()));
    (largest - smallest) * size + largest
}

#[differentiate]
fn largest_by_a_fold_of_pairs(x: &[f64]) -> f64 {
    let (index, largest) =
        x.iter().enumerate().fold((0, x[0]), |(at, best), (i, x)| if *x > best { (i, *x) } else { (at, best) });
    largest * largest + x[(index + 1) % x.len()]
}

#[differentiate]
fn turbofish_sums_and_products(x: &[f64]) -> f64 {
    let sum = x.iter().sum::<f64>();
    let product: f64 = x.iter().map(|x| x + 1.0).product();
    let both = x.iter().map(|x| x * sum).product::<f64>();
    sum * product - both
}

#[differentiate]
fn nested_expressions(x: &[f64]) -> f64 {
    x.iter()
        .enumerate()
        .map(|(i, a)| {
            let near = x.iter().skip(i).map(|b| (a * b).cos()).sum::<f64>();
            let far = (0..=i).map(|j| x[j] * near).fold(1.0, |p, f| p * (1.0 + 0.1 * f));
            near * far
        })
        .sum()
}

#[differentiate]
fn ranges_with_captured_values(x: &[f64]) -> f64 {
    let (a, b) = (x[0], x[1]);
    let series = (1..=5).map(|k| a.powi(k) / f64::from(k)).sum::<f64>();
    let product: f64 = (0..3).map(|k| b + k as f64 * a).product();
    let table = (0..4).map(|k| (a * k as f64).sin() * x[k % x.len()]).collect::<Vec<f64>>();
    let step = (series - b) / 4.0;
    let integral = (0..4).map(|k| (a + (k as f64 + 0.5) * step).exp() * step).sum::<f64>();
    product * table[3] + integral
}

#[differentiate]
fn captured_twice(x: &[f64]) -> f64 {
    let scale = x[0];
    let weight = |v: f64| (-v * v * scale).exp();
    let weights: Vec<f64> = x.iter().map(|v| weight(*v)).collect();
    let total = weights.iter().sum::<f64>();
    weights.iter().zip(x).map(|(w, v)| w / total * v * scale).sum()
}

#[differentiate]
fn softmax_cross_entropy(x: &[f64]) -> f64 {
    let largest = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let exps: Vec<f64> = x.iter().map(|x| (x - largest).exp()).collect();
    let total: f64 = exps.iter().sum();
    exps.iter().enumerate().map(|(i, e)| -(e / total).ln() * (i as f64 + 1.0)).sum()
}

#[differentiate]
fn polynomial_by_powers(x: &[f64]) -> f64 {
    let t = x[0];
    let (sum, _) = x.iter().fold((0.0, 1.0), |(sum, power), c| (sum + c * power, power * t));
    sum
}

#[differentiate]
fn moments(x: &[f64]) -> f64 {
    let n = x.len() as f64;
    let mean = x.iter().sum::<f64>() / n;
    let variance = x.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n;
    let skewness = x.iter().map(|x| ((x - mean) / variance.sqrt()).powi(3)).sum::<f64>() / n;
    mean + variance * skewness
}

#[differentiate]
fn sum_of_references(x: &[f64]) -> f64 {
    let squares: Vec<f64> = x.iter().map(|x| x * x).collect();
    let all: f64 = squares.iter().sum();
    let again: f64 = squares.iter().copied().sum();
    let last: f64 = squares.into_iter().map(|s| s * all).sum();
    last - again
}

#[differentiate]
fn branches_in_a_fold(x: &[f64]) -> f64 {
    x.iter().fold(1.0, |total, x| {
        if total > 2.0 {
            total / x
        } else if *x < 0.0 {
            let y = total * x;
            y * y
        } else {
            total + x
        }
    })
}

#[differentiate]
fn fold_over_a_pair(x: &[f64]) -> f64 {
    let (mean, square) = x.iter().enumerate().fold((0.0, 0.0), |(mean, square), (i, x)| {
        let delta = x - mean;
        let next = mean + delta / (i + 1) as f64;
        (next, square + delta * (x - next))
    });
    mean * square + mean
}

#[differentiate]
fn range_of<T: Real>(x: &[T]) -> T {
    let largest = x.iter().copied().fold(x[0], |a, b| a.max(b));
    let smallest = x.iter().copied().fold(x[0], |a, b| a.min(b));
    largest - smallest
}

#[differentiate]
fn dot32(x: &[f32], y: &[f32]) -> f32 {
    x.iter().zip(y).filter(|(x, _)| **x > 0.0).map(|(x, y)| x * y).sum::<f32>()
}

#[test]
fn single_precision_and_generic_reals() {
    assert_close(&range_of::value_and_gradient(&[0.5, -2.0, 1.5]), &(3.5, vec![0.0, -1.0, 1.0]));
    assert_close(&range_of::value_and_gradient(&[0.5_f32, -2.0, 1.5]), &(3.5, vec![0.0, -1.0, 1.0]));
    let expected = (11.0, (vec![4.0, 0.0, 6.0], vec![0.5, 0.0, 1.5]));
    assert_close(&dot32::value_and_gradient(&[0.5, -2.0, 1.5], &[4.0, 5.0, 6.0]), &expected);
}

#[test]
fn a_tie_goes_to_the_first_and_a_filter_cuts() {
    // f64::max(a, b): a tie of two variables goes to the first.
    assert_close(&range_of::gradient(&[2.0, 1.0, 2.0, 1.0]), &vec![1.0, -1.0, 0.0, 0.0]);
    assert_close(&filtered_sum::value_and_gradient(&[3.0, -1.0, 0.5]), &(9.25, vec![6.0, 0.0, 1.0]));
}
