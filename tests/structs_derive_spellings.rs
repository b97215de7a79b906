//! `#[derive(Differentiable)]` wherever a struct can stand, and however it is written.
#![deny(warnings, unused_qualifications, unused_lifetimes, single_use_lifetimes, trivial_casts, unnameable_types)]
#![deny(clippy::all, clippy::pedantic, clippy::nursery)]

use std::marker::PhantomData;

use autodiff::{Differentiable, Real};
use nalgebra::{DMatrix, DVector, Matrix2, Rotation3, RowVector3, SMatrix, SVector, Vector2};

macro_rules! layer {
    ($name:ident, $field:ident, $ty:ty, $scalar:ty) => {
        #[derive(Clone, Debug, Differentiable)]
        struct $name {
            $field: $ty,
            other: DVector<$scalar>,
            list: Vec<$ty>,
        }
    };
}
layer!(Written, visit, Vector2<f32>, f32);

#[test]
fn by_a_macro() {
    let written = Written { visit: Vector2::new(1.0, 2.0), other: DVector::zeros(1), list: vec![Vector2::repeat(3.0)] };
    assert_eq!(written.to_vector().as_slice(), [1.0, 2.0, 0.0, 3.0, 3.0]);
}

#[test]
fn in_a_function() {
    #[derive(Differentiable)]
    struct Inside(f64, #[constant] usize);
    let step = Inside(2.0, 3).from_vector(&DVector::from_element(1, 5.0));
    assert_eq!((step.0, step.1), (5.0, 3));
}

/// With defaults, and bounds that only imply what is needed.
trait Scalar: Real + std::fmt::Display {}
impl Scalar for f64 {}

#[derive(Clone, Debug, Differentiable)]
struct Defaults<T: Scalar = f64, const R: usize = 2, const C: usize = R> {
    matrix: SMatrix<T, R, C>,
    rows: [RowVector3<T>; R],
    scale: T,
    nested: (T, [[T; 2]; 2]),
    #[constant]
    of: PhantomData<T>,
}

#[test]
fn parameters_with_defaults() {
    let value: Defaults = Defaults {
        matrix: Matrix2::identity(),
        rows: [RowVector3::zeros(); 2],
        scale: 2.0,
        nested: (3.0, [[4.0; 2]; 2]),
        of: PhantomData,
    };
    assert_eq!(value.len(), 4 + 6 + 1 + 5);
    assert!((value.norm_squared() - (2.0 + 4.0 + 9.0 + 64.0)).abs() < 1e-12);
}

type Weights = DMatrix<f64>;
type Number = f64;
type Points = [[Number; 2]; 3];

/// Types by other names, more fields than tuples have, and a constant of any type.
#[derive(Clone, Debug, Differentiable)]
#[allow(unused_qualifications)]
struct Aliases {
    weights: Weights,
    points: Points,
    vector: SVector<Number, 2>,
    #[cfg_attr(all(), constant)]
    pose: Rotation3<f64>,
    a: (f64,),
    b: std::primitive::f64,
    c: Number,
    d: std::vec::Vec<Number>,
    e: [f64; 0],
    f: f64,
    g: f64,
    h: f64,
    i: f64,
    j: f64,
    #[cfg(any())]
    k: Never,
}

#[test]
fn types_by_other_names() {
    let value = Aliases {
        weights: DMatrix::zeros(1, 2),
        points: [[1.0; 2]; 3],
        vector: Vector2::zeros(),
        pose: Rotation3::identity(),
        a: (1.0,),
        b: 2.0,
        c: 3.0,
        d: vec![4.0],
        e: [],
        f: 5.0,
        g: 6.0,
        h: 7.0,
        i: 8.0,
        j: 9.0,
    };
    assert_eq!(value.len(), 2 + 6 + 2 + 9);
    let vector = value.to_vector();
    assert_eq!(vector.as_slice()[10..], [1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]);
    assert_eq!(value.from_vector(&vector).to_vector(), vector);
}
