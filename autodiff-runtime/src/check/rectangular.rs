//! What a Jacobian or a Hessian can be: a matrix, a vector, or a single number.

use nalgebra::{Dim, Matrix, RawStorage};

use crate::Real;

/// A Jacobian or a Hessian: any nalgebra matrix, vector or view of real scalars, or a scalar, which
/// is 1 by 1.
///
/// Sealed: these are the shapes that derivatives have.
pub trait Rectangular: sealed::Sealed {
    /// The distance from 1 to the next number of the scalar.
    fn epsilon() -> f64;

    /// Rows and columns.
    fn shape(&self) -> (usize, usize);

    /// The entry in row `row` and column `column`.
    ///
    /// # Panics
    /// Where there is no such entry.
    fn at(&self, row: usize, column: usize) -> f64;
}

mod sealed {
    use super::{Dim, Matrix, RawStorage, Real};

    pub trait Sealed {}
    impl<T: Real> Sealed for T {}
    impl<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>> Sealed for Matrix<T, R, C, S> {}
}

impl<T: Real> Rectangular for T {
    fn epsilon() -> f64 {
        T::default_epsilon().value()
    }

    fn shape(&self) -> (usize, usize) {
        (1, 1)
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        assert_eq!((row, column), (0, 0), "a scalar has one entry");
        self.value()
    }
}

impl<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>> Rectangular for Matrix<T, R, C, S> {
    fn epsilon() -> f64 {
        T::default_epsilon().value()
    }

    fn shape(&self) -> (usize, usize) {
        Matrix::shape(self)
    }

    fn at(&self, row: usize, column: usize) -> f64 {
        self[(row, column)].value()
    }
}
