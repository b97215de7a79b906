//! The value that comes with a derivative.

use alloc::vec::Vec;

use super::displaced::values;
use super::forms::{coarsest, same_shape};
use super::scale::relative_tolerance;
use super::{Cause, Coordinates, Form, Mismatch};

/// Checks `value`, claimed to be that of `f` at `point`: `vjp`, `jvp` and `value_and_gradient` give one.
///
/// With `ε` the coarsest [`Coordinates::epsilon`] involved, an entry passes when it is no further from
/// the function's own than `ε^(3/8) · |value| + 100 · ε · (largest entry) + 10 · change`, where the
/// change is what the function makes of the last few bits of `point`: more can't be asked of a value
/// that large terms cancelled to.
///
/// ```
/// use autodiff_runtime::check;
///
/// check::value(|x: &[f64; 2]| x[0] * x[1], &[2.0, 1.5], &3.0).unwrap();
/// let mismatch = check::value(|x: &[f64; 2]| x[0] * x[1], &[2.0, 1.5], &3.5).unwrap_err();
/// assert!(mismatch.to_string().contains("the value 3.5 claimed, but the function gives 3.0"));
/// ```
///
/// # Errors
/// [`Mismatch`] names the first entry that differs, or that is not finite.
pub fn value<P, Y>(f: impl Fn(&P) -> Y, point: &P, value: &Y) -> Result<(), Mismatch>
where
    P: Coordinates,
    Y: Coordinates,
{
    let expected = values(&f(point));
    same_shape(Form::Value, (expected.len(), 1), (value.dimension(), 1))?;
    let epsilon = coarsest(&[P::epsilon(), Y::epsilon()]);
    let largest = expected.iter().fold(0.0_f64, |most, entry| most.max(entry.abs()));
    // Only asked where the values differ at all.
    let mut change: Option<Vec<f64>> = None;
    for (row, expected) in expected.iter().copied().enumerate() {
        let claimed = value.coordinate(row);
        let cause = if !expected.is_finite() {
            Cause::NotFinite { at_point: true }
        } else if claimed == expected {
            continue;
        } else {
            let change = change.get_or_insert_with(|| change_in_last_bits(&f, point, epsilon))[row];
            let tolerance = relative_tolerance(epsilon) * expected.abs() + 100.0 * epsilon * largest + 10.0 * change;
            if (claimed - expected).abs() <= tolerance {
                continue;
            }
            Cause::DifferentValue { claimed, expected, tolerance }
        };
        return Err(Mismatch::new(Form::Value, Some(value.entry(row)), None, cause));
    }
    Ok(())
}

/// By how much each coordinate of the result changes when one of the point is rounded otherwise.
fn change_in_last_bits<P: Coordinates, Y: Coordinates>(f: impl Fn(&P) -> Y, point: &P, epsilon: f64) -> Vec<f64> {
    let middle = values(&f(point));
    let mut changes = alloc::vec![0.0_f64; middle.len()];
    for index in 0..point.dimension() {
        for factor in [1.0 - 4.0 * epsilon, 1.0 + 4.0 * epsilon] {
            let mut moved = point.clone();
            moved.set_coordinate(index, factor * point.coordinate(index));
            for ((change, before), after) in changes.iter_mut().zip(&middle).zip(values(&f(&moved))) {
                // What is larger than rounding can be is a jump, and no excuse.
                let moved = (after - before).abs();
                if moved <= relative_tolerance(epsilon) * before.abs().max(1.0) {
                    *change = change.max(moved);
                }
            }
        }
    }
    changes
}
