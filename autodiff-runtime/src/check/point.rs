//! The derivatives of a function at one point.

use alloc::vec::Vec;

use super::differences::{Differences, Names};
use super::displaced::values;
use super::forms::{same_shape, whole};
use super::report::Report;
use super::{Coordinates, Form, Mismatch, Rectangular};
use crate::Real;

/// A point at which derivatives of a function are checked, and what differences found there.
///
/// A derivative is a linear map, so it is compared with all its entries: a pullback is called with each unit
/// cotangent, a directional derivative with each unit direction, and both with one that is none, since they
/// may be made for unit vectors alone. All are compared with the same differences, which are taken once.
pub struct Point<'r, P, Y, F> {
    report: &'r mut Report,
    point: P,
    f: F,
    /// The function's own value.
    value: Y,
    first: Differences,
    second: Option<Differences>,
}

impl<'r, P, Y, F> Point<'r, P, Y, F>
where
    P: Coordinates,
    Y: Coordinates,
    F: Fn(&P) -> Y,
{
    pub(super) fn new(report: &'r mut Report, point: P, f: F) -> Self {
        let value = f(&point);
        let epsilon = P::epsilon().max(Y::epsilon());
        let first = Differences::of(&f, &point, epsilon);
        Self { report, point, f, value, first, second: None }
    }

    /// `gradient`
    pub fn gradient<G: Coordinates>(&mut self, claim: impl Fn(&P) -> G) {
        let found = self.is_gradient(&claim(&self.point));
        self.report.note("gradient", found);
    }

    /// `value_and_gradient`
    pub fn value_and_gradient<G: Coordinates>(&mut self, claim: impl Fn(&P) -> (Y, G)) {
        let (value, gradient) = claim(&self.point);
        let found = self.is_gradient(&gradient);
        self.note_with_value("value_and_gradient", &value, found);
    }

    /// `value_and_gradient_into`, which gets buffers that hold other numbers.
    pub fn value_and_gradient_into(&mut self, claim: impl Fn(&P, &mut P) -> Y) {
        let mut gradient = unrelated(&self.point, 2);
        let value = claim(&self.point, &mut gradient);
        let found = self.is_gradient(&gradient);
        self.note_with_value("value_and_gradient_into", &value, found);
    }

    /// `vjp`: the value, and what its pullback makes of a cotangent.
    pub fn vjp<G: Coordinates>(&mut self, claim: impl Fn(&P, &Y) -> (Y, G)) {
        let pulled = |cotangent: &Y| claim(&self.point, cotangent);
        let (value, of_other) = pulled(&unrelated(&self.value, 1));
        let of_units = units(&self.value).map(|unit| pulled(&unit).1).collect::<Vec<_>>();
        let found = self.is_pullback(&of_units, &of_other);
        self.note_with_value("vjp", &value, found);
    }

    /// `jvp`
    pub fn jvp(&mut self, claim: impl Fn(&P, &P) -> (Y, Y)) {
        let pushed = |direction: &P| claim(&self.point, direction);
        let (value, along_other) = pushed(&direction(&self.point, 1));
        let along_units = units(&self.point).map(|unit| pushed(&unit).1).collect::<Vec<_>>();
        let found = self.is_pushforward(&along_units, &along_other);
        self.note_with_value("jvp", &value, found);
    }

    /// `jacobian`
    pub fn jacobian<J: Rectangular>(&mut self, claim: impl Fn(&P) -> J) {
        let claimed = claim(&self.point);
        let found = self.is_matrix(Form::Jacobian, &self.first, &self.value, &claimed);
        self.report.note("jacobian", found);
    }

    /// `hessian`, by differences of the gradient.
    pub fn hessian<G, H>(&mut self, gradient: impl Fn(&P) -> G, claim: impl Fn(&P) -> H)
    where
        G: Coordinates,
        H: Rectangular,
    {
        let claimed = claim(&self.point);
        let second = self.second(gradient);
        let found = self.is_matrix(Form::Hessian, &second, &self.point, &claimed);
        self.second = Some(second);
        self.report.note("hessian", found);
    }

    /// `hvp`, by differences of the gradient.
    pub fn hvp<G: Coordinates>(&mut self, gradient: impl Fn(&P) -> G, claim: impl Fn(&P, &P) -> G) {
        let product = |direction: &P| claim(&self.point, direction);
        let with_other = product(&direction(&self.point, 1));
        let with_units = units(&self.point).map(|unit| product(&unit)).collect::<Vec<_>>();
        let second = self.second(gradient);
        let found = self.are_columns(Form::Hvp, &second, &with_units, &with_other);
        self.second = Some(second);
        self.report.note("hvp", found);
    }

    /// The differences of the gradient.
    fn second<G: Coordinates>(&mut self, gradient: impl Fn(&P) -> G) -> Differences {
        let known = self.second.take();
        known.unwrap_or_else(|| Differences::of(gradient, &self.point, P::epsilon().max(Y::epsilon())))
    }

    fn note_with_value(&mut self, derivative: &str, value: &Y, found: Result<(), Mismatch>) {
        self.report.note(derivative, super::value(&self.f, &self.point, value));
        self.report.note(derivative, found);
    }

    fn is_gradient<G: Coordinates>(&self, claimed: &G) -> Result<(), Mismatch> {
        same_shape(Form::Gradient, (self.point.dimension(), 1), (claimed.dimension(), 1))?;
        self.first.compare(
            |_, column| claimed.coordinate(column),
            &Names { form: Form::Gradient, point: &self.point, row: None },
        )
    }

    fn is_pullback<G: Coordinates>(&self, of_units: &[G], of_other: &G) -> Result<(), Mismatch> {
        for claimed in of_units.iter().chain([of_other]) {
            same_shape(Form::Vjp, (self.point.dimension(), 1), (claimed.dimension(), 1))?;
        }
        let names = Names { form: Form::Vjp, point: &self.point, row: Some(&|row| self.value.entry(row)) };
        self.first.compare(|row, column| of_units[row].coordinate(column), &names)?;
        let weights = values(&unrelated(&self.value, 1));
        self.first.compare_rows(&weights, |column| of_other.coordinate(column), &names)
    }

    fn is_pushforward(&self, along_units: &[Y], along_other: &Y) -> Result<(), Mismatch> {
        self.are_columns(Form::Jvp, &self.first, along_units, along_other)
    }

    /// What a linear map gives for each unit direction, and for one that is none.
    fn are_columns<C: Coordinates>(
        &self,
        form: Form,
        differences: &Differences,
        columns: &[C],
        other: &C,
    ) -> Result<(), Mismatch> {
        for claimed in columns.iter().chain([other]) {
            same_shape(form, (differences.shape().0, 1), (claimed.dimension(), 1))?;
        }
        let names = Names { form, point: &self.point, row: Some(&|row| other.entry(row)) };
        differences.compare(|row, column| columns[column].coordinate(row), &names)?;
        let weights = values(&direction(&self.point, 1));
        differences.compare_columns(&weights, |row| other.coordinate(row), &names)
    }

    fn is_matrix<R: Coordinates>(
        &self,
        form: Form,
        differences: &Differences,
        rows: &R,
        claimed: &impl Rectangular,
    ) -> Result<(), Mismatch> {
        let (height, width) = differences.shape();
        let claimed = whole(form, claimed, height, width)?;
        let names = Names { form, point: &self.point, row: Some(&|row| rows.entry(row)) };
        differences.compare(|row, column| claimed[(row, column)], &names)
    }
}

