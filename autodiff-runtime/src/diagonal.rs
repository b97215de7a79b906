//! Products with diagonal matrices, which are given by their diagonals.

use nalgebra::allocator::Allocator;
use nalgebra::{Const, DefaultAllocator, Dim, Matrix, OMatrix, Storage, U1, Vector};

use crate::Real;
use crate::slope::scaled;

/// `diag(d) a`: each row of `a` times its factor.
///
/// # Panics
/// When there are not as many factors as rows.
#[inline]
pub fn scale_rows<T, R, C, S, R2, S2>(a: &Matrix<T, R, C, S>, d: &Vector<T, R2, S2>) -> OMatrix<T, R, C>
where
    T: Real,
    R: Dim,
    C: Dim,
    R2: Dim,
    S: Storage<T, R, C>,
    S2: Storage<T, R2, U1>,
    DefaultAllocator: Allocator<R, C>,
{
    assert_eq!(a.nrows(), d.nrows(), "a factor for each row");
    let mut product = a.clone_owned();
    for mut column in product.column_iter_mut() {
        column.iter_mut().zip(d.iter()).for_each(|(entry, factor)| *entry *= *factor);
    }
    product
}

/// The same, but exactly zero where an entry is zero, though its factor be infinite, and where the factor is zero, though the entry
/// be infinite: [`scaled`] row by row.
///
/// # Panics
/// When there are not as many factors as rows.
#[inline]
pub fn scale_steep_rows<T, R, C, S, R2, S2>(a: &Matrix<T, R, C, S>, d: &Vector<T, R2, S2>) -> OMatrix<T, R, C>
where
    T: Real,
    R: Dim,
    C: Dim,
    R2: Dim,
    S: Storage<T, R, C>,
    S2: Storage<T, R2, U1>,
    DefaultAllocator: Allocator<R, C> + Allocator<R2>,
{
    assert_eq!(a.nrows(), d.nrows(), "a factor for each row");
    let (mut product, factors) = (a.clone_owned(), d.clone_owned());
    let factors = factors.as_slice();
    let columns = product.as_mut_slice().chunks_exact_mut(factors.len().max(1));
    for (products, entries) in columns.zip(a.column_iter()) {
        let mut has_nan = false;
        for (product, factor) in products.iter_mut().zip(factors) {
            *product *= *factor;
            #[expect(clippy::eq_op, reason = "the test for NaN")]
            let is_nan = *product != *product;
            has_nan |= is_nan;
        }
        if has_nan {
            let pairs = entries.iter().zip(factors);
            products.iter_mut().zip(pairs).for_each(|(product, (entry, factor))| *product = scaled(*entry, *factor));
        }
    }
    product
}

/// `a diag(d)`: each column of `a` times its factor.
///
/// # Panics
/// When there are not as many factors as columns.
#[inline]
pub fn scale_columns<T, R, C, S, R2, S2>(a: &Matrix<T, R, C, S>, d: &Vector<T, R2, S2>) -> OMatrix<T, R, C>
where
    T: Real,
    R: Dim,
    C: Dim,
    R2: Dim,
    S: Storage<T, R, C>,
    S2: Storage<T, R2, U1>,
    DefaultAllocator: Allocator<R, C>,
{
    assert_eq!(a.ncols(), d.nrows(), "a factor for each column");
    let mut product = a.clone_owned();
    for (mut column, factor) in product.column_iter_mut().zip(d.iter()) {
        column *= *factor;
    }
    product
}

/// The diagonal of `aᵀ b`: the inner products of columns in the same place.
///
/// # Panics
/// When the shapes differ.
pub fn column_dots<T: Real, R: Dim, C: Dim, S1, S2>(
    a: &Matrix<T, R, C, S1>,
    b: &Matrix<T, R, C, S2>,
) -> OMatrix<T, C, U1>
where
    S1: Storage<T, R, C>,
    S2: Storage<T, R, C>,
    DefaultAllocator: Allocator<C>,
{
    assert_eq!(a.shape(), b.shape(), "matrices of one shape");
    let (_, cols) = a.shape_generic();
    OMatrix::from_fn_generic(cols, Const::<1>, |row, _| a.column(row).dot(&b.column(row)))
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, DVector, Matrix2, Matrix2x3, Vector2, Vector3};

    use super::{column_dots, scale_columns, scale_rows, scale_steep_rows};

    #[test]
    fn a_zero_is_zero_times_any_number() {
        let infinity = f64::INFINITY;
        let a = Matrix2x3::new(1.0, 0.0, 3.0, infinity, 5.0, 0.0);
        let found = scale_steep_rows(&a, &Vector2::new(infinity, 0.0));
        assert_eq!(found, Matrix2x3::new(infinity, 0.0, infinity, 0.0, 0.0, 0.0));
        assert_eq!(scale_steep_rows(&a, &Vector2::new(2.0, 3.0)), scale_rows(&a, &Vector2::new(2.0, 3.0)));
        assert!(scale_steep_rows(&a, &Vector2::new(f64::NAN, 1.0))[(0, 0)].is_nan());
    }

    #[test]
    fn rows_and_columns_get_their_factors() {
        let a = Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
        assert_eq!(scale_rows(&a, &Vector2::new(10.0, -1.0)), Matrix2x3::new(10.0, 20.0, 30.0, -4.0, -5.0, -6.0));
        assert_eq!(scale_columns(&a, &Vector3::new(1.0, 0.0, 2.0)), Matrix2x3::new(1.0, 0.0, 6.0, 4.0, 0.0, 12.0));
    }

    #[test]
    fn columns_have_inner_products() {
        let a = Matrix2::new(2.0, 4.0, 6.0, 8.0);
        assert_eq!(column_dots(&a, &Matrix2::new(1.0, 0.0, 0.5, -1.0)), Vector2::new(5.0, -8.0));
    }

    #[test]
    #[should_panic(expected = "a factor for each row")]
    fn there_are_as_many_factors_as_rows() {
        let _ = scale_rows(&DMatrix::<f64>::zeros(2, 2), &DVector::zeros(3));
    }
}
