//! How large a step is reasonable, how small, and how close two derivatives can be expected to be.

use nalgebra::ComplexField;

/// How far two derivatives that are right may lie apart, as a fraction of either.
pub(super) fn relative_tolerance(epsilon: f64) -> f64 {
    ComplexField::powf(epsilon, 0.375)
}

/// The lengths at which a function of one variable is expected to vary.
#[derive(Clone, Copy)]
pub(super) struct Scale {
    /// Where the variable stands.
    pub(super) centre: f64,
    /// A length that counts as one.
    pub(super) unit: f64,
    /// The rounding unit of variable and function.
    pub(super) epsilon: f64,
}

impl Scale {
    fn large(&self) -> f64 {
        self.centre.abs().max(self.unit)
    }

    fn small(&self) -> f64 {
        if self.centre == 0.0 { self.unit } else { self.centre.abs().min(self.unit) }
    }

    /// First steps, each the start of a series, from large to small.
    ///
    /// A tenth of the larger length, then ten times smaller until `√ε` of it; and from there on the
    /// same for the smaller length. What rounding of the variable would swallow is left out.
    pub(super) fn steps(self) -> impl Iterator<Item = f64> {
        let least = ComplexField::sqrt(self.epsilon);
        let ladder = move |length: f64| {
            core::iter::successors(Some(0.1), |step| Some(step / 10.0))
                .take_while(move |step| *step >= least)
                .map(move |step| step * length)
        };
        let reached = ladder(self.large()).last().unwrap_or(f64::INFINITY);
        ladder(self.large())
            .chain(ladder(self.small()).filter(move |step| *step < reached))
            .filter(move |step| *step >= self.shortest())
    }

    /// Below this step, rounding of the variable would be felt.
    fn shortest(&self) -> f64 {
        1e3 * self.epsilon * self.centre.abs()
    }

    /// A step of a few units in the last place.
    pub(super) fn tiny(&self) -> f64 {
        8.0 * self.epsilon * self.small()
    }

    /// The step that balances truncation and rounding for a plain central difference.
    pub(super) fn balanced(&self) -> f64 {
        (ComplexField::cbrt(self.epsilon) * self.small()).max(self.shortest())
    }
}
