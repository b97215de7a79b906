//! Values of the function near the point, and their quotients.

use nalgebra::ComplexField;

use super::scale::Scale;

/// The function at a distance from the point.
#[derive(Clone, Copy)]
pub(super) struct Sample {
    /// The distance, after the coordinate was rounded: what lies between two samples, and so what
    /// their difference is divided by.
    pub(super) at: f64,
    pub(super) value: f64,
    /// Magnitude of the terms that `value` was summed from: rounding is relative to this.
    pub(super) size: f64,
}

impl Sample {
    pub(super) fn is_finite(&self) -> bool {
        self.at.is_finite() && self.value.is_finite() && self.size.is_finite()
    }
}

/// What rounding does to a value of the function.
#[derive(Clone, Copy)]
pub(super) struct Rounding {
    scale: Scale,
    /// What it was seen to do next to the point.
    observed: f64,
}

impl Rounding {
    /// Looks at the function so near to the point that it can't bend. What bends there is rounding, of
    /// large terms that cancelled inside the function if it is more than `ε` times the value.
    pub(super) fn next_to(middle: &Sample, scale: Scale, probe: &mut impl FnMut(f64) -> Sample) -> Self {
        let mut observed = 0.0_f64;
        for step in [1.0, 2.0].map(|factor| factor * scale.tiny()) {
            let bend = probe(-step).value - 2.0 * middle.value + probe(step).value;
            if bend.is_finite() {
                observed = observed.max(0.5 * bend.abs());
            }
        }
        // What is larger than rounding can be is a jump, and no excuse for the differences beside it.
        let most = ComplexField::powf(scale.epsilon, 2.0 / 3.0) * middle.size.max(1.0);
        let observed = if observed > most { 0.0 } else { observed };
        Self { scale, observed }
    }
}

/// A difference quotient, and what rounding may do to it.
#[derive(Clone, Copy)]
pub(super) struct Quotient {
    pub(super) value: f64,
    pub(super) noise: f64,
}

impl Quotient {
    /// The noise is that of the two values, and that of their argument on its way through the function
    /// (`sin(1000 x)` rounds `1000 x` before anything else).
    pub(super) fn between(from: &Sample, to: &Sample, rounding: &Rounding) -> Self {
        let Rounding { scale, observed } = rounding;
        let distance = to.at - from.at;
        let value = (to.value - from.value) / distance;
        let of_values = (scale.epsilon * from.size.max(to.size)).max(*observed);
        let of_argument = scale.epsilon * scale.centre.abs() * value.abs();
        Self { value, noise: 2.0 * (of_values + of_argument) / distance }
    }
}
