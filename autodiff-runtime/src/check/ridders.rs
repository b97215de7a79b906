//! Extrapolation of difference quotients to the step zero.

use core::fmt;

/// A derivative by finite differences, with an estimate of its error.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Estimate {
    /// The derivative.
    pub value: f64,
    /// How far `value` may be from the derivative: a magnitude, not a bound. Infinite where the
    /// differences give no information.
    pub error: f64,
}

/// `2.0 ± 1.5e-13`
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} ± {:.1e}", self.value, self.error)
    }
}

/// Differences in one extrapolation.
pub(super) const LEVELS: usize = 10;

/// From one level to the next the step shrinks by this factor.
pub(super) const SHRINK: f64 = 1.4;

/// Difference quotients at steps h, h/1.4, h/1.4², ..
#[derive(Default)]
pub(super) struct Series {
    pub(super) quotients: [f64; LEVELS],
    /// What rounding alone may do to each.
    pub(super) noise: [f64; LEVELS],
}

/// The powers of the step in the error of a quotient.
#[derive(Clone, Copy)]
pub(super) enum Powers {
    /// h, h³, h⁵, ..
    Odd,
    /// h², h⁴, h⁶, ..
    Even,
}

impl Powers {
    /// By how much the power that is eliminated by entry `order` shrinks from one level to the next.
    fn ratio(self, order: usize) -> f64 {
        let leading = match self {
            Self::Odd => SHRINK,
            Self::Even => SHRINK * SHRINK,
        };
        (1..order).fold(leading, |ratio, _| ratio * SHRINK * SHRINK)
    }

    /// By how much entry `order` multiplies the rounding in its parents.
    fn amplification(self, order: usize) -> f64 {
        let ratio = self.ratio(order);
        (ratio + 1.0) / (ratio - 1.0)
    }
}

impl Series {
    pub(super) fn finest(&self) -> f64 {
        self.quotients[LEVELS - 1]
    }

    /// The limit as the step goes to zero.
    ///
    /// Neville's tableau eliminates one more power of the step in each entry. The entry that agrees
    /// best with its two parents is the value, its disagreement the error, which is never below what
    /// rounding makes of it. The search ends when the highest order gets worse by twice that error.
    ///
    /// # Source
    /// C. J. F. Ridders, "Accurate computation of F'(x) and F'(x)F''(x)", Advances in Engineering
    /// Software 4 (1982) 75-76; in the form of Press et al., Numerical Recipes, section 5.7, `dfridr`.
    /// Additions are that rounding is followed through the tableau, and [`excess`](Self::excess).
    pub(super) fn limit(&self, powers: Powers) -> Estimate {
        let tableau = self.tableau(powers);
        let mut best = Estimate { value: self.quotients[0], error: f64::INFINITY };
        for level in 1..LEVELS {
            let (coarse, fine) = (&tableau[level - 1], &tableau[level]);
            let mut rounding = self.noise[level];
            for order in 1..=level {
                rounding *= powers.amplification(order);
                let value = fine[order];
                let parents = [fine[order - 1], coarse[order - 1]];
                let error = parents.iter().fold(rounding, |error, parent| error.max((value - parent).abs()));
                if error <= best.error {
                    best = Estimate { value, error };
                }
            }
            if (fine[level] - coarse[level - 1]).abs() >= 2.0 * best.error {
                break;
            }
        }
        best.error = best.error.max(self.excess(best.value));
        best
    }

    /// Entry `[level][order]` extrapolates the quotients from `level - order` to `level`.
    fn tableau(&self, powers: Powers) -> [[f64; LEVELS]; LEVELS] {
        let mut tableau = [[0.0; LEVELS]; LEVELS];
        for level in 0..LEVELS {
            tableau[level][0] = self.quotients[level];
            for order in 1..=level {
                let (coarse, fine) = (tableau[level - 1][order - 1], tableau[level][order - 1]);
                let ratio = powers.ratio(order);
                tableau[level][order] = (fine * ratio - coarse) / (ratio - 1.0);
            }
        }
        tableau
    }

    /// How far `limit` is from the finest quotient, where that is further than the finest quotients
    /// themselves are from settled; else zero.
    ///
    /// Entries of the tableau agree by chance now and then, above all where the coarse quotients reach
    /// across a kink nearby. The finest quotient can be far from the limit only while it still moves.
    fn excess(&self, limit: f64) -> f64 {
        let movement = (self.finest() - self.quotients[LEVELS - 3]).abs();
        let distance = (limit - self.finest()).abs();
        if distance > 3.0 * (movement + self.noise[LEVELS - 1]) { distance } else { 0.0 }
    }
}
