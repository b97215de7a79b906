//! Products of matrices and vectors whose sizes only run time knows.
//!
//! nalgebra multiplies a matrix and a vector with the instructions that a crate is compiled for, and the transpose of a
//! matrix and another one entry by entry. Here the first runs in lanes, and the second is given to nalgebra's fast product.

use nalgebra::{Const, DMatrix, DMatrixView, DVector, Dyn, RowDVector, U1};

use crate::lanes::Lane;
use crate::lanes::panels::{column_sums, gemv, gemv_tr};

/// What stands on the left of a product with a vector: a matrix, or its first rows.
pub trait LeftFactor<T: Lane> {
    /// The matrix whose columns begin with those of the factor.
    fn matrix(&self) -> &DMatrix<T>;

    /// How many rows the factor has.
    fn rows(&self) -> usize;
}

impl<T: Lane> LeftFactor<T> for DMatrix<T> {
    #[inline]
    fn matrix(&self) -> &DMatrix<T> {
        self
    }

    #[inline]
    fn rows(&self) -> usize {
        self.nrows()
    }
}

/// The first rows of a matrix, where they are.
#[derive(Clone, Copy, Debug)]
pub struct FirstRows<'a, T> {
    matrix: &'a DMatrix<T>,
    rows: usize,
}

impl<T: Lane> LeftFactor<T> for FirstRows<'_, T> {
    #[inline]
    fn matrix(&self) -> &DMatrix<T> {
        self.matrix
    }

    #[inline]
    fn rows(&self) -> usize {
        self.rows
    }
}

/// The first rows of `a`, which products do not copy.
///
/// # Panics
/// Where there are not so many.
#[inline]
#[must_use]
#[track_caller]
pub fn first_rows<T: Lane>(a: &DMatrix<T>, rows: usize) -> FirstRows<'_, T> {
    assert!(rows <= a.nrows(), "{rows} rows of {}", a.nrows());
    FirstRows { matrix: a, rows }
}

/// What stands on the right of a product with `A`: a vector or a matrix. A product has the same type.
pub trait RightFactor<T: Lane, A>: Sized {
    /// Zeros, of the shape of `a self`.
    fn zeros(&self, a: &A) -> Self;

    /// Zeros, of the shape of `aᵀ self`.
    fn transposed_zeros(&self, a: &A) -> Self;

    /// `out = a self`, or `out += a self` where it `adds`.
    fn product(&self, a: &A, adds: bool, out: &mut Self);

    /// `out = aᵀ self`, or `out += aᵀ self` where it `adds`.
    fn transposed_product(&self, a: &A, adds: bool, out: &mut Self);
}

impl<T: Lane, A: LeftFactor<T>> RightFactor<T, A> for DVector<T> {
    #[inline]
    fn zeros(&self, a: &A) -> Self {
        DVector::zeros(a.rows())
    }

    #[inline]
    fn transposed_zeros(&self, a: &A) -> Self {
        DVector::zeros(a.matrix().ncols())
    }

    #[inline]
    fn product(&self, a: &A, adds: bool, out: &mut Self) {
        let (stride, columns) = a.matrix().shape();
        let rows = a.rows();
        assert_eq!(columns, self.len(), "dimensions mismatch: {rows}x{columns} times {}", self.len());
        prepare(adds, out.as_mut_slice());
        gemv(a.matrix().as_slice(), rows, columns, stride, self.as_slice(), out.as_mut_slice());
    }

    #[inline]
    fn transposed_product(&self, a: &A, adds: bool, out: &mut Self) {
        let (stride, columns) = a.matrix().shape();
        let rows = a.rows();
        assert_eq!(rows, self.len(), "dimensions mismatch: the transpose of {rows}x{columns} times {}", self.len());
        prepare(adds, out.as_mut_slice());
        gemv_tr(a.matrix().as_slice(), rows, columns, stride, self.as_slice(), out.as_mut_slice());
    }
}

/// Zeros to add to, where nothing is there.
#[inline]
fn prepare<T: Lane>(adds: bool, out: &mut [T]) {
    if !adds {
        out.fill(T::zero());
    }
}

