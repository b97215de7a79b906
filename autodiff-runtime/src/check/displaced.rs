//! The function at points displaced from the one that is checked.

use alloc::vec::Vec;

use super::Coordinates;
use super::line::{Slope, slope};
use super::quotient::Sample;
use super::scale::Scale;

/// All coordinates, in order.
pub(super) fn values<P: Coordinates>(point: &P) -> Vec<f64> {
    (0..point.dimension()).map(|index| point.coordinate(index)).collect()
}

/// ⟨weights, value⟩, and the sum of its terms' magnitudes. A weight of zero ignores its coordinate,
/// NaN and infinity included.
pub(super) fn paired<Y: Coordinates>(weights: &[f64], value: &Y) -> (f64, f64) {
    let mut sum = (0.0, 0.0);
    for (index, weight) in weights.iter().enumerate() {
        if *weight != 0.0 {
            let term = weight * value.coordinate(index);
            sum = (sum.0 + term, sum.1 + term.abs());
        }
    }
    sum
}

/// The slope by coordinate `index` of a scalar function, which `measure` returns with the magnitude
/// of its terms.
pub(super) fn slope_by<P: Coordinates>(
    measure: impl Fn(&P) -> (f64, f64),
    point: &P,
    index: usize,
    epsilon: f64,
) -> Slope {
    slope(scale_of(point, index, epsilon), |distance| {
        let (moved, at) = step(point, index, distance);
        let (value, size) = measure(&moved);
        Sample { at, value, size }
    })
}

/// The slopes of all `rows` coordinates of the result of `f` by coordinate `index` of the point.
pub(super) fn slopes_by<P: Coordinates, Y: Coordinates>(
    f: impl Fn(&P) -> Y,
    point: &P,
    index: usize,
    rows: usize,
    epsilon: f64,
) -> Vec<Slope> {
    slopes(scale_of(point, index, epsilon), rows, |distance| {
        let (moved, at) = step(point, index, distance);
        (at, values(&f(&moved)))
    })
}

/// The slopes of all `rows` coordinates of the result of `f` when the point moves in `direction`.
pub(super) fn slopes_along<P: Coordinates, Y: Coordinates>(
    f: impl Fn(&P) -> Y,
    point: &P,
    direction: &[f64],
    rows: usize,
    epsilon: f64,
) -> Vec<Slope> {
    let origin = values(point);
    // Any length does where the point does not move at all.
    let length = Some(largest(direction)).filter(|length| *length > 0.0);
    let unit = 1.0 / length.unwrap_or(1.0);
    let scale = Scale { centre: largest(&origin) * unit, unit, epsilon };
    slopes(scale, rows, |distance| {
        let mut moved = point.clone();
        for (index, (start, speed)) in origin.iter().zip(direction).enumerate() {
            moved.set_coordinate(index, start + distance * speed);
        }
        (distance, values(&f(&moved)))
    })
}

/// The slope of each of `rows` functions, all sampled at once. What one of them has asked for is kept
/// for the others.
fn slopes(scale: Scale, rows: usize, mut probe: impl FnMut(f64) -> (f64, Vec<f64>)) -> Vec<Slope> {
    let mut seen: Vec<(f64, (f64, Vec<f64>))> = Vec::new();
    let mut sample = |row: usize, distance: f64| {
        let known = seen.iter().position(|(asked, _)| *asked == distance);
        let known = known.unwrap_or_else(|| {
            seen.push((distance, probe(distance)));
            seen.len() - 1
        });
        let (at, values) = &seen[known].1;
        // A result that has lost a coordinate is reported as not finite there.
        let value = values.get(row).copied().unwrap_or(f64::NAN);
        Sample { at: *at, value, size: value.abs() }
    };
    (0..rows).map(|row| slope(scale, |distance| sample(row, distance))).collect()
}

fn step<P: Coordinates>(point: &P, index: usize, distance: f64) -> (P, f64) {
    let start = point.coordinate(index);
    let mut moved = point.clone();
    moved.set_coordinate(index, start + distance);
    let at = moved.coordinate(index) - start;
    (moved, at)
}

fn scale_of<P: Coordinates>(point: &P, index: usize, epsilon: f64) -> Scale {
    Scale { centre: point.coordinate(index), unit: 1.0, epsilon }
}

fn largest(values: &[f64]) -> f64 {
    values.iter().fold(0.0, |most, value| most.max(value.abs()))
}
