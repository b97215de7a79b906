//! Sums, products and folds: closed forms, zeros among the factors, nothing to reduce.

#![allow(clippy::iter_cloned_collect, reason = "a copy by an iterator is what is tested")]

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, assert_within, random};
use fastrand::Rng;
use nalgebra::{DVector, Vector3};

#[differentiate]
fn c4(x: &[f64]) -> f64 {
    x.iter().product()
}

#[differentiate]
fn c4_by_a_loop(x: &[f64]) -> f64 {
    let mut product = 1.0;
    for x in x {
        product *= x;
    }
    product
}

#[test]
fn c4_product_with_a_zero() {
    assert_eq!(c4::value_and_gradient(&[1.0, 2.0, 3.0, 0.0]), (0.0, vec![0.0, 0.0, 0.0, 6.0]));
    assert_eq!(c4_by_a_loop::value_and_gradient(&[1.0, 2.0, 3.0, 0.0]), (0.0, vec![0.0, 0.0, 0.0, 6.0]));
    assert_eq!(c4::value_and_gradient(&[0.0, 2.0, 3.0]), (0.0, vec![6.0, 0.0, 0.0]));
    assert_eq!(c4_by_a_loop::value_and_gradient(&[]), (1.0, Vec::new()));
}

#[differentiate]
fn c5(x: &[f32]) -> f32 {
    x.iter().product()
}

#[test]
fn c5_two_zeros_and_underflow() {
    assert_eq!(c4::gradient(&[1.0, 0.0, 3.0, 0.0]), vec![0.0; 4]);
    assert_eq!(c4_by_a_loop::gradient(&[0.0, 0.0]), vec![0.0; 2]);
    let tiny = [1e-5_f32, 1e-10, 1e-15, 1e-20];
    // The product of three of them is at most 1e-30, which is still a number; with 1e-20 it is not.
    let expected = vec![0.0, 1e-40, 1e-35, 1e-30];
    assert_within(&c5::gradient(&tiny), &expected, 1e-38);
}

#[differentiate]
fn c6(x: &[f64]) -> Vec<f64> {
    let mut running = 1.0;
    let mut all: Vec<f64> = Vec::new();
    for x in x {
        running *= x;
        all.push(running);
    }
    all
}

#[differentiate]
fn c6_in_place(x: &[f64], weights: &[f64]) -> f64 {
    let mut all: Vec<f64> = x.iter().copied().collect();
    for i in 1..x.len() {
        all[i] *= all[i - 1];
    }
    all.iter().zip(weights).map(|(all, weight)| all * weight).sum()
}

#[test]
fn c6_cumulative_product() {
    for x in [vec![0.5, -2.0, 3.0], vec![0.0, 2.0, 3.0, 4.0], vec![2.0, 0.0, 3.0, 0.0, 5.0], vec![]] {
        let weights = (1..=x.len()).map(|i| i as f64).collect::<Vec<_>>();
        let (value, pullback) = c6::vjp(&x);
        assert_eq!(value, c6(&x));
        let expected = c6_in_place::gradient(&x, &weights);
        check::gradient(|(x, w): &(Vec<f64>, Vec<f64>)| c6_in_place(x, w), &(x.clone(), weights.clone()), &expected)
            .unwrap();
        assert_close(&pullback(&weights), &expected.0);
        assert_close(&value, &expected.1);
    }
}

#[differentiate]
fn c7(x: &[f64], factor: f64) -> f64 {
    x.iter().fold(3.0, |product, x| product * x * factor)
}

#[test]
fn c7_fold_with_a_constant() {
    let expected = (2_537_535.0, (vec![507_507.0, 362_505.0, 230_685.0], 585_585.0));
    assert_close(&c7::value_and_gradient(&[5.0, 7.0, 11.0], 13.0), &expected);
}

#[differentiate]
fn c8(x: &[f64], seed: f64) -> f64 {
    x.iter().fold(seed, |product, x| product * x)
}

#[test]
fn c8_fold_with_a_zero() {
    let found = c8::value_and_gradient(&[1.0, 2.0, 0.0, 4.0], 8.0);
    assert_eq!(found, (0.0, (vec![0.0, 0.0, 64.0, 0.0], 0.0)));
}

#[differentiate]
fn c9(coefficients: &[f64], x: f64) -> f64 {
    let mut value = 0.0;
    for c in coefficients.iter().rev() {
        value = value * x + c;
    }
    value
}

#[differentiate]
fn c9_by_fold(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |value, c| value * x + c)
}

#[differentiate]
fn c9_by_index(coefficients: [f64; 4], x: f64) -> f64 {
    let mut value = coefficients[3];
    for i in (0..3).rev() {
        value = value.mul_add(x, coefficients[i]);
    }
    value
}

