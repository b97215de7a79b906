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
