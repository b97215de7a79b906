//! All derivatives of a function, checked together: what `check!` and `#[differentiate(test(..))]` call.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;
use core::fmt;
use core::panic::Location;

use super::point::Point;
use super::{Cause, Coordinates, Mismatch};

/// What was found wrong with the derivatives of a function, at one or more points.
pub struct Report {
    function: &'static str,
    /// What the function is differentiated by.
    parameters: &'static [&'static str],
    points: Vec<&'static Location<'static>>,
    failures: Vec<Failure>,
}

/// What several derivatives have wrong in the same way.
struct Failure {
    point: usize,
    derivatives: Vec<String>,
    predicate: String,
    is_of_shape: bool,
}

impl Report {
    /// A report on the derivatives of a function by these parameters.
    pub fn new(function: &'static str, parameters: &'static [&'static str]) -> Self {
        Self { function, parameters, points: Vec::new(), failures: Vec::new() }
    }

    /// Goes on to a point, where `f` is the function of what it is differentiated by.
    #[track_caller]
    pub fn at<P, Y, F>(&mut self, point: P, f: F) -> Point<'_, P, Y, F>
    where
        P: Coordinates,
        Y: Coordinates,
        F: Fn(&P) -> Y,
    {
        self.points.push(Location::caller());
        Point::new(self, point, f)
    }

    /// Notes what a check of one of the derivatives found.
    pub(super) fn note(&mut self, derivative: &str, found: Result<(), Mismatch>) {
        let Err(mismatch) = found else { return };
        let mismatch = match self.parameters {
            [single] => mismatch.named(single),
            several => mismatch.named_parts(several),
        };
        let (point, predicate) = (self.points.len(), mismatch.predicate().to_string());
        let derivative = format!("`{}::{derivative}`", self.function);
        let same = |known: &&mut Failure| known.point == point && known.predicate == predicate;
        if let Some(known) = self.failures.iter_mut().find(same) {
            if !known.derivatives.contains(&derivative) {
                known.derivatives.push(derivative);
            }
            return;
        }
        let is_of_shape = matches!(mismatch.cause(), Cause::Shape { .. });
        self.failures.push(Failure { point, derivatives: [derivative].into(), predicate, is_of_shape });
    }

    /// Ends the checks.
    ///
    /// # Panics
    /// With all that was found, if anything was.
    #[track_caller]
    pub fn conclude(self) {
        assert!(self.failures.is_empty(), "{self}");
    }
}

/// A line for each way in which derivatives are wrong.
impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "derivatives of `{}` are not confirmed by finite differences:", self.function)?;
        for failure in &self.failures {
            f.write_str("\n  ")?;
            if self.points.len() > 1 {
                let place = self.points[failure.point - 1];
                write!(f, "at point {} ({}:{}), ", failure.point, place.file(), place.line())?;
            }
            write!(f, "{}{}", failure.derivatives.join(", "), failure.predicate)?;
        }
        if self.failures.iter().any(|failure| failure.is_of_shape) {
            let names = self.parameters.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>();
            write!(f, "\n  is `{}` differentiated by {}, in this order?", self.function, names.join(", "))?;
        }
        Ok(())
    }
}