impl<T: Lane> RightFactor<T, DMatrix<T>> for DMatrix<T> {
    fn zeros(&self, a: &DMatrix<T>) -> Self {
        DMatrix::zeros(a.nrows(), self.ncols())
    }

    fn transposed_zeros(&self, a: &DMatrix<T>) -> Self {
        DMatrix::zeros(a.ncols(), self.ncols())
    }

    fn product(&self, a: &DMatrix<T>, adds: bool, out: &mut Self) {
        out.gemm(T::one(), a, self, before(adds));
    }

    fn transposed_product(&self, a: &DMatrix<T>, adds: bool, out: &mut Self) {
        let ((rows, columns), (own, others)) = (a.shape(), self.shape());
        assert_eq!(rows, own, "dimensions mismatch: the transpose of {rows}x{columns} times {own}x{others}");
        if is_packed([columns, rows, others]) {
            out.gemm(T::one(), &turned(a), self, before(adds));
        } else {
            out.gemm(T::one(), &transposed(a), self, before(adds));
        }
    }
}

/// The factor of what is there.
fn before<T: Lane>(adds: bool) -> T {
    if adds { T::one() } else { T::zero() }
}

/// `a b`
///
/// # Panics
/// Where `b` has not as many rows as `a` has columns.
#[inline]
#[must_use]
pub fn mul<T: Lane, A, B: RightFactor<T, A>>(a: &A, b: &B) -> B {
    let mut product = b.zeros(a);
    b.product(a, true, &mut product);
    product
}

/// `aᵀ b`
///
/// # Panics
/// Where `b` has not as many rows as `a` has.
#[inline]
#[must_use]
pub fn tr_mul<T: Lane, A, B: RightFactor<T, A>>(a: &A, b: &B) -> B {
    let mut product = b.transposed_zeros(a);
    b.transposed_product(a, true, &mut product);
    product
}

/// `a bᵀ`
///
/// # Panics
/// Where `b` has not as many columns as `a` has.
#[must_use]
pub fn mul_tr<T: Lane>(a: &DMatrix<T>, b: &DMatrix<T>) -> DMatrix<T> {
    let mut product = DMatrix::zeros(a.nrows(), b.nrows());
    multiply_with_transpose(a, b, false, &mut product);
    product
}

/// `out = a b`
///
/// # Panics
/// Where shapes don't fit.
#[inline]
pub fn mul_into<T: Lane, A, B: RightFactor<T, A>>(out: &mut B, a: &A, b: &B) {
    b.product(a, false, out);
}

/// `out = aᵀ b`
///
/// # Panics
/// Where shapes don't fit.
#[inline]
pub fn tr_mul_into<T: Lane, A, B: RightFactor<T, A>>(out: &mut B, a: &A, b: &B) {
    b.transposed_product(a, false, out);
}

/// `out = a bᵀ`
///
/// # Panics
/// Where shapes don't fit.
#[inline]
pub fn mul_tr_into<T: Lane>(out: &mut DMatrix<T>, a: &DMatrix<T>, b: &DMatrix<T>) {
    multiply_with_transpose(a, b, false, out);
}

/// `out += a b`
///
/// # Panics
/// Where shapes don't fit.
#[inline]
pub fn add_mul<T: Lane, A, B: RightFactor<T, A>>(out: &mut B, a: &A, b: &B) {
    b.product(a, true, out);
}

/// `out += aᵀ b`
///
/// # Panics
/// Where shapes don't fit.
#[inline]
pub fn add_tr_mul<T: Lane, A, B: RightFactor<T, A>>(out: &mut B, a: &A, b: &B) {
    b.transposed_product(a, true, out);
}

/// `out += a bᵀ`
///
/// # Panics
/// Where shapes don't fit.
#[inline]
pub fn add_mul_tr<T: Lane>(out: &mut DMatrix<T>, a: &DMatrix<T>, b: &DMatrix<T>) {
    multiply_with_transpose(a, b, true, out);
}

fn multiply_with_transpose<T: Lane>(a: &DMatrix<T>, b: &DMatrix<T>, adds: bool, out: &mut DMatrix<T>) {
    let ((rows, columns), (others, own)) = (a.shape(), b.shape());
    assert_eq!(columns, own, "dimensions mismatch: {rows}x{columns} times the transpose of {others}x{own}");
    if is_packed([rows, columns, others]) {
        out.gemm(T::one(), a, &turned(b), before(adds));
    } else {
        out.gemm(T::one(), a, &transposed(b), before(adds));
    }
}

