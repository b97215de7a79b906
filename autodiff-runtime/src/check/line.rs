//! The slope of a function along a line through a point.

use super::anchor::Anchor;
use super::quotient::{Rounding, Sample};
use super::ridders::Estimate;
use super::scale::Scale;
use super::window::Reading;

/// What finite differences find at a point.
#[derive(Clone, Copy)]
pub(super) enum Slope {
    /// One slope on both sides. `noise` is the part of its error that rounding explains.
    Smooth { estimate: Estimate, noise: f64 },
    /// Different slopes on the two sides.
    Kink { left: f64, right: f64 },
    /// The function is NaN or infinite, at the point or however near to it.
    NotFinite { at_point: bool },
}

impl Slope {
    /// The slope of the function times `factor`, which is not negative.
    pub(super) fn scaled(self, factor: f64) -> Self {
        match self {
            Self::Smooth { estimate: Estimate { value, error }, noise } => {
                let estimate = Estimate { value: factor * value, error: factor * error };
                Self::Smooth { estimate, noise: factor * noise }
            }
            Self::Kink { left, right } => Self::Kink { left: factor * left, right: factor * right },
            Self::NotFinite { at_point } => Self::NotFinite { at_point },
        }
    }

    /// The slope of a sum of functions, each times its weight; a weight of zero leaves its function out.
    ///
    /// `None` where one of them is not smooth.
    pub(super) fn sum(parts: impl Iterator<Item = (f64, Self)>) -> Option<Self> {
        let mut sum = (Estimate { value: 0.0, error: 0.0 }, 0.0);
        for (weight, slope) in parts.filter(|(weight, _)| *weight != 0.0) {
            let Self::Smooth { estimate, noise } = slope else { return None };
            sum.0.value += weight * estimate.value;
            sum.0.error += weight.abs() * estimate.error;
            sum.1 += weight.abs() * noise;
        }
        Some(Self::Smooth { estimate: sum.0, noise: sum.1 })
    }
}

/// The slope at zero of the function that `probe` samples.
///
/// Series of steps are extrapolated one after the other, from large to small, until the error of one
/// is near rounding; the one of least error counts. So a series that reaches beyond the domain of
/// the function, across a kink nearby or past its oscillations gives way to a finer one.
pub(super) fn slope(scale: Scale, mut probe: impl FnMut(f64) -> Sample) -> Slope {
    let middle = probe(0.0);
    if !middle.is_finite() {
        return Slope::NotFinite { at_point: true };
    }
    let rounding = Rounding::next_to(&middle, scale, &mut probe);
    let anchor = Anchor::at(scale.balanced(), &rounding, &mut probe);
    let mut best: Option<Reading> = None;
    let mut kink: Option<Reading> = None;
    for step in scale.steps() {
        let reading = Reading::around(&middle, step, &rounding, &mut probe);
        let Some(mut reading) = reading else {
            continue;
        };
        if kink.is_some_and(|kink| reading.refutes_kink(&kink)) {
            kink = None;
        }
        if kink.is_none() && reading.shows_kink(scale.epsilon) {
            kink = Some(reading);
        }
        if kink.is_some() {
            continue;
        }
        if let Some(anchor) = anchor {
            anchor.doubt(&mut reading);
        }
        // Tenfold, because in noise some series always agrees with itself a little better by chance.
        if best.is_none_or(|best| 10.0 * reading.central.error < best.central.error) {
            best = Some(reading);
        }
        if best.is_some_and(|best| best.is_settled(scale.epsilon)) {
            break;
        }
    }
    conclude(best, kink)
}

fn conclude(best: Option<Reading>, kink: Option<Reading>) -> Slope {
    match (kink, best) {
        (Some(kink), _) => {
            let (left, right) = kink.sides();
            Slope::Kink { left, right }
        }
        (None, Some(best)) => Slope::Smooth { estimate: best.central, noise: best.noise.1 },
        (None, None) => Slope::NotFinite { at_point: false },
    }
}

/// The derivative of `f` at `x` by finite differences, with an estimate of its error.
///
/// Central differences are extrapolated to the step zero. For a smooth `f` of moderate size expect
/// ten correct digits or more; a function that varies within 1e-8 of `x` is beyond them.
///
/// At a kink the value is the mean of the slopes on the two sides and the error half their difference.
/// Where `f` is NaN or infinite, at `x` or near it, the value is NaN and the error infinite.
///
/// ```
/// use autodiff_runtime::check;
///
/// let estimate = check::derivative(f64::ln, 0.5);
/// assert!((estimate.value - 2.0).abs() <= 10.0 * estimate.error);
/// assert!(estimate.error < 1e-9);
/// ```
///
/// # Source
/// Ridders' method; see Press et al., Numerical Recipes, section 5.7.
pub fn derivative(f: impl Fn(f64) -> f64, x: f64) -> Estimate {
    let scale = Scale { centre: x, unit: 1.0, epsilon: f64::EPSILON };
    let found = slope(scale, |distance| {
        let moved = x + distance;
        let value = f(moved);
        Sample { at: moved - x, value, size: value.abs() }
    });
    match found {
        Slope::Smooth { estimate, noise: _ } => estimate,
        Slope::Kink { left, right } => Estimate { value: 0.5 * (left + right), error: 0.5 * (right - left).abs() },
        Slope::NotFinite { at_point: _ } => Estimate { value: f64::NAN, error: f64::INFINITY },
    }
}
