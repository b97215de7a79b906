//! Vectors and matrices in the shape of another.

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, Matrix, OMatrix, RawStorage};

use crate::Real;

/// Zeros, in the shape of `a`.
#[inline]
pub fn zeros_like<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>>(a: &Matrix<T, R, C, S>) -> OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    filled_like(a, T::zero())
}

/// `s` in every entry, in the shape of `a`.
#[inline]
pub fn filled_like<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>>(a: &Matrix<T, R, C, S>, s: T) -> OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    let (rows, cols) = a.shape_generic();
    OMatrix::from_element_generic(rows, cols, s)
}

/// `s` on the diagonal and 0 elsewhere, in the shape of `a`.
#[inline]
pub fn diagonal_like<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>>(a: &Matrix<T, R, C, S>, s: T) -> OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    let mut result = zeros_like(a);
    result.fill_diagonal(s);
    result
}

/// Compiles for nalgebra's matrices, vectors and views, and for nothing else.
#[inline]
pub const fn is_matrix<T, R, C, S>(_: &Matrix<T, R, C, S>) {}

#[cfg(test)]
mod tests {
    use nalgebra::{Matrix2, Matrix2x3, RowDVector};

    use super::{diagonal_like, filled_like, zeros_like};

    #[test]
    fn shapes_are_kept() {
        assert_eq!(zeros_like(&RowDVector::<f64>::from_element(3, 1.0)), RowDVector::zeros(3));
        assert_eq!(filled_like(&Matrix2x3::<f32>::zeros(), 2.0), Matrix2x3::repeat(2.0));
        assert_eq!(zeros_like(&nalgebra::DVector::<f64>::zeros(0)).len(), 0);
    }

    #[test]
    fn a_diagonal_leaves_zeros_beside_it() {
        assert_eq!(diagonal_like(&Matrix2::<f64>::repeat(7.0), 3.0), Matrix2::new(3.0, 0.0, 0.0, 3.0));
    }
}
