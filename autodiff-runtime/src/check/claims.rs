//! Comparison of what is claimed with what finite differences find.

use alloc::vec::Vec;

use super::line::Slope;
use super::scale::relative_tolerance;
use super::{Cause, Estimate};

/// One entry of a derivative.
pub(super) struct Claim {
    /// The coordinate of the result.
    pub(super) row: usize,
    /// The coordinate of the point.
    pub(super) column: usize,
    /// The size of what it is a derivative by: see [`size`].
    pub(super) size: f64,
    pub(super) claimed: f64,
    pub(super) found: Slope,
}

/// How large a coordinate is, for the comparison of derivatives by different ones: those of a capacitance of
/// 1e-12 and a resistance of 1e6 differ by 18 orders of magnitude, and matter alike.
pub(super) fn size(coordinate: f64) -> f64 {
    if coordinate != 0.0 && coordinate.is_finite() { coordinate.abs() } else { 1.0 }
}

/// The claim that fails, if any does, and why.
///
/// Among several it is the one that is wrong for certain by most tolerances, ahead of those that
/// nothing can be said of; among equals the first.
pub(super) fn refuted(claims: &[Claim], epsilon: f64) -> Option<(&Claim, Cause)> {
    let estimates = || {
        claims.iter().filter_map(|claim| match claim.found {
            Slope::Smooth { estimate, noise: _ } => Some((estimate.value.abs(), claim.size)),
            Slope::Kink { .. } | Slope::NotFinite { .. } => None,
        })
    };
    let largest = estimates().map(|(value, _)| value).fold(0.0, f64::max);
    let largest_effect = estimates().map(|(value, size)| value * size).fold(0.0, f64::max);
    let standard = Standard { epsilon, largest, largest_effect };
    let failures: Vec<(&Claim, Cause)> =
        claims.iter().filter_map(|claim| Some((claim, standard.judge(claim)?))).collect();
    let count = failures.iter().filter(|(_, cause)| matches!(cause, Cause::Different { .. })).count();
    let (claim, mut cause) = failures.into_iter().rev().max_by(|(_, a), (_, b)| severity(a).total_cmp(&severity(b)))?;
    if let Cause::Different { wrong, entries, .. } = &mut cause {
        (*wrong, *entries) = (count, claims.len());
    }
    Some((claim, cause))
}

fn severity(cause: &Cause) -> f64 {
    match cause {
        Cause::ClaimNotFinite { .. } | Cause::Shape { .. } => f64::INFINITY,
        Cause::Different { claimed, estimate, tolerance, .. } => (claimed - estimate.value).abs() / tolerance,
        Cause::DifferentValue { .. } | Cause::NotFinite { .. } | Cause::Unsettled { .. } | Cause::Kink { .. } => 0.0,
    }
}

struct Standard {
    epsilon: f64,
    /// The largest estimate of the whole derivative.
    largest: f64,
    /// The same, with each times the size of what it is a derivative by.
    largest_effect: f64,
}

impl Standard {
    fn judge(&self, claim: &Claim) -> Option<Cause> {
        let claimed = claim.claimed;
        match claim.found {
            Slope::NotFinite { at_point } => Some(Cause::NotFinite { at_point }),
            Slope::Kink { .. } | Slope::Smooth { .. } if !claimed.is_finite() => {
                Some(Cause::ClaimNotFinite { claimed })
            }
            Slope::Kink { left, right } => Some(Cause::Kink { claimed, left, right }),
            Slope::Smooth { estimate, noise } => self.judge_smooth(claim, estimate, noise),
        }
    }

    fn judge_smooth(&self, claim: &Claim, estimate: Estimate, noise: f64) -> Option<Cause> {
        let claimed = claim.claimed;
        // What may have cancelled to this entry: a hundred times what has the largest effect, at most.
        let terms = self.largest.min(100.0 * self.largest_effect / claim.size);
        let tolerance = self.tolerance(&estimate, terms);
        // An error that rounding explains is the resolution of a large function: zero and a slope
        // below it are the same. One that it does not explain means that there is no limit.
        let is_rounding = estimate.error <= 100.0 * noise;
        let is_small = 10.0 * estimate.error <= 0.01 * terms;
        if !is_rounding && !is_small {
            return Some(Cause::Unsettled { claimed, estimate });
        }
        let is_wrong = (claimed - estimate.value).abs() > tolerance;
        is_wrong.then_some(Cause::Different { claimed, estimate, tolerance, wrong: 1, entries: 1 })
    }

    /// As the module documentation of `check` states it.
    fn tolerance(&self, estimate: &Estimate, terms: f64) -> f64 {
        10.0 * estimate.error + relative_tolerance(self.epsilon) * estimate.value.abs() + 100.0 * self.epsilon * terms
    }
}