impl<P, Y, F> Point<'_, P, Y, F>
where
    P: Coordinates,
    Y: Real,
    F: Fn(&P) -> Y,
{
    /// `taylor`
    pub fn taylor<const K: usize>(&mut self, claim: impl Fn(&P, &P) -> [Y; K]) {
        for seed in [1, 2] {
            let direction = direction(&self.point, seed);
            let found = super::taylor(&self.f, |point| claim(point, &direction), &self.point, &direction);
            self.report.note("taylor", found);
        }
    }
}

/// Each coordinate one, with the others zero.
fn units<P: Coordinates>(shape: &P) -> impl Iterator<Item = P> {
    (0..shape.dimension()).map(|one| filled(shape, |index, _| if index == one { 1.0 } else { 0.0 }))
}

/// Numbers between -1 and 1 that have nothing to do with each other.
fn unrelated<P: Coordinates>(shape: &P, seed: usize) -> P {
    filled(shape, |index, _| number(index, seed))
}

/// The same, each times the size of what it is a direction of: no coordinate outweighs the others.
fn direction<P: Coordinates>(point: &P, seed: usize) -> P {
    filled(point, |index, start| {
        let size = if start.is_finite() && start != 0.0 { start.abs() } else { 1.0 };
        size * number(index, seed)
    })
}

fn number(index: usize, seed: usize) -> f64 {
    (((37 * index + 17 * seed + 11) % 101) as f64 - 50.5) / 50.5
}

fn filled<P: Coordinates>(shape: &P, entry: impl Fn(usize, f64) -> f64) -> P {
    let mut filled = shape.clone();
    for index in 0..shape.dimension() {
        filled.set_coordinate(index, entry(index, shape.coordinate(index)));
    }
    filled
}
