//! What the tests share: seeded random points, comparison by coordinates, Jacobians out of pullbacks.

#![allow(dead_code, reason = "each test binary uses a part of this")]

use autodiff::check::Coordinates;
use fastrand::Rng;
use nalgebra::DMatrix;

/// Sizes at which formulas are tried: the smallest one, and two that differ from each other.
pub(crate) const SIZES: [usize; 3] = [1, 2, 5];

/// `shape` with every coordinate replaced by a random one between -2 and 2, away from zero.
pub(crate) fn random<P: Coordinates>(rng: &mut Rng, shape: P) -> P {
    filled(shape, || (0.1 + 1.9 * rng.f64()) * if rng.bool() { 1.0 } else { -1.0 })
}

/// `shape` with every coordinate replaced by a random one between 0.1 and 2.
pub(crate) fn positive<P: Coordinates>(rng: &mut Rng, shape: P) -> P {
    filled(shape, || 0.1 + 1.9 * rng.f64())
}

fn filled<P: Coordinates>(mut shape: P, mut entry: impl FnMut() -> f64) -> P {
    for index in 0..shape.dimension() {
        shape.set_coordinate(index, entry());
    }
    shape
}

/// Asserts that the coordinates agree to a thousand roundings of the largest one, or of 1.
///
/// NaN agrees with NaN, an infinity with itself.
#[track_caller]
pub(crate) fn assert_close<F: Coordinates, E: Coordinates>(found: &F, expected: &E) {
    let epsilon = F::epsilon().max(E::epsilon());
    assert_within(found, expected, 1000.0 * epsilon);
}

/// Asserts that the coordinates agree to `tolerance` times the largest one, or 1.
#[track_caller]
pub(crate) fn assert_within<F: Coordinates, E: Coordinates>(found: &F, expected: &E, tolerance: f64) {
    assert_eq!(found.dimension(), expected.dimension(), "the dimensions differ");
    let numbers = || (0..expected.dimension()).map(|index| (found.coordinate(index), expected.coordinate(index)));
    let largest = numbers().map(|(_, expected)| expected.abs()).filter(|size| size.is_finite()).fold(1.0, f64::max);
    for (index, (found, expected)) in numbers().enumerate() {
        let same = found == expected || (found.is_nan() && expected.is_nan());
        let close = (found - expected).abs() <= tolerance * largest;
        assert!(same || close, "coordinate {index} is {found:?}, not {expected:?}");
    }
}

/// The Jacobian in numerator layout: row i is what the pullback makes of the unit cotangent i.
///
/// `result` gives the shape of the cotangents.
pub(crate) fn jacobian<Y: Coordinates, G: Coordinates>(result: &Y, pullback: impl Fn(&Y) -> G) -> DMatrix<f64> {
    let rows = (0..result.dimension()).map(|row| {
        let mut unit = result.clone();
        for index in 0..result.dimension() {
            unit.set_coordinate(index, if index == row { 1.0 } else { 0.0 });
        }
        coordinates(&pullback(&unit))
    });
    let rows = rows.collect::<Vec<_>>();
    let columns = rows.first().map_or(0, Vec::len);
    DMatrix::from_fn(rows.len(), columns, |row, column| rows[row][column])
}

/// All coordinates, in order.
pub(crate) fn coordinates<P: Coordinates>(point: &P) -> Vec<f64> {
    (0..point.dimension()).map(|index| point.coordinate(index)).collect()
}
