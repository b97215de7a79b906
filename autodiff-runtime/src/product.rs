//! Products of matrices and vectors whose sizes only run time knows.
//!
//! nalgebra multiplies a matrix and a vector with the instructions that a crate is compiled for, and the transpose of a
//! matrix and another one entry by entry. Here the first runs in lanes, and for the second the transpose is made, so that
//! nalgebra calls its fast product.

use nalgebra::{DMatrix, DVector};

use crate::lanes::Lane;
use crate::lanes::panels::{gemv, gemv_tr};

/// What stands on the right of a product: a vector or a matrix.
pub trait RightFactor<T: Lane>: Sized {
    /// `a self`
    fn product(&self, a: &DMatrix<T>) -> Self;

    /// `aᵀ self`
    fn transposed_product(&self, a: &DMatrix<T>) -> Self;
}

impl<T: Lane> RightFactor<T> for DVector<T> {
    fn product(&self, a: &DMatrix<T>) -> Self {
        let (rows, columns) = a.shape();
        assert_eq!(columns, self.len(), "dimensions mismatch: {rows}x{columns} times {}", self.len());
        let mut product = DVector::zeros(rows);
        gemv(a.as_slice(), rows, columns, rows, self.as_slice(), product.as_mut_slice());
        product
    }

    fn transposed_product(&self, a: &DMatrix<T>) -> Self {
        let (rows, columns) = a.shape();
        assert_eq!(rows, self.len(), "dimensions mismatch: the transpose of {rows}x{columns} times {}", self.len());
        let mut product = DVector::zeros(columns);
        gemv_tr(a.as_slice(), rows, columns, rows, self.as_slice(), product.as_mut_slice());
        product
    }
}

impl<T: Lane> RightFactor<T> for DMatrix<T> {
    fn product(&self, a: &DMatrix<T>) -> Self {
        a * self
    }

    fn transposed_product(&self, a: &DMatrix<T>) -> Self {
        let ((rows, columns), (own, others)) = (a.shape(), self.shape());
        assert_eq!(rows, own, "dimensions mismatch: the transpose of {rows}x{columns} times {own}x{others}");
        transposed(a) * self
    }
}

/// `a b`
///
/// # Panics
/// Where `b` has not as many rows as `a` has columns.
#[inline]
#[must_use]
pub fn mul<T: Lane, B: RightFactor<T>>(a: &DMatrix<T>, b: &B) -> B {
    b.product(a)
}

/// `aᵀ b`
///
/// # Panics
/// Where `b` has not as many rows as `a` has.
#[inline]
#[must_use]
pub fn tr_mul<T: Lane, B: RightFactor<T>>(a: &DMatrix<T>, b: &B) -> B {
    b.transposed_product(a)
}

/// `a bᵀ`
///
/// # Panics
/// Where `b` has not as many columns as `a` has.
#[must_use]
pub fn mul_tr<T: Lane>(a: &DMatrix<T>, b: &DMatrix<T>) -> DMatrix<T> {
    let ((rows, columns), (others, own)) = (a.shape(), b.shape());
    assert_eq!(columns, own, "dimensions mismatch: {rows}x{columns} times the transpose of {others}x{own}");
    a * transposed(b)
}

/// How many rows and columns are transposed at once: what is read and written of them stays in the nearest cache.
const TILE: usize = 8;

/// The transpose. A view with other strides would do without the copy, but nalgebra's small products read such views out of bounds.
fn transposed<T: Lane>(a: &DMatrix<T>) -> DMatrix<T> {
    let (rows, columns) = a.shape();
    let mut transpose = DMatrix::zeros(columns, rows);
    let (from, to) = (a.as_slice(), transpose.as_mut_slice());
    for first in (0..rows).step_by(TILE) {
        let last = (first + TILE).min(rows);
        for column in 0..columns {
            for row in first..last {
                to[column + row * columns] = from[row + column * rows];
            }
        }
    }
    transpose
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, DVector};

    use super::{mul, mul_tr, tr_mul};

    fn matrix(rows: usize, columns: usize) -> DMatrix<f64> {
        DMatrix::from_fn(rows, columns, |i, j| ((3 * i + 5 * j) % 7) as f64 - 2.0)
    }

    /// All entries are small integers: every order of sums is exact.
    #[test]
    fn products_are_those_of_nalgebra() {
        for (m, k, n) in [(0, 3, 2), (3, 0, 2), (1, 1, 1), (4, 5, 6), (17, 9, 33), (70, 300, 3)] {
            let (a, b) = (matrix(m, k), matrix(k, n));
            assert_eq!(mul(&a, &b), &a * &b);
            assert_eq!(tr_mul(&a.transpose(), &b), &a * &b);
            assert_eq!(mul_tr(&a, &b.transpose()), &a * &b);
            let x = DVector::from_fn(k, |i, _| i as f64 - 4.0);
            assert_eq!(mul(&a, &x), &a * &x);
            assert_eq!(tr_mul(&a.transpose(), &x), &a * &x);
        }
    }

    #[test]
    #[should_panic(expected = "dimensions mismatch: 2x3 times 2")]
    fn a_vector_of_another_length_panics() {
        let _ = mul(&matrix(2, 3), &DVector::zeros(2));
    }

    #[test]
    #[should_panic(expected = "dimensions mismatch: the transpose of 2x3 times 3")]
    fn a_vector_of_another_length_panics_with_the_transpose() {
        let _ = tr_mul(&matrix(2, 3), &DVector::zeros(3));
    }
}
