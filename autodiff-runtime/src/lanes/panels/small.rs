//! Products with a small matrix: entries of the result stay in registers, and few lanes are added up at the end.

use super::super::math::fma;
use super::{Columns, Lane};

/// `y += A x`
#[inline(always)]
pub(super) fn add_product<T: Lane>(a: Columns<'_, T>, x: &[T], y: &mut [T]) {
    assert!(a.columns == x.len() && a.rows == y.len(), "a product of a matrix and a vector of other sizes");
    let mut row = 0;
    while row + 8 <= a.rows {
        rows::<T, 8>(a, row, x, y);
        row += 8;
    }
    if row + 4 <= a.rows {
        rows::<T, 4>(a, row, x, y);
        row += 4;
    }
    if row + 2 <= a.rows {
        rows::<T, 2>(a, row, x, y);
        row += 2;
    }
    if row < a.rows {
        rows::<T, 1>(a, row, x, y);
    }
}

/// `N` rows of a product, from this one on.
#[inline(always)]
fn rows<T: Lane, const N: usize>(a: Columns<'_, T>, row: usize, x: &[T], y: &mut [T]) {
    let y = &mut y[row..].as_chunks_mut::<N>().0[0];
    let mut sums = *y;
    for (j, x) in x.iter().enumerate() {
        let column = &a.entries[row + j * a.stride..].as_chunks::<N>().0[0];
        for lane in 0..N {
            sums[lane] += column[lane] * *x;
        }
    }
    *y = sums;
}

/// `y += Aᵀ x`
#[inline(always)]
pub(super) fn add_product_with_transpose<const FMA: bool, T: Lane>(a: Columns<'_, T>, x: &[T], y: &mut [T]) {
    assert!(a.rows == x.len() && a.columns == y.len(), "a product of a transpose and a vector of other sizes");
    let (fours, rest) = x.as_chunks::<4>();
    let (twos, last) = rest.as_chunks::<2>();
    for (j, y) in y.iter_mut().enumerate() {
        let (column, others) = a.column(j).as_chunks::<4>();
        let (pairs, other) = others.as_chunks::<2>();
        let mut sums = [T::of(0.0); 4];
        for (column, x) in column.iter().zip(fours) {
            for lane in 0..4 {
                sums[lane] = fma::<FMA, T>(column[lane], x[lane], sums[lane]);
            }
        }
        let mut two = [sums[0] + sums[2], sums[1] + sums[3]];
        for (column, x) in pairs.iter().zip(twos) {
            for lane in 0..2 {
                two[lane] = fma::<FMA, T>(column[lane], x[lane], two[lane]);
            }
        }
        let one = other.iter().zip(last).fold(T::of(0.0), |sum, (entry, x)| sum + *entry * *x);
        *y += (two[0] + two[1]) + one;
    }
}
