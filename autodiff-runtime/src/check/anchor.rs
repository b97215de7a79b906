//! A crude second opinion at small steps.

use super::quotient::{Quotient, Rounding, Sample};
use super::window::Reading;

/// Two plain central differences at small steps. They are crude, but they can't miss what is narrower
/// than all steps of a series: that can agree with itself and still be wrong.
#[derive(Clone, Copy)]
pub(super) struct Anchor {
    value: f64,
    error: f64,
    step: f64,
}

impl Anchor {
    /// Differences over `step` and twice that on both sides.
    ///
    /// `None` where the function is not finite there.
    pub(super) fn at(step: f64, rounding: &Rounding, probe: &mut impl FnMut(f64) -> Sample) -> Option<Self> {
        let mut difference = |step: f64| {
            let (below, above) = (probe(-step), probe(step));
            let is_finite = below.is_finite() && above.is_finite();
            is_finite.then(|| Quotient::between(&below, &above, rounding))
        };
        let (fine, coarse) = (difference(step)?, difference(2.0 * step)?);
        Some(Self { value: fine.value, error: (fine.value - coarse.value).abs() + fine.noise, step })
    }

    /// Where `reading` is far from this, their distance becomes its error.
    pub(super) fn doubt(&self, reading: &mut Reading) {
        if reading.finest < self.step {
            return;
        }
        let estimate = &mut reading.central;
        let distance = (estimate.value - self.value).abs();
        let slopes = estimate.value.abs().max(self.value.abs());
        if distance > 10.0 * self.error + 1e-3 * slopes {
            estimate.error = estimate.error.max(distance);
        }
    }
}
