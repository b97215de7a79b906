//! What a Jacobian or a Hessian can be: a matrix, a vector, a single number, or a tuple of these.

use alloc::vec;
use alloc::vec::Vec;

use nalgebra::{DMatrix, Dim, Matrix, RawStorage};

use crate::Real;

/// A Jacobian or a Hessian: any nalgebra matrix, vector or view of real scalars; a scalar, which is
/// 1 by 1; or a tuple of these, nested as generated ones are.
///
/// The blocks of a tuple make up one matrix. They stand below each other, in the order of the result's
/// parts, until its rows are complete; then those of the next part of the point stand beside them.
///
/// Sealed: these are the shapes that derivatives have.
pub trait Rectangular: sealed::Sealed {
    /// The distance from 1 to the next number, for the coarsest scalar.
    fn epsilon() -> f64;

    /// The matrices that this consists of, in order.
    #[doc(hidden)]
    fn blocks(&self) -> Vec<DMatrix<f64>>;
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

    fn blocks(&self) -> Vec<DMatrix<f64>> {
        vec![DMatrix::from_element(1, 1, self.value())]
    }
}

impl<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>> Rectangular for Matrix<T, R, C, S> {
    fn epsilon() -> f64 {
        T::default_epsilon().value()
    }

    fn blocks(&self) -> Vec<DMatrix<f64>> {
        let (rows, columns) = self.shape();
        vec![DMatrix::from_fn(rows, columns, |row, column| self[(row, column)].value())]
    }
}

macro_rules! tuple {
    ($($part:ident . $number:tt),+) => {
        impl<$($part: Rectangular),+> sealed::Sealed for ($($part,)+) {}

        impl<$($part: Rectangular),+> Rectangular for ($($part,)+) {
            fn epsilon() -> f64 {
                let mut coarsest = 0.0_f64;
                $(coarsest = coarsest.max($part::epsilon());)+
                coarsest
            }

            fn blocks(&self) -> Vec<DMatrix<f64>> {
                let mut blocks = Vec::new();
                $(blocks.extend(self.$number.blocks());)+
                blocks
            }
        }
    };
}

super::each_tuple!(tuple);

/// The whole of a derivative with this many rows and columns.
///
/// # Errors
/// How many rows and columns there are instead, as far as the blocks fit together.
pub(super) fn assembled(
    derivative: &impl Rectangular,
    rows: usize,
    columns: usize,
) -> Result<DMatrix<f64>, (usize, usize)> {
    let mut whole = DMatrix::zeros(rows, columns);
    // Where the next block goes, and the end of its columns.
    let (mut row, mut column, mut end) = (0, 0, 0);
    // Blocks without rows are parts of the result without numbers.
    for block in derivative.blocks().iter().filter(|block| block.nrows() > 0) {
        if row == 0 {
            end = column + block.ncols();
        }
        let fits = row + block.nrows() <= rows && end <= columns && column + block.ncols() == end;
        if !fits {
            return Err((row + block.nrows(), column + block.ncols()));
        }
        whole.view_mut((row, column), block.shape()).copy_from(block);
        row += block.nrows();
        if row == rows {
            (row, column) = (0, end);
        }
    }
    let is_complete = row == 0 && (column == columns || rows == 0);
    if is_complete { Ok(whole) } else { Err((if row == 0 { rows } else { row }, end)) }
}
