//! Derivatives by differences, with an estimate of their error.

use super::numbers::scale;

/// Differences in one extrapolation.
const LEVELS: usize = 10;

/// From one level to the next the step shrinks by this factor.
const SHRINK: f64 = 1.4;

/// A derivative by differences.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Estimate {
    pub(crate) value: f64,
    /// How far `value` may be from the derivative: a magnitude, not a bound.
    pub(crate) error: f64,
}

/// The derivatives at 0 of the numbers that a function of one number gives.
///
/// Neville's tableau eliminates one more even power of the step in each column; the entry that agrees best with its
/// two parents is the value, its disagreement the error.
///
/// # Source
/// C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", Advances in Engineering Software 4 (1982)
/// 75-76; Press et al., Numerical Recipes, section 5.7.
pub(crate) fn derivatives(function: impl Fn(f64) -> Vec<f64>, step: f64) -> Vec<Estimate> {
    let steps = std::iter::successors(Some(step), |step| Some(step / SHRINK)).take(LEVELS);
    let levels = steps.map(|step| (step, function(step), function(-step))).collect::<Vec<_>>();
    let numbers = levels[0].1.len();
    (0..numbers)
        .map(|number| {
            let quotients = levels.iter().map(|(step, above, below)| (above[number] - below[number]) / (2.0 * step));
            let rounding = f64::EPSILON * levels.iter().map(|(step, above, _)| scale(above) / step).fold(0.0, f64::max);
            extrapolate(&quotients.collect::<Vec<_>>(), rounding)
        })
        .collect()
}

fn extrapolate(quotients: &[f64], rounding: f64) -> Estimate {
    let mut best = Estimate { value: quotients[0], error: f64::INFINITY };
    let mut coarse = vec![quotients[0]];
    for quotient in &quotients[1..] {
        let mut fine = vec![*quotient];
        let mut ratio = 1.0;
        for order in 1..=coarse.len() {
            ratio *= SHRINK * SHRINK;
            let value = (fine[order - 1] * ratio - coarse[order - 1]) / (ratio - 1.0);
            let error = (value - fine[order - 1]).abs().max((value - coarse[order - 1]).abs()).max(rounding);
            if error <= best.error {
                best = Estimate { value, error };
            }
            fine.push(value);
        }
        coarse = fine;
    }
    best
}

#[test]
fn an_estimate_knows_its_error() {
    let smooth = derivatives(|s| vec![(0.3 + s).exp(), 1.0 / (0.3 + s)], 0.05);
    for (estimate, expected) in smooth.iter().zip([0.3_f64.exp(), -1.0 / 0.09]) {
        assert!((estimate.value - expected).abs() <= 10.0 * estimate.error, "{estimate:?}");
        assert!(estimate.error < 1e-8, "{estimate:?}");
    }
    let kink = derivatives(|s| vec![(s - 0.001).abs()], 0.05)[0];
    assert!(kink.error > 1e-3, "{kink:?}");
}
