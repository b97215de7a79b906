//! Tangents, cotangents and buffers of other sizes than what they belong to: a panic that names them. Where a panic is
//! said to be.

mod faults;

use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use autodiff::{Differentiable, differentiate};
use faults::said;
use nalgebra::{DMatrix, DVector, DVectorView, Matrix2xX, RowDVector, Vector2};

#[differentiate(jvp, hvp, taylor)]
fn sum_of_all(x: &DVector<f64>, a: &DMatrix<f64>, s: &[f64]) -> f64 {
    x.sum() + a.sum() + s.iter().sum::<f64>()
}

/// No operation of these derivatives has a reason to look at the directions of the others.
#[test]
fn tangents_are_named() {
    let (x, a, s) = (DVector::zeros(2), DMatrix::zeros(2, 3), [0.0; 4]);
    let (long, turned, short) = (DVector::zeros(3), DMatrix::zeros(3, 2), [0.0; 3]);
    let of = |name: &str, sizes: &str| Some(format!("dimension mismatch: {name} of sizes {sizes}"));
    assert_eq!(said(|| sum_of_all::jvp(&x, &a, &s, &x, &a, &s)), None);
    assert_eq!(said(|| sum_of_all::jvp(&x, &a, &s, &long, &a, &s)), of("`t_x` and `x`", "3 and 2"));
    assert_eq!(said(|| sum_of_all::jvp(&x, &a, &s, &x, &turned, &s)), of("`t_a` and `a`", "3 and 2"));
    assert_eq!(said(|| sum_of_all::jvp(&x, &a, &s, &x, &a, &short)), of("`t_s` and `s`", "3 and 4"));
    assert_eq!(said(|| sum_of_all::hvp(&x, &a, &s, &long, &a, &s)), of("`v_x` and `x`", "3 and 2"));
    assert_eq!(said(|| sum_of_all::hvp(&x, &a, &s, &x, &a, &short)), of("`v_s` and `s`", "3 and 4"));
    assert_eq!(said(|| sum_of_all::taylor::<2>(&x, &a, &s, &x, &turned, &s)), of("`t_a` and `a`", "3 and 2"));
}

#[test]
fn buffers_are_named_and_stay_as_they_were() {
    let (x, a, s) = (DVector::zeros(2), DMatrix::zeros(2, 3), [0.0; 4]);
    let of = |name: &str, sizes: &str| Some(format!("dimension mismatch: {name} of sizes {sizes}"));
    let (mut d_x, mut d_a, mut d_s) = (DVector::repeat(2, 7.0), DMatrix::repeat(2, 3, 7.0), [7.0; 5]);
    let found = said(|| sum_of_all::value_and_gradient_into(&x, &a, &s, &mut d_x, &mut d_a, &mut d_s));
    assert_eq!(found, of("`d_s` and `s`", "5 and 4"));
    assert!(d_x.iter().chain(&d_a).chain(&d_s).all(|entry| *entry == 7.0));
    let mut turned = DMatrix::zeros(3, 2);
    let found = said(|| sum_of_all::value_and_gradient_into(&x, &a, &s, &mut d_x, &mut turned, &mut d_s[..4]));
    assert_eq!(found, of("`d_a` and `a`", "3 and 2"));
}

#[differentiate(wrt(x, m), jvp)]
fn of_views(x: DVectorView<'_, f64>, m: &Matrix2xX<f64>) -> f64 {
    x.sum() + m.sum()
}

#[test]
fn directions_of_views_and_of_half_static_matrices() {
    let (x, long) = (DVector::zeros(2), DVector::zeros(3));
    let (m, wide) = (Matrix2xX::zeros(3), Matrix2xX::zeros(4));
    let (view, long) = (x.as_view(), long.as_view());
    assert_eq!(said(|| of_views::jvp(view, &m, view, &m)), None);
    let found = said(|| of_views::jvp(view, &m, long, &m));
    assert_eq!(found.as_deref(), Some("dimension mismatch: `t_x` and `x` of sizes 3 and 2"));
    let found = said(|| of_views::jvp(view, &m, view, &wide));
    assert_eq!(found.as_deref(), Some("dimension mismatch: `t_m` and `m` of sizes 4 and 3"));
}

#[derive(Clone, Differentiable)]
struct Layer {
    weight: DMatrix<f64>,
    bias: [f64; 2],
}

#[differentiate(wrt(layers, rows), jvp)]
fn nested(layers: &Layer, rows: &[Vec<f64>]) -> f64 {
    let mut total = layers.weight.sum() + layers.bias[0];
    for row in rows {
        for entry in row {
            total += entry;
        }
    }
    total
}

#[test]
fn directions_of_structs_and_nested_arrays() {
    let layer = |cols: usize| Layer { weight: DMatrix::zeros(2, cols), bias: [0.0; 2] };
    let rows = vec![vec![0.0; 2], vec![0.0; 3]];
    let turned = vec![vec![0.0; 3], vec![0.0; 2]];
    assert_eq!(said(|| nested::jvp(&layer(2), &rows, &layer(2), &rows)), None);
    let found = said(|| nested::jvp(&layer(2), &rows, &layer(3), &rows));
    assert_eq!(found.as_deref(), Some("dimension mismatch: `t_layers` and `layers` of different shapes"));
    let found = said(|| nested::jvp(&layer(2), &rows, &layer(2), &turned));
    assert_eq!(found.as_deref(), Some("dimension mismatch: `t_rows` and `rows` of different shapes"));
}

