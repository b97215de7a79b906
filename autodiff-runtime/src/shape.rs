//! Rows, columns and triangles in the shape of a matrix.

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, Matrix, OMatrix, RawStorage, Storage, StorageMut, U1};

use crate::Real;

/// The row `s` again and again, in the shape of `a`.
///
/// # Panics
/// When the lengths differ.
#[inline]
pub fn spread_row<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>, Q: Storage<T, U1, C>>(
    a: &Matrix<T, R, C, S>,
    s: &Matrix<T, U1, C, Q>,
) -> OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    assert_eq!(a.ncols(), s.len(), "a row of another length");
    let (rows, cols) = a.shape_generic();
    OMatrix::from_fn_generic(rows, cols, |_, j| s[j])
}

/// The column `s` again and again, in the shape of `a`.
///
/// # Panics
/// When the lengths differ.
#[inline]
pub fn spread_column<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>, Q: Storage<T, R>>(
    a: &Matrix<T, R, C, S>,
    s: &Matrix<T, R, U1, Q>,
) -> OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    assert_eq!(a.nrows(), s.len(), "a column of another length");
    let (rows, cols) = a.shape_generic();
    OMatrix::from_fn_generic(rows, cols, |i, _| s[i])
}

/// Adds `s` to each row.
///
/// # Panics
/// When the lengths differ.
#[inline]
pub fn add_to_rows<T: Real, R: Dim, C: Dim, D: Dim, Q: Storage<T, U1, D>>(
    a: &mut OMatrix<T, R, C>,
    s: &Matrix<T, U1, D, Q>,
) where
    DefaultAllocator: Allocator<R, C>,
{
    assert_eq!(a.ncols(), s.len(), "a row of another length");
    let rows = a.nrows();
    for (column, s) in a.as_mut_slice().chunks_exact_mut(rows.max(1)).zip(s.iter()) {
        column.iter_mut().for_each(|entry| *entry += *s);
    }
}

/// Adds `s` to each column.
///
/// # Panics
/// When the lengths differ.
#[inline]
pub fn add_to_columns<T: Real, R: Dim, C: Dim, D: Dim, Q: Storage<T, D>>(
    a: &mut OMatrix<T, R, C>,
    s: &Matrix<T, D, U1, Q>,
) where
    DefaultAllocator: Allocator<R, C>,
{
    assert_eq!(a.nrows(), s.len(), "a column of another length");
    for column in a.as_mut_slice().chunks_exact_mut(s.len().max(1)) {
        column.iter_mut().zip(s.iter()).for_each(|(entry, s)| *entry += *s);
    }
}

/// Each column of `a` times the entry of `s` there.
///
/// # Panics
/// When the lengths differ.
#[inline]
pub fn scaled_columns<T: Real, R: Dim, C: Dim, S: Storage<T, R, C>, Q: Storage<T, U1, C>>(
    a: &Matrix<T, R, C, S>,
    s: &Matrix<T, U1, C, Q>,
) -> OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    assert_eq!(a.ncols(), s.len(), "a row of another length");
    let mut scaled = a.clone_owned();
    scaled.column_iter_mut().zip(s.iter()).for_each(|(mut column, s)| column *= *s);
    scaled
}

/// Each row of `a` times the entry of `s` there.
///
/// # Panics
/// When the lengths differ.
#[inline]
pub fn scaled_rows<T: Real, R: Dim, C: Dim, S: Storage<T, R, C>, Q: Storage<T, R>>(
    a: &Matrix<T, R, C, S>,
    s: &Matrix<T, R, U1, Q>,
) -> OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    assert_eq!(a.nrows(), s.len(), "a column of another length");
    let mut scaled = a.clone_owned();
    for mut column in scaled.column_iter_mut() {
        column.iter_mut().zip(s.iter()).for_each(|(entry, s)| *entry *= *s);
    }
    scaled
}

/// The inner products of columns, as a row.
///
/// # Panics
/// When the shapes differ.
#[inline]
pub fn row_dot<T: Real, R: Dim, C: Dim, S: Storage<T, R, C>, Q: Storage<T, R, C>>(
    a: &Matrix<T, R, C, S>,
    b: &Matrix<T, R, C, Q>,
) -> OMatrix<T, U1, C>
where
    DefaultAllocator: Allocator<U1, C>,
{
    assert_eq!(a.shape(), b.shape(), "matrices of different shapes");
    OMatrix::from_fn_generic(U1, a.shape_generic().1, |_, j| a.column(j).dot(&b.column(j)))
}

/// The inner products of rows, as a column.
///
/// # Panics
/// When the shapes differ.
#[inline]
pub fn column_dot<T: Real, R: Dim, C: Dim, S: Storage<T, R, C>, Q: Storage<T, R, C>>(
    a: &Matrix<T, R, C, S>,
    b: &Matrix<T, R, C, Q>,
) -> OMatrix<T, R, U1>
where
    DefaultAllocator: Allocator<R, U1>,
{
    assert_eq!(a.shape(), b.shape(), "matrices of different shapes");
    let mut sums = OMatrix::from_element_generic(a.shape_generic().0, U1, T::zero());
    for j in 0..a.ncols() {
        for i in 0..a.nrows() {
            sums[i] += a[(i, j)] * b[(i, j)];
        }
    }
    sums
}

