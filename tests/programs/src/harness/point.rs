//! Parameters out of numbers, and numbers out of results.

use nalgebra::{DMatrix, DVector, Dim, Matrix, RawStorage, RealField, RowDVector, SMatrix};

/// The number types of programs.
pub trait Scalar: RealField + Copy {
    /// The nearest number of this type.
    fn nearest(number: f64) -> Self;
    /// As it is.
    fn to_f64(self) -> f64;
}

impl Scalar for f64 {
    fn nearest(number: f64) -> Self {
        number
    }
    fn to_f64(self) -> f64 {
        self
    }
}

impl Scalar for f32 {
    #[allow(clippy::cast_possible_truncation, reason = "the nearest number is what is asked for")]
    fn nearest(number: f64) -> Self {
        number as f32
    }
    fn to_f64(self) -> f64 {
        f64::from(self)
    }
}

/// Gives numbers one after the other, put together as the parameters of a program.
pub struct Point<'n> {
    numbers: &'n [f64],
    next: usize,
}

impl<'n> Point<'n> {
    /// Begins with the first of `numbers`.
    #[must_use]
    pub fn new(numbers: &'n [f64]) -> Self {
        Point { numbers, next: 0 }
    }

    /// The next number.
    pub fn real<S: Scalar>(&mut self) -> S {
        let number = self.numbers[self.next];
        self.next += 1;
        S::nearest(number)
    }

    /// So many numbers, as a vector.
    pub fn vector<S: Scalar>(&mut self, len: usize) -> DVector<S> {
        DVector::from_fn(len, |_, _| self.real())
    }

    /// So many numbers, as a row vector.
    pub fn row<S: Scalar>(&mut self, len: usize) -> RowDVector<S> {
        RowDVector::from_fn(len, |_, _| self.real())
    }

    /// A matrix, column by column.
    pub fn matrix<S: Scalar>(&mut self, rows: usize, columns: usize) -> DMatrix<S> {
        DMatrix::from_fn(rows, columns, |_, _| self.real())
    }

    /// A matrix of static size, column by column.
    pub fn fixed<S: Scalar, const R: usize, const C: usize>(&mut self) -> SMatrix<S, R, C> {
        SMatrix::from_fn(|_, _| self.real())
    }
}

/// What consists of numbers.
pub trait Flat {
    /// Appends the numbers, a matrix column by column.
    fn flatten(&self, into: &mut Vec<f64>);
}

/// The numbers of a result or of a gradient.
pub fn flat(value: &impl Flat) -> Vec<f64> {
    let mut numbers = Vec::new();
    value.flatten(&mut numbers);
    numbers
}

impl Flat for f64 {
    fn flatten(&self, into: &mut Vec<f64>) {
        into.push(*self);
    }
}

impl Flat for f32 {
    fn flatten(&self, into: &mut Vec<f64>) {
        into.push(f64::from(*self));
    }
}

impl<S: Scalar, R: Dim, C: Dim, B: RawStorage<S, R, C>> Flat for Matrix<S, R, C, B> {
    fn flatten(&self, into: &mut Vec<f64>) {
        into.extend(self.iter().map(|entry| entry.to_f64()));
    }
}

impl<E: Flat> Flat for Vec<E> {
    fn flatten(&self, into: &mut Vec<f64>) {
        self.iter().for_each(|element| element.flatten(into));
    }
}

impl<E: Flat, const N: usize> Flat for [E; N] {
    fn flatten(&self, into: &mut Vec<f64>) {
        self.iter().for_each(|element| element.flatten(into));
    }
}

impl<A: Flat, B: Flat> Flat for (A, B) {
    fn flatten(&self, into: &mut Vec<f64>) {
        self.0.flatten(into);
        self.1.flatten(into);
    }
}

impl<A: Flat, B: Flat, C: Flat> Flat for (A, B, C) {
    fn flatten(&self, into: &mut Vec<f64>) {
        self.0.flatten(into);
        self.1.flatten(into);
        self.2.flatten(into);
    }
}

impl<A: Flat, B: Flat, C: Flat, D: Flat> Flat for (A, B, C, D) {
    fn flatten(&self, into: &mut Vec<f64>) {
        self.0.flatten(into);
        self.1.flatten(into);
        self.2.flatten(into);
        self.3.flatten(into);
    }
}

impl<A: Flat, B: Flat, C: Flat, D: Flat, E: Flat> Flat for (A, B, C, D, E) {
    fn flatten(&self, into: &mut Vec<f64>) {
        self.0.flatten(into);
        self.1.flatten(into);
        self.2.flatten(into);
        self.3.flatten(into);
        self.4.flatten(into);
    }
}
