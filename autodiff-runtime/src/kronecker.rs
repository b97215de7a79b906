//! The transposes of the Kronecker product.

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, Matrix, OMatrix, RawStorage, Storage};

use crate::Real;

/// The inner product of each block of `t` with `b`, in the shape of `a`.
///
/// # Panics
/// When `t` has another shape than the product of `a` and `b`.
#[inline]
pub fn kronecker_first<T: Real, M: Dim, N: Dim, P: Dim, Q: Dim, R: Dim, C: Dim, U, V, W>(
    t: &Matrix<T, M, N, U>,
    b: &Matrix<T, P, Q, V>,
    a: &Matrix<T, R, C, W>,
) -> OMatrix<T, R, C>
where
    U: Storage<T, M, N>,
    V: Storage<T, P, Q>,
    W: RawStorage<T, R, C>,
    DefaultAllocator: Allocator<R, C>,
{
    let (rows, cols) = a.shape_generic();
    OMatrix::from_fn_generic(rows, cols, |i, j| {
        let mut sum = T::zero();
        for l in 0..b.ncols() {
            for k in 0..b.nrows() {
                sum += t[(i * b.nrows() + k, j * b.ncols() + l)] * b[(k, l)];
            }
        }
        sum
    })
}

/// The blocks of `t` weighted by the entries of `a`, summed, in the shape of `b`.
///
/// # Panics
/// When `t` has another shape than the product of `a` and `b`.
#[inline]
pub fn kronecker_second<T: Real, M: Dim, N: Dim, P: Dim, Q: Dim, R: Dim, C: Dim, U, V, W>(
    t: &Matrix<T, M, N, U>,
    a: &Matrix<T, R, C, V>,
    b: &Matrix<T, P, Q, W>,
) -> OMatrix<T, P, Q>
where
    U: Storage<T, M, N>,
    V: Storage<T, R, C>,
    W: RawStorage<T, P, Q>,
    DefaultAllocator: Allocator<P, Q>,
{
    let (rows, cols) = b.shape_generic();
    let mut sum = OMatrix::from_element_generic(rows, cols, T::zero());
    for j in 0..a.ncols() {
        for i in 0..a.nrows() {
            let weight = a[(i, j)];
            for l in 0..b.ncols() {
                for k in 0..b.nrows() {
                    sum[(k, l)] += weight * t[(i * b.nrows() + k, j * b.ncols() + l)];
                }
            }
        }
    }
    sum
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, Matrix2, Matrix2x3};

    use super::{kronecker_first, kronecker_second};

    #[test]
    fn both_are_transposes_of_the_product() {
        let (a, b) = (Matrix2::new(1.0, -2.0, 3.0, 0.5), Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0));
        let t = DMatrix::from_fn(4, 6, |i, j| (i * 6 + j) as f64);
        let product = a.kronecker(&b);
        let inner = product.iter().zip(t.iter()).map(|(one, two)| one * two).sum::<f64>();
        assert_eq!(kronecker_first(&t, &b, &a).dot(&a), inner);
        assert_eq!(kronecker_second(&t, &a, &b).dot(&b), inner);
    }
}