/// The symmetric matrix whose lower triangle is that of `a`; what is above the diagonal is not read.
#[inline]
pub fn mirrored<T: Real, D: Dim, S: Storage<T, D, D>>(a: &Matrix<T, D, D, S>) -> OMatrix<T, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    let (rows, cols) = a.shape_generic();
    OMatrix::from_fn_generic(rows, cols, |i, j| a[(i.max(j), i.min(j))])
}

/// What is above the diagonal added to what is below, and 0 above.
#[inline]
pub fn folded<T: Real, D: Dim, S: Storage<T, D, D>>(a: &Matrix<T, D, D, S>) -> OMatrix<T, D, D>
where
    DefaultAllocator: Allocator<D, D>,
{
    let (rows, cols) = a.shape_generic();
    OMatrix::from_fn_generic(rows, cols, |i, j| match i.cmp(&j) {
        core::cmp::Ordering::Less => T::zero(),
        core::cmp::Ordering::Equal => a[(i, j)],
        core::cmp::Ordering::Greater => a[(i, j)] + a[(j, i)],
    })
}

/// Replaces the lower triangle, the diagonal included, by that of `s`.
///
/// # Panics
/// When the shapes differ.
#[inline]
pub fn with_lower<T: Real, R: Dim, C: Dim, S: StorageMut<T, R, C>, Q: Storage<T, R, C>>(
    a: &mut Matrix<T, R, C, S>,
    s: &Matrix<T, R, C, Q>,
) {
    assert_eq!(a.shape(), s.shape(), "a triangle of another shape");
    for j in 0..a.ncols() {
        for i in j..a.nrows() {
            a[(i, j)] = s[(i, j)];
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, Matrix2, Matrix2x3, RowVector3, Vector2};

    use super::{
        add_to_columns, add_to_rows, column_dot, folded, mirrored, row_dot, scaled_columns, scaled_rows, spread_column,
        spread_row, with_lower,
    };

    #[test]
    fn rows_and_columns_are_added() {
        let mut a = Matrix2x3::repeat(1.0);
        add_to_rows(&mut a, &RowVector3::new(1.0, 2.0, 3.0));
        assert_eq!(a, Matrix2x3::new(2.0, 3.0, 4.0, 2.0, 3.0, 4.0));
        add_to_columns(&mut a, &nalgebra::DVector::from_vec(std::vec![10.0, 20.0]));
        assert_eq!(a, Matrix2x3::new(12.0, 13.0, 14.0, 22.0, 23.0, 24.0));
    }

    #[test]
    fn rows_and_columns_are_repeated() {
        let a = Matrix2x3::<f64>::zeros();
        let expected = Matrix2x3::new(1.0, 2.0, 3.0, 1.0, 2.0, 3.0);
        assert_eq!(spread_row(&a, &RowVector3::new(1.0, 2.0, 3.0)), expected);
        assert_eq!(spread_column(&a, &Vector2::new(1.0, 2.0)), Matrix2x3::new(1.0, 1.0, 1.0, 2.0, 2.0, 2.0));
    }

    #[test]
    fn inner_products_of_rows_and_columns() {
        let (a, b) = (Matrix2::new(1.0, 2.0, 3.0, 4.0), Matrix2::new(5.0, 6.0, 7.0, 8.0));
        assert_eq!(row_dot(&a, &b), nalgebra::RowVector2::new(26.0, 44.0));
        assert_eq!(column_dot(&a, &b), Vector2::new(17.0, 53.0));
        assert_eq!(scaled_columns(&a, &nalgebra::RowVector2::new(2.0, 3.0)), Matrix2::new(2.0, 6.0, 6.0, 12.0));
        assert_eq!(scaled_rows(&a, &Vector2::new(2.0, 3.0)), Matrix2::new(2.0, 4.0, 9.0, 12.0));
    }

    #[test]
    fn mirroring_and_folding_are_transposes() {
        let (a, t) = (Matrix2::new(1.0, f64::NAN, 2.0, 3.0), Matrix2::new(5.0, 7.0, 11.0, 13.0));
        assert_eq!(mirrored(&a), Matrix2::new(1.0, 2.0, 2.0, 3.0));
        assert_eq!(folded(&t), Matrix2::new(5.0, 0.0, 18.0, 13.0));
        assert_eq!(mirrored(&a).dot(&t), 5.0 + 18.0 * 2.0 + 39.0);
    }

    #[test]
    fn a_lower_triangle_is_replaced() {
        let mut a = DMatrix::<f64>::zeros(3, 2);
        with_lower(&mut a, &DMatrix::repeat(3, 2, 1.0));
        assert_eq!(a, DMatrix::from_row_slice(3, 2, &[1.0, 0.0, 1.0, 1.0, 1.0, 1.0]));
    }
}
