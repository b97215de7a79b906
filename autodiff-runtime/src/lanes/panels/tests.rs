//! Products of whole numbers, which are exact in any order, against those by their definition.

use std::ops::Range;
use std::vec::Vec;

use super::super::Lane;
use super::{Change, gemv, gemv_in, gemv_tr, gemv_tr_in, outer, outer_in, panels, panels_in};

/// Rows, columns and stride: no rows, no columns, fewer and more than a panel has, one that is not read in panels, and
/// two that are worth several threads.
const SIZES: [(usize, usize, usize); 16] = [
    (0, 3, 0),
    (0, 3, 4),
    (600, 0, 600),
    (3, 0, 3),
    (1, 1, 1),
    (5, 3, 7),
    (8, 4, 8),
    (17, 9, 20),
    (33, 6, 33),
    (255, 2, 300),
    (256, 5, 256),
    (257, 4, 257),
    (600, 11, 601),
    (300, 600, 300),
    (60_000, 5, 60_000),
    (30, 9000, 30),
];

fn whole<T: Lane>(n: usize, seed: usize) -> Vec<T> {
    (0..n).map(|i| T::of(((i * 7 + seed) % 11) as f64 - 5.0)).collect()
}

/// As many entries as there must be: none after the last column's last.
fn entries(m: usize, n: usize, stride: usize) -> usize {
    if m == 0 || n == 0 { 0 } else { (n - 1) * stride + m }
}

fn product<T: Lane>(a: &[T], (m, n, stride): (usize, usize, usize), x: &[T], y: &[T]) -> Vec<T> {
    (0..m).map(|i| (0..n).fold(y[i], |sum, j| sum + a[i + j * stride] * x[j])).collect()
}

fn product_with_transpose<T: Lane>(a: &[T], (m, n, stride): (usize, usize, usize), x: &[T], y: &[T]) -> Vec<T> {
    (0..n).map(|j| (0..m).fold(y[j], |sum, i| sum + a[i + j * stride] * x[i])).collect()
}

/// `r = 2 z - b`, where none of the rows comes twice.
struct Residual<'a, T> {
    b: &'a [T],
    next: &'a mut usize,
}

impl<T: Lane> Change<T> for Residual<'_, T> {
    #[inline(always)]
    fn change<const FMA: bool>(&mut self, rows: Range<usize>, z: &mut [T]) {
        assert!(rows.start == *self.next && !rows.is_empty() && rows.len() == z.len());
        *self.next = rows.end;
        for (z, b) in z.iter_mut().zip(&self.b[rows]) {
            *z = *z + *z - *b;
        }
    }
}

fn products_are_right<T: Lane>() {
    for size in SIZES {
        let (m, n, stride) = size;
        let a = whole::<T>(entries(m, n, stride), 2);
        let (long, short) = (whole::<T>(m, 1), whole::<T>(n, 5));

        let expected = product(&a, size, &short, &long);
        let (mut one, mut two) = (long.clone(), long.clone());
        gemv(&a, m, n, stride, &short, &mut one);
        gemv_in::<false, T>(&a, m, n, stride, &short, &mut two);
        assert_eq!([&one, &two], [&expected; 2], "{size:?}");

        let expected = product_with_transpose(&a, size, &long, &short);
        let (mut one, mut two) = (short.clone(), short.clone());
        gemv_tr(&a, m, n, stride, &long, &mut one);
        gemv_tr_in::<true, T>(&a, m, n, stride, &long, &mut two);
        assert_eq!([&one, &two], [&expected; 2], "{size:?}");

        let mut expected = a.clone();
        for (i, j) in (0..m).flat_map(|i| (0..n).map(move |j| (i, j))) {
            expected[i + j * stride] += T::of(2.0) * long[i] * short[j];
        }
        let (mut one, mut two) = (a.clone(), a.clone());
        outer(T::of(2.0), &long, &short, &mut one, stride);
        outer_in::<false, T>(T::of(2.0), &long, &short, &mut two, stride);
        assert_eq!([&one, &two], [&expected; 2], "{size:?}");
    }
}

fn panels_are_right<T: Lane>() {
    for size in SIZES {
        let (m, n, stride) = size;
        let a = whole::<T>(entries(m, n, stride), 2);
        let (b, x) = (whole::<T>(m, 1), whole::<T>(n, 5));
        let z = product(&a, size, &x, &vec_of_zeros(m));
        let r = z.iter().zip(&b).map(|(z, b)| *z + *z - *b).collect::<Vec<_>>();
        let expected = product_with_transpose(&a, size, &r, &x);

        let (mut one, mut two) = (x.clone(), x.clone());
        let mut next = 0;
        panels_in::<true, T>(&a, m, n, stride, &x, Residual { b: &b, next: &mut next }, &mut one);
        assert_eq!(next, m);
        let mut seen = 0;
        let residual = |rows: Range<usize>, z: &mut [T]| {
            seen += z.len();
            z.iter_mut().zip(&b[rows]).for_each(|(z, b)| *z = *z + *z - *b);
        };
        panels(&a, m, n, stride, &x, residual, &mut two);
        assert_eq!(seen, m);
        assert_eq!([&one, &two], [&expected; 2], "{size:?}");
    }
}

fn vec_of_zeros<T: Lane>(n: usize) -> Vec<T> {
    std::vec![T::of(0.0); n]
}

#[test]
fn products_of_any_size_are_right() {
    products_are_right::<f64>();
    products_are_right::<f32>();
}

#[test]
fn panels_of_any_size_are_right() {
    panels_are_right::<f64>();
    panels_are_right::<f32>();
}

#[test]
#[should_panic(expected = "too few entries for a matrix of 3x2")]
fn entries_that_are_missing_are_refused() {
    gemv(&[1.0; 5], 3, 2, 3, &[1.0; 2], &mut [0.0; 3]);
}

#[test]
#[should_panic(expected = "too few entries for a matrix of 3x2")]
fn entries_that_are_missing_are_refused_in_outer_products() {
    outer(1.0, &[1.0; 3], &[1.0; 2], &mut [0.0; 6], 4);
}

#[test]
#[should_panic(expected = "too few entries for a matrix of 3x2")]
fn columns_that_overlap_are_refused() {
    gemv_tr(&[1.0; 9], 3, 2, 2, &[1.0; 3], &mut [0.0; 2]);
}

#[test]
#[should_panic(expected = "a product of a matrix and a vector of other sizes")]
fn vectors_of_other_sizes_are_refused() {
    gemv(&[1.0; 6], 3, 2, 3, &[1.0; 3], &mut [0.0; 3]);
}

#[test]
#[should_panic(expected = "a product of a transpose and a vector of other sizes")]
fn vectors_of_other_sizes_are_refused_in_transposed_products() {
    gemv_tr(&[1.0; 6], 3, 2, 3, &[1.0; 2], &mut [0.0; 2]);
}

#[test]
#[should_panic(expected = "a product of a matrix and a vector of other sizes")]
fn vectors_of_other_sizes_are_refused_in_panels() {
    panels(&[1.0; 6], 3, 2, 3, &[1.0; 2], |_, _| {}, &mut [0.0; 3]);
}