#[differentiate(jvp)]
fn owned_lists(pairs: Vec<[f64; 2]>, rows: Vec<Vec<f64>>, layers: Vec<Layer>) -> f64 {
    pairs[1][0] * rows[1][0] * layers[0].bias[1]
}

#[test]
fn directions_and_buffers_of_owned_lists() {
    let layer = |cols: usize| vec![Layer { weight: DMatrix::zeros(2, cols), bias: [0.0; 2] }];
    let (pairs, rows) = (vec![[0.0; 2]; 2], vec![vec![0.0; 2], vec![0.0; 3]]);
    let given = || (pairs.clone(), rows.clone(), layer(2));
    let jvp = |tangent: (Vec<[f64; 2]>, Vec<Vec<f64>>, Vec<Layer>)| {
        let (pairs, rows, layers) = given();
        said(|| owned_lists::jvp(pairs, rows, layers, tangent.0, tangent.1, tangent.2))
    };
    let of = |names: &str| Some(format!("dimension mismatch: {names} of different shapes"));
    assert_eq!(jvp(given()), None);
    assert_eq!(jvp((vec![[0.0; 2]], rows.clone(), layer(2))), of("`t_pairs` and `pairs`"));
    assert_eq!(jvp((pairs.clone(), vec![vec![0.0; 2]; 2], layer(2))), of("`t_rows` and `rows`"));
    assert_eq!(jvp((pairs.clone(), rows.clone(), layer(3))), of("`t_layers` and `layers`"));
    let into = |mut buffers: (Vec<[f64; 2]>, Vec<Vec<f64>>, Vec<Layer>)| {
        let (pairs, rows, layers) = given();
        let (d_pairs, d_rows, d_layers) = (&mut buffers.0, &mut buffers.1, &mut buffers.2);
        said(|| owned_lists::value_and_gradient_into(pairs, rows, layers, d_pairs, d_rows, d_layers))
    };
    assert_eq!(into(given()), None);
    assert_eq!(into((vec![[0.0; 2]; 3], rows.clone(), layer(2))), of("`d_pairs` and `pairs`"));
    assert_eq!(into((pairs.clone(), vec![vec![0.0; 2]; 2], layer(2))), of("`d_rows` and `rows`"));
    assert_eq!(into((pairs.clone(), rows.clone(), layer(3))), of("`d_layers` and `layers`"));
}

#[differentiate]
fn affine(a: &DMatrix<f64>, x: &DVector<f64>, s: f64) -> (RowDVector<f64>, f64, Vec<f64>) {
    let mut list = Vec::new();
    for _ in 0..3 {
        list.push(s);
    }
    ((a * x).transpose(), x.sum(), list)
}

#[differentiate]
fn first_two(x: &DVector<f64>) -> Vector2<f64> {
    Vector2::new(x[0], x[1])
}

#[test]
fn cotangents_have_the_sizes_of_results() {
    let (a, x) = (DMatrix::zeros(2, 3), DVector::zeros(3));
    let (_, pullback) = affine::vjp(&a, &x, 1.0);
    let cotangent = |cols: usize, len: usize| (RowDVector::zeros(cols), 1.0, vec![0.0; len]);
    assert_eq!(said(|| pullback(&cotangent(2, 3))), None);
    let wrong = Some("dimension mismatch: a cotangent and its result of sizes 3 and 2".to_owned());
    assert_eq!(said(|| pullback(&cotangent(3, 3))), wrong);
    let wrong = Some("dimension mismatch: a cotangent and its result of sizes 4 and 3".to_owned());
    assert_eq!(said(|| pullback(&cotangent(2, 4))), wrong);
    let (_, pullback) = first_two::vjp(&x);
    assert_eq!(said(|| pullback(&Vector2::zeros())), None);
}

#[differentiate(wrt(x), jacobian)]
fn inner(x: &DVector<f64>, y: &DVector<f64>) -> f64 {
    let twice = y * 2.0;
    x.dot(&twice)
}
/// The line of `x.dot(..)`.
const LINE_OF_DOT: u32 = line!() - 3;

/// Where a panic is said to be.
fn place<T>(work: impl FnOnce() -> T) -> (String, u32) {
    thread_local!(static FOUND: RefCell<Option<(String, u32)>> = const { RefCell::new(None) });
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |info| {
        FOUND.set(info.location().map(|location| (location.file().to_owned(), location.line())));
        before(info);
    }));
    let panic = catch_unwind(AssertUnwindSafe(work));
    assert!(panic.is_err(), "it panics");
    FOUND.take().expect("a location")
}

#[test]
fn a_mismatch_is_at_the_line_of_the_operation() {
    let (x, y) = (DVector::zeros(2), DVector::zeros(3));
    assert_eq!(place(|| inner::gradient(&x, &y)), (file!().to_owned(), LINE_OF_DOT));
    assert_eq!(place(|| inner::jacobian(&x, &y)), (file!().to_owned(), LINE_OF_DOT));
}
