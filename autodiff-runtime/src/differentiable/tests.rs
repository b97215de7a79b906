//! Each kind of value: its reals in order, sums and products of them, and shapes that don't fit.

use std::vec;
use std::vec::Vec;

use nalgebra::{DMatrix, DVector, Matrix2x3, RowDVector, Vector2};

use super::Differentiable;
use crate::Real;

/// An array of anything but reals is a part of other values alone.
#[test]
fn arrays_of_arrays_keep_their_length() {
    assert_eq!([[0.0; 2]; 3].len(), 3);
    let borrowed = &[Vector2::<f64>::zeros(); 3];
    assert_eq!(borrowed.len(), 3);
    assert!(![DVector::<f64>::zeros(0)].is_empty());
    assert_eq!([0.0; 3].len(), 3);
}

/// Checks every operation against the reals one by one, which are to be `values`.
fn check<P: Differentiable<Scalar = f64>>(value: &P, values: &[f64]) {
    assert_eq!(value.to_vector().as_slice(), values);
    assert_eq!((Differentiable::len(value), value.is_empty()), (values.len(), values.is_empty()));
    assert_eq!(value.zero_tangent().to_vector(), DVector::zeros(values.len()));

    let other: Vec<f64> = (0..values.len()).map(|place| 0.5 - place as f64).collect();
    let direction = value.from_vector(&DVector::from_vec(other.clone()));
    assert_eq!(direction.to_vector().as_slice(), other);
    let products: f64 = values.iter().zip(&other).map(|(a, b)| a * b).sum();
    assert_eq!(value.dot(&direction), products);
    assert_eq!(value.norm_squared(), values.iter().map(|a| a * a).sum::<f64>());

    let mut moved = value.copied();
    moved.add_scaled(-2.0, &direction);
    let expected: Vec<f64> = values.iter().zip(&other).map(|(a, b)| a - 2.0 * b).collect();
    assert_eq!(moved.to_vector().as_slice(), expected);
}

#[test]
fn reals() {
    check(&3.0, &[3.0]);
    let mut x = 1.0_f32;
    x.add_scaled(0.5, &4.0);
    assert_eq!(x, 3.0);
}

#[test]
fn vectors_and_matrices() {
    check(&Vector2::new(1.0, 2.0), &[1.0, 2.0]);
    check(&DVector::from_vec(vec![1.0, 2.0, 3.0]), &[1.0, 2.0, 3.0]);
    check(&RowDVector::from_vec(vec![1.0, 2.0]), &[1.0, 2.0]);
    // Column by column.
    let by_columns = [1.0, 4.0, 2.0, 5.0, 3.0, 6.0];
    check(&Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), &by_columns);
    check(&DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]), &by_columns);
}

#[test]
fn containers() {
    check(&vec![vec![1.0], vec![], vec![2.0, 3.0]], &[1.0, 2.0, 3.0]);
    check(&[1.0, 2.0], &[1.0, 2.0]);
    check(&vec![[1.0, 2.0], [3.0, 4.0]], &[1.0, 2.0, 3.0, 4.0]);
    check(&([DVector::from_vec(vec![1.0, 2.0]), DVector::zeros(0)],), &[1.0, 2.0]);
}

#[test]
fn tuples() {
    check(&(1.0,), &[1.0]);
    check(&(1.0, [2.0, 3.0], (Vector2::new(4.0, 5.0), vec![6.0])), &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    check(&(1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0), &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0]);
}

#[test]
fn nothing_at_all() {
    check(&Vec::<f64>::new(), &[]);
    check(&[0.0; 0], &[]);
    check(&DMatrix::zeros(0, 3), &[]);
}

#[test]
fn generic_code_needs_the_trait_alone() {
    fn descend<P: Differentiable>(point: &mut P, gradient: &P, rate: f64) -> P::Scalar {
        point.add_scaled(-P::Scalar::of(rate), gradient);
        point.norm_squared()
    }
    assert_eq!(descend(&mut (1.0_f32, [2.0]), &(2.0, [4.0]), 0.5), 0.0);
}

#[test]
#[should_panic(expected = "a vector of 3 entries for 2 reals")]
fn a_vector_that_is_too_long() {
    [1.0, 2.0].from_vector(&DVector::zeros(3));
}

#[test]
#[should_panic(expected = "a vector of 1 entries for 2 reals")]
fn a_vector_that_is_too_short() {
    [1.0, 2.0].from_vector(&DVector::zeros(1));
}

#[test]
#[should_panic(expected = "a tangent of 2 by 1 entries for 3 by 1")]
fn vectors_of_different_lengths() {
    DVector::<f64>::zeros(3).add_scaled(1.0, &DVector::zeros(2));
}

#[test]
#[should_panic(expected = "a tangent of 2 by 3 entries for 3 by 2")]
fn matrices_of_different_shapes() {
    Differentiable::dot(&DMatrix::<f64>::zeros(3, 2), &DMatrix::zeros(2, 3));
}

#[test]
#[should_panic(expected = "a tangent of 1 elements for 2")]
fn lists_of_different_lengths() {
    vec![1.0, 2.0].add_scaled(1.0, &vec![1.0]);
}

#[test]
#[should_panic(expected = "a tangent of 2 elements for 1")]
fn products_of_lists_of_different_lengths() {
    vec![1.0].dot(&vec![1.0, 2.0]);
}
