//! What a failed check returns.

use alloc::boxed::Box;
use alloc::format;
use alloc::string::{String, ToString};
use core::error::Error;
use core::fmt;

use super::cause::Rows;
use super::{Cause, Form};

/// A derivative that finite differences do not confirm: where, and why.
///
/// `Debug` prints the same sentence as `Display`, so that `unwrap` in a test shows it.
#[derive(Clone, PartialEq)]
pub struct Mismatch {
    // Boxed, so that a check that passes does not move all of this.
    report: Box<Report>,
}

#[derive(Clone, PartialEq)]
struct Report {
    form: Form,
    /// What claimed the derivative, as it is called in the message.
    claimant: Option<String>,
    output: Option<Place>,
    input: Option<Place>,
    cause: Cause,
}

/// A coordinate, as a suffix and with the name of what it is a coordinate of.
#[derive(Clone, PartialEq)]
struct Place {
    entry: String,
    text: String,
}

impl Place {
    fn new(name: &str, entry: String) -> Self {
        let text = format!("{name}{entry}");
        Self { entry, text }
    }

    /// Names the parts of a tuple: `.1[2]` becomes `names[1]` followed by `[2]`.
    fn name_part(&mut self, names: &[&str]) {
        let Some(path) = self.entry.strip_prefix('.') else {
            return;
        };
        let end = path.find(|c: char| !c.is_ascii_digit());
        let (number, rest) = path.split_at(end.unwrap_or(path.len()));
        let name = number.parse().ok().and_then(|part: usize| names.get(part));
        if let Some(name) = name {
            self.text = format!("{name}{rest}");
        }
    }
}

impl Mismatch {
    pub(super) fn new(form: Form, output: Option<String>, input: Option<String>, cause: Cause) -> Self {
        let output_name = match form.rows() {
            Rows::Result => "result",
            Rows::Point => "point",
            Rows::Coefficients => "coefficients",
        };
        // A scalar result has no coordinate to name.
        let output = output.filter(|entry| !entry.is_empty() || form.rows() == Rows::Point);
        let report = Report {
            form,
            claimant: None,
            output: output.map(|entry| Place::new(output_name, entry)),
            input: input.map(|entry| Place::new("point", entry)),
            cause,
        };
        Self { report: Box::new(report) }
    }

    /// Calls the parameter `name` in the message, instead of `point`.
    ///
    /// ```
    /// use autodiff_runtime::check;
    ///
    /// let square = |x: &[f64; 2]| x[0] * x[0] + x[1];
    /// let mismatch = check::gradient(square, &[3.0, 0.0], &[6.0, 2.0]).unwrap_err().named("x");
    /// assert!(mismatch.to_string().starts_with("gradient at `x[1]`: 2.0 claimed"));
    /// ```
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        for place in self.places_in_point() {
            *place = Place::new(name, place.entry.clone());
        }
        self
    }

    /// Where the point is a tuple, calls its parts `names` in the message, instead of `point.0`,
    /// `point.1` and so on. A part without a name keeps its number.
    #[must_use]
    pub fn named_parts(mut self, names: &[&str]) -> Self {
        for place in self.places_in_point() {
            place.name_part(names);
        }
        self
    }

    /// Names the function whose derivative this is, or the derivative itself: `loss::gradient`.
    ///
    /// ```
    /// use autodiff_runtime::check;
    ///
    /// let mismatch = check::gradient(|x: &f64| x * x, &3.0, &5.0).unwrap_err();
    /// let text = mismatch.of("square::gradient").named("x").to_string();
    /// assert!(text.starts_with("`square::gradient` at `x`: 5.0 claimed"));
    /// ```
    #[must_use]
    pub fn of(mut self, function: &str) -> Self {
        self.report.claimant = Some(function.to_string());
        self
    }

    /// The rows of second derivatives are coordinates of the point, too.
    fn places_in_point(&mut self) -> impl Iterator<Item = &mut Place> {
        let rows = match self.report.form.rows() {
            Rows::Point => self.report.output.as_mut(),
            Rows::Result | Rows::Coefficients => None,
        };
        rows.into_iter().chain(self.report.input.as_mut())
    }

    /// Which check failed.
    pub fn form(&self) -> Form {
        self.report.form
    }

    /// Why.
    pub fn cause(&self) -> &Cause {
        &self.report.cause
    }

    /// The coordinate of the point, by name: `point[3]`, or what [`named`](Self::named) made of it.
    /// It is the column of a Jacobian or Hessian.
    ///
    /// `None` where the mismatch concerns the whole, and for a directional derivative or a value.
    pub fn input(&self) -> Option<&str> {
        self.report.input.as_ref().map(|place| place.text.as_str())
    }

    /// The coordinate of the result, by name: `result[3]`. It is the row of a Jacobian or Hessian. Of
    /// Taylor coefficients, it is the coefficient: `coefficients[2]`.
    ///
    /// `None` where the mismatch concerns the whole, where the result is a scalar, and for a gradient or
    /// a pullback.
    pub fn output(&self) -> Option<&str> {
        self.report.output.as_ref().map(|place| place.text.as_str())
    }
}

impl Mismatch {
    /// The message without its first words, which say what is wrong.
    pub(super) fn predicate(&self) -> impl fmt::Display {
        fmt::from_fn(|f| {
            match (self.output(), self.input()) {
                (Some(row), Some(column)) => write!(f, " at row `{row}`, column `{column}`: ")?,
                (Some(place), None) | (None, Some(place)) => write!(f, " at `{place}`: ")?,
                (None, None) => f.write_str(": ")?,
            }
            fmt::Display::fmt(&self.report.cause, f)
        })
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.report.claimant {
            Some(function) => write!(f, "`{function}`")?,
            None => write!(f, "{}", self.report.form)?,
        }
        write!(f, "{}", self.predicate())
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.to_string())
    }
}

impl Error for Mismatch {}