/// The sum of the rows, of which each entry is added up in lanes.
#[must_use]
pub fn row_sum<T: Lane>(a: &DMatrix<T>) -> RowDVector<T> {
    let mut sums = RowDVector::zeros(a.ncols());
    column_sums(a.as_slice(), a.nrows(), sums.as_mut_slice());
    sums
}

/// How many rows and columns are transposed at once: what is read and written of them stays in the nearest cache.
const TILE: usize = 8;

/// Whether nalgebra gives a product of these sizes to a library that copies parts of its factors anyway, in any order: it does so above 5.
fn is_packed(sizes: [usize; 3]) -> bool {
    cfg!(feature = "std") && sizes.into_iter().all(|size| size >= 8)
}

/// The transpose where the matrix is, for products that copy parts of it. nalgebra's own products of small matrices would read it
/// out of bounds.
fn turned<T: Lane>(a: &DMatrix<T>) -> DMatrixView<'_, T, Dyn, U1> {
    let (rows, columns) = a.shape();
    DMatrixView::from_slice_with_strides_generic(a.as_slice(), Dyn(columns), Dyn(rows), Dyn(rows), Const::<1>)
}

/// The transpose, copied.
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

    use super::{
        add_mul, add_mul_tr, add_tr_mul, first_rows, mul, mul_into, mul_tr, mul_tr_into, row_sum, tr_mul, tr_mul_into,
    };

    fn matrix(rows: usize, columns: usize) -> DMatrix<f64> {
        DMatrix::from_fn(rows, columns, |i, j| ((3 * i + 5 * j) % 7) as f64 - 2.0)
    }

    /// All entries are small integers: every order of sums is exact.
    #[test]
    fn products_are_those_of_nalgebra() {
        for (m, k, n) in [(0, 3, 2), (3, 0, 2), (1, 1, 1), (4, 5, 6), (7, 8, 9), (8, 8, 8), (17, 9, 33), (70, 300, 3)] {
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
    fn products_are_written_and_added() {
        for (m, k, n) in [(0, 3, 2), (3, 0, 2), (1, 1, 1), (4, 5, 6), (7, 8, 9), (8, 8, 8), (17, 9, 33), (70, 300, 3)] {
            let (a, b) = (matrix(m, k), matrix(k, n));
            let (across, down) = (a.transpose(), b.transpose());
            let start = matrix(m, n).add_scalar(1.0);
            for (adds, expected) in [(false, &a * &b), (true, &start + &a * &b)] {
                let mut products = [start.clone(), start.clone(), start.clone()];
                let [one, two, three] = &mut products;
                if adds {
                    add_mul(one, &a, &b);
                    add_tr_mul(two, &across, &b);
                    add_mul_tr(three, &a, &down);
                } else {
                    mul_into(one, &a, &b);
                    tr_mul_into(two, &across, &b);
                    mul_tr_into(three, &a, &down);
                }
                assert_eq!(products, [expected.clone(), expected.clone(), expected]);
            }
            assert_eq!(row_sum(&a), a.row_sum());
        }
    }

    #[test]
    fn the_first_rows_are_multiplied_where_they_are() {
        let a = matrix(40, 7);
        for rows in [0, 1, 39, 40] {
            let (x, y) = (DVector::from_element(7, 2.0), DVector::from_element(rows, 3.0));
            let (factor, view) = (first_rows(&a, rows), a.rows(0, rows));
            assert_eq!(mul(&factor, &x), view * &x);
            assert_eq!(tr_mul(&factor, &y), view.tr_mul(&y));
            let mut product = DVector::from_element(7, f64::NAN);
            tr_mul_into(&mut product, &factor, &y);
            assert_eq!(product, view.tr_mul(&y));
        }
    }

    #[test]
    #[should_panic(expected = "3 rows of 2")]
    fn rows_that_are_not_there_panic() {
        let _ = first_rows(&matrix(2, 3), 3);
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