#[test]
fn c9_horner() {
    let c = [1.0, -2.0, 0.5, 3.0];
    let expected = (1.256, (vec![1.0, 0.8, 0.64, 0.512], 4.56));
    assert_close(&c9::value_and_gradient(&c, 0.8), &expected);
    assert_close(&c9_by_fold::value_and_gradient(&c, 0.8), &expected);
    assert_close(&c9_by_index::value_and_gradient(c, 0.8), &(1.256, ([1.0, 0.8, 0.64, 0.512], 4.56)));
    assert_eq!(c9::value_and_gradient(&[], 0.8), (0.0, (Vec::new(), 0.0)));
}

#[differentiate]
fn c19_sum(x: &[f64]) -> f64 {
    x.iter().sum()
}

#[differentiate]
fn c19_largest(x: &[f64]) -> f64 {
    x.iter().copied().fold(f64::NEG_INFINITY, f64::max)
}

#[test]
fn c19_nothing_to_reduce() {
    assert_eq!(c19_sum::value_and_gradient(&[]), (0.0, Vec::new()));
    assert_eq!(c19_largest::value_and_gradient(&[]), (f64::NEG_INFINITY, Vec::new()));
    assert_eq!(c4::vjp(&[]).1(1.0), Vec::new());
    assert_eq!(c8::gradient(&[], 8.0), (Vec::new(), 1.0));
}

#[differentiate]
fn smallest(x: &[f64]) -> f64 {
    x.iter().copied().fold(f64::INFINITY, f64::min)
}

#[test]
fn largest_and_smallest() {
    assert_eq!(c19_largest::value_and_gradient(&[1.0, 7.0, -3.0]), (7.0, vec![0.0, 1.0, 0.0]));
    assert_eq!(smallest::value_and_gradient(&[1.0, 7.0, -3.0]), (-3.0, vec![0.0, 0.0, 1.0]));
    // A tie goes to the first of two variable operands.
    assert_eq!(c19_largest::gradient(&[1.0, 7.0, 7.0]), vec![0.0, 1.0, 0.0]);
    assert_eq!(smallest::gradient(&[7.0, 1.0, 1.0]), vec![0.0, 1.0, 0.0]);
}

#[differentiate]
fn mean_and_variance(x: &[f64]) -> (f64, f64) {
    let n = x.len() as f64;
    let (sum, squares) = x.iter().fold((0.0, 0.0), |(sum, squares), x| (sum + x, squares + x * x));
    let mean = sum / n;
    (mean, squares / n - mean * mean)
}

#[test]
fn a_fold_over_a_pair() {
    let mut rng = Rng::with_seed(21);
    let x = random(&mut rng, vec![0.0; 5]);
    let ((mean, _), pullback) = mean_and_variance::vjp(&x);
    assert_close(&pullback(&(1.0, 0.0)), &vec![0.2; 5]);
    assert_close(&pullback(&(0.0, 1.0)), &x.iter().map(|x| 0.4 * (x - mean)).collect::<Vec<_>>());
}

#[differentiate]
fn by_ranges(x: &DVector<f64>, y: &Vector3<f64>) -> f64 {
    let n = x.len();
    let dot = (0..n).map(|i| x[i] * x[n - 1 - i]).sum::<f64>();
    let product = (1..=2).map(|i| y[i] - x[i]).product::<f64>();
    dot * product + y.iter().sum::<f64>()
}

#[test]
fn maps_of_ranges_and_of_vectors() {
    let mut rng = Rng::with_seed(22);
    let (x, y) = random(&mut rng, (DVector::zeros(4), Vector3::zeros()));
    let gradient = by_ranges::gradient(&x, &y);
    check::gradient(|(x, y)| by_ranges(x, y), &(x, y), &gradient).unwrap();
}

#[differentiate]
fn collected(x: &[f64]) -> f64 {
    let squares: Vec<f64> = x.iter().map(|x| x * x).collect();
    let pairs = squares.windows(2).map(|w| w[0] * w[1]).collect::<Vec<_>>();
    pairs.iter().enumerate().map(|(i, pair)| i as f64 * pair).sum::<f64>() + squares[0]
}

#[test]
fn collected_values_are_read_again() {
    // a² + b² c²: the pair of a and b has weight 0.
    let (a, b, c) = (0.5, -2.0, 3.0);
    let expected = (a * a + b * b * c * c, vec![2.0 * a, 2.0 * b * c * c, 2.0 * b * b * c]);
    assert_close(&collected::value_and_gradient(&[a, b, c]), &expected);
}
