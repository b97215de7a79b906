//! Which check failed, and why.

use core::fmt;

use super::Estimate;

/// Which check failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// [`value`](super::value())
    Value,
    /// [`gradient`](super::gradient())
    Gradient,
    /// [`vjp`](super::vjp())
    Vjp,
    /// [`jvp`](super::jvp())
    Jvp,
    /// [`jacobian`](super::jacobian())
    Jacobian,
    /// [`hessian`](super::hessian())
    Hessian,
    /// [`hvp`](super::hvp())
    Hvp,
    /// [`taylor`](super::taylor())
    Taylor,
}

impl Form {
    /// What the rows are coordinates of: second derivatives lead from the point to the point.
    pub(super) fn rows(self) -> Rows {
        match self {
            Self::Value | Self::Gradient | Self::Vjp | Self::Jvp | Self::Jacobian => Rows::Result,
            Self::Hessian | Self::Hvp => Rows::Point,
            Self::Taylor => Rows::Coefficients,
        }
    }
}

/// What the rows of a derivative are coordinates of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Rows {
    Result,
    Point,
    Coefficients,
}

impl fmt::Display for Form {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Value => "value",
            Self::Gradient => "gradient",
            Self::Vjp => "vjp",
            Self::Jvp => "jvp",
            Self::Jacobian => "jacobian",
            Self::Hessian => "hessian",
            Self::Hvp => "hvp",
            Self::Taylor => "taylor",
        })
    }
}

/// Why a claimed derivative was not confirmed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Cause {
    /// The claim is further from the finite differences than `tolerance`.
    Different {
        /// The derivative that was claimed.
        claimed: f64,
        /// What the finite differences give.
        estimate: Estimate,
        /// How far apart the two may be.
        tolerance: f64,
        /// How many entries of the derivative are wrong in this way; this one is the worst.
        wrong: usize,
        /// How many entries the derivative has.
        entries: usize,
    },
    /// The value that comes with the derivative is not the function's.
    DifferentValue {
        /// The value that was claimed.
        claimed: f64,
        /// What the function gives.
        expected: f64,
        /// How far apart the two may be.
        tolerance: f64,
    },
    /// The claim is NaN or infinite.
    ClaimNotFinite {
        /// The derivative that was claimed.
        claimed: f64,
    },
    /// The slopes on the two sides of the point differ: no finite difference can confirm a claim.
    Kink {
        /// The derivative that was claimed.
        claimed: f64,
        /// The slope towards smaller values.
        left: f64,
        /// The slope towards larger values.
        right: f64,
    },
    /// The differences tend to no limit, as at a jump: no claim can be confirmed.
    Unsettled {
        /// The derivative that was claimed.
        claimed: f64,
        /// What the finite differences give.
        estimate: Estimate,
    },
    /// The function is NaN or infinite.
    NotFinite {
        /// True where that is so at the point itself; false where it is so near the point, within every
        /// step that was tried.
        at_point: bool,
    },
    /// The claim has the wrong number of rows or columns. What is no matrix counts as one column.
    Shape {
        /// Rows and columns of the derivative.
        expected: (usize, usize),
        /// Rows and columns of the claim.
        found: (usize, usize),
    },
}

impl fmt::Display for Cause {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Different { claimed, estimate, tolerance, wrong, entries } => {
                write!(f, "{claimed:?} claimed, but finite differences give {estimate} ")?;
                write!(f, "(tolerance {tolerance:.1e})")?;
                if entries > 1 {
                    write!(f, "; {wrong} of {entries} entries differ, this one most")?;
                }
                Ok(())
            }
            Self::DifferentValue { claimed, expected, tolerance } => {
                write!(f, "the value {claimed:?} claimed, but the function gives {expected:?} ")?;
                write!(f, "(tolerance {tolerance:.1e})")
            }
            Self::ClaimNotFinite { claimed } => write!(f, "{claimed:?} claimed, which is no slope"),
            Self::Kink { claimed, left, right } => {
                write!(f, "{claimed:?} claimed, but there is a kink here or too near to tell, ")?;
                write!(f, "with slope {left:?} on the left and {right:?} on the right; ")?;
                f.write_str("check away from it, and assert the convention at it")
            }
            Self::Unsettled { claimed, estimate } => {
                write!(f, "{claimed:?} claimed, but finite differences do not settle ")?;
                write!(f, "({estimate}); is there a jump or an infinite slope?")
            }
            Self::NotFinite { at_point: true } => f.write_str("the function is not finite here"),
            Self::NotFinite { at_point: false } => {
                f.write_str("beside the point the function is not finite, however small the step")
            }
            Self::Shape { expected, found } => {
                write!(f, "the derivative is {} by {}, ", expected.0, expected.1)?;
                write!(f, "the claim {} by {}", found.0, found.1)
            }
        }
    }
}
