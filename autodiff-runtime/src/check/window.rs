//! One series of shrinking steps on both sides of a point, and what it says of the slope there.

use nalgebra::ComplexField;

use super::quotient::{Quotient, Rounding, Sample};
use super::ridders::{Estimate, LEVELS, Powers, SHRINK, Series};
use super::scale::relative_tolerance;

/// What one series of steps says of the slope at its centre.
#[derive(Clone, Copy)]
pub(super) struct Reading {
    pub(super) central: Estimate,
    /// By how much the slope on the right is larger than the one on the left.
    pub(super) jump: Estimate,
    /// What rounding may do to the quotients, at the largest step and at the smallest.
    pub(super) noise: (f64, f64),
    /// The smallest step.
    pub(super) finest: f64,
    /// How far apart the plain quotients on the two sides are at the smallest step.
    finest_jump: f64,
}

impl Reading {
    /// Samples at distances `step`, `step / 1.4`, `step / 1.4²`, .. on both sides of `middle`.
    ///
    /// `None` where the function is not finite at one of them.
    pub(super) fn around(
        middle: &Sample,
        step: f64,
        rounding: &Rounding,
        probe: &mut impl FnMut(f64) -> Sample,
    ) -> Option<Self> {
        let mut central = Series::default();
        let mut jump = Series::default();
        let (mut distance, mut finest) = (step, step);
        for level in 0..LEVELS {
            let (below, above) = (probe(-distance), probe(distance));
            if !below.is_finite() || !above.is_finite() {
                return None;
            }
            let left = Quotient::between(&below, middle, rounding);
            let right = Quotient::between(middle, &above, rounding);
            let both = Quotient::between(&below, &above, rounding);
            central.quotients[level] = both.value;
            central.noise[level] = both.noise;
            jump.quotients[level] = right.value - left.value;
            jump.noise[level] = right.noise + left.noise;
            finest = distance;
            distance /= SHRINK;
        }
        let mut reading = Self {
            central: central.limit(Powers::Even),
            jump: jump.limit(Powers::Odd),
            noise: (central.noise[0], central.noise[LEVELS - 1]),
            finest,
            finest_jump: jump.finest(),
        };
        // Central differences can't see a kink; the two sides can.
        let unexplained = 0.5 * (reading.jump.value.abs() - reading.jump.error);
        reading.central.error = reading.central.error.max(unexplained);
        Some(reading)
    }

    /// Whether smaller steps could hardly tell more.
    pub(super) fn is_settled(&self, epsilon: f64) -> bool {
        let Estimate { value, error } = self.central;
        let relative = ComplexField::sqrt(epsilon) * value.abs();
        error <= relative.max(100.0 * self.noise.0)
    }

    /// Whether the slopes on the two sides differ by more than they are uncertain.
    ///
    /// A kink in the centre shows at every step, one beside it at those alone that reach beyond: so the
    /// difference must be there at the smallest step, too.
    pub(super) fn shows_kink(&self, epsilon: f64) -> bool {
        let jump = self.jump.value.abs();
        let slopes = self.central.value.abs() + jump;
        let resolution = 10.0 * relative_tolerance(epsilon) * slopes;
        jump > 3.0 * self.jump.error + resolution && self.finest_jump.abs() > 0.75 * jump
    }

    /// Whether this series, of smaller steps, proves the kink in `earlier` to be a bend.
    pub(super) fn refutes_kink(&self, earlier: &Self) -> bool {
        self.jump.value.abs() + 2.0 * self.jump.error < 0.5 * earlier.jump.value.abs()
    }

    /// The slopes on the left and on the right.
    pub(super) fn sides(&self) -> (f64, f64) {
        let (mean, half) = (self.central.value, 0.5 * self.jump.value);
        (mean - half, mean + half)
    }
}
