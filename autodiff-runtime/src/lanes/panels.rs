//! Products of a matrix and a vector over slices.
//!
//! A matrix is a slice with its columns one after the other, `stride` apart: entry `(i, j)` is at `i + j · stride`. What such a product
//! takes is the time to read the matrix, so several columns are read at once, for one reading of the vector; and where a
//! product with the matrix and one with its transpose follow each other, [`panels`] reads it once, some rows at a time.
//!
//! As in [`super::sums`], the functions whose names end in `_in` are for use inside of a kernel.

use alloc::vec;
use core::ops::Range;

use super::math::fma;
use super::parallel::{self, both, middle};
use super::sums::{axpy, axpy_in, sum_in, totals};
use super::{Kernel, Lane, widest};

/// How many columns are read at once.
const BLOCK: usize = 4;

/// Of fewer rows, columns are added up in few lanes.
const SHORT: usize = 32;

/// How many rows a panel has: fewer would read too little of each column, as many times as there are panels.
const ROWS: usize = 256;

/// How many bytes a panel may have, to be still in a cache of the processor core when it is read again.
const PANEL: usize = 1 << 20;

/// How many bytes a matrix may have, to be still in the cache of all cores.
const MATRIX: usize = 1 << 24;

/// What [`panels`] makes of a product before it multiplies with the transpose: a closure, or a type of its own.
///
/// What a closure does is compiled for the widest instructions where the compiler writes it into the loop, which is its choice. A method
/// that is `#[inline(always)]` is compiled for them always, and knows whether products and sums are fused.
pub trait Change<T> {
    /// Makes `r` of `z`, of which these are some rows.
    fn change<const FMA: bool>(&mut self, rows: Range<usize>, z: &mut [T]);
}

impl<T, F: FnMut(Range<usize>, &mut [T])> Change<T> for F {
    #[inline(always)]
    fn change<const FMA: bool>(&mut self, rows: Range<usize>, z: &mut [T]) {
        self(rows, z);
    }
}

/// A matrix of `rows` and `columns`: columns one after the other, their starts `stride` apart.
#[derive(Clone, Copy)]
struct Columns<'a, T> {
    entries: &'a [T],
    rows: usize,
    columns: usize,
    stride: usize,
}

impl<'a, T: Copy> Columns<'a, T> {
    /// The matrix in these entries; panics where there are too few, or where columns overlap.
    #[inline(always)]
    fn new(entries: &'a [T], rows: usize, columns: usize, stride: usize) -> Self {
        assert!(is_within(entries.len(), rows, columns, stride), "too few entries for a matrix of {rows}x{columns}");
        // Columns without entries start anywhere, also where there are none.
        Columns { entries, rows, columns, stride: if rows == 0 { 0 } else { stride } }
    }

    #[inline(always)]
    fn column(self, j: usize) -> &'a [T] {
        &self.entries[j * self.stride..][..self.rows]
    }

    /// Columns from `j` on.
    #[inline(always)]
    fn block(self, j: usize) -> [&'a [T]; BLOCK] {
        core::array::from_fn(|k| self.column(j + k))
    }

    /// Whether it takes no longer than choosing the instructions does.
    #[inline(always)]
    fn is_small(self) -> bool {
        self.rows * self.columns < 256
    }

    /// Whether a product is worth several threads.
    #[inline(always)]
    fn is_large(self) -> bool {
        parallel::IS_ON && self.rows.saturating_mul(self.columns) >= parallel::LARGE
    }

    /// How many rows a part has, of all columns.
    fn rows_of_part(self) -> usize {
        (parallel::BLOCK / self.columns.max(1)).max(parallel::ROWS)
    }

    /// How many columns a part has, of all rows.
    fn columns_of_part(self) -> usize {
        (parallel::BLOCK / self.rows.max(1)).next_multiple_of(BLOCK).max(BLOCK)
    }

    /// The columns between two.
    fn between(self, columns: Range<usize>) -> Self {
        let entries = self.entries.get(columns.start * self.stride..).unwrap_or_default();
        Columns { entries, columns: columns.len(), ..self }
    }

    /// Some of the rows.
    #[inline(always)]
    fn part(self, rows: &Range<usize>) -> Self {
        // Without columns there may be no entries.
        let entries = self.entries.get(rows.start..).unwrap_or_default();
        Columns { entries, rows: rows.len(), ..self }
    }
}

/// Whether a matrix fits into so many entries.
#[inline]
fn is_within(entries: usize, rows: usize, columns: usize, stride: usize) -> bool {
    // Where there is no entry, nothing is read; the part of a matrix below its last row starts at its end.
    rows == 0 || columns == 0 || stride >= rows && (columns - 1) * stride + rows <= entries
}

/// `y += A x`, for `A` of `m` rows and `n` columns.
///
/// # Panics
/// Where sizes differ.
#[inline]
pub fn gemv<T: Lane>(a: &[T], m: usize, n: usize, stride: usize, x: &[T], y: &mut [T]) {
    struct Gemv<'a, T>(Columns<'a, T>, &'a [T], &'a mut [T]);
    impl<T: Lane> Kernel for Gemv<'_, T> {
        type Output = ();
        #[inline(always)]
        fn run<const FMA: bool>(self) {
            add_product::<FMA, T>(self.0, self.1, self.2);
        }
    }
    fn in_parts<T: Lane>(a: Columns<'_, T>, x: &[T], y: &mut [T]) {
        let (rows, columns) = (a.rows_of_part(), a.columns_of_part());
        if a.rows > rows {
            let start = middle(a.rows.div_ceil(rows)) * rows;
            let (one, two) = y.split_at_mut(start);
            both(|| in_parts(a.part(&(0..start)), x, one), || in_parts(a.part(&(start..a.rows)), x, two));
        } else if a.columns > columns {
            // Terms of parts of columns: those on the right are added up apart.
            let start = middle(a.columns.div_ceil(columns)) * columns;
            let mut right = vec![T::of(0.0); a.rows];
            both(
                || in_parts(a.between(0..start), &x[..start], y),
                || in_parts(a.between(start..a.columns), &x[start..], &mut right),
            );
            axpy(T::of(1.0), &right, y);
        } else {
            widest(Gemv(a, x, y));
        }
    }
    let a = Columns::new(a, m, n, stride);
    if a.is_small() {
        small::add_product(a, x, y);
    } else if a.is_large() && x.len() == a.columns && y.len() == a.rows {
        in_parts(a, x, y);
    } else {
        widest(Gemv(a, x, y));
    }
}

/// `y += Aᵀ x`, for `A` of `m` rows and `n` columns.
///
/// # Panics
/// Where sizes differ.
#[inline]
pub fn gemv_tr<T: Lane>(a: &[T], m: usize, n: usize, stride: usize, x: &[T], y: &mut [T]) {
    struct GemvTr<'a, T>(Columns<'a, T>, &'a [T], &'a mut [T]);
    impl<T: Lane> Kernel for GemvTr<'_, T> {
        type Output = ();
        #[inline(always)]
        fn run<const FMA: bool>(self) {
            add_product_with_transpose::<FMA, T>(self.0, self.1, self.2);
        }
    }
    fn in_parts<T: Lane>(a: Columns<'_, T>, x: &[T], y: &mut [T]) {
        let (columns, rows) = (a.columns_of_part(), a.rows_of_part());
        if a.columns > columns {
            let start = middle(a.columns.div_ceil(columns)) * columns;
            let (one, two) = y.split_at_mut(start);
            both(|| in_parts(a.between(0..start), x, one), || in_parts(a.between(start..a.columns), x, two));
        } else if a.rows > rows {
            // Sums of parts of columns: those below are added up apart.
            let start = middle(a.rows.div_ceil(rows)) * rows;
            let mut below = vec![T::of(0.0); a.columns];
            both(
                || in_parts(a.part(&(0..start)), &x[..start], y),
                || in_parts(a.part(&(start..a.rows)), &x[start..], &mut below),
            );
            axpy(T::of(1.0), &below, y);
        } else {
            widest(GemvTr(a, x, y));
        }
    }
    let a = Columns::new(a, m, n, stride);
    if a.is_small() {
        small::add_product_with_transpose::<false, T>(a, x, y);
    } else if a.is_large() && x.len() == a.rows && y.len() == a.columns {
        in_parts(a, x, y);
    } else {
        widest(GemvTr(a, x, y));
    }
}

/// `A += factor x yᵀ`.
///
/// # Panics
/// Where there are too few entries in `a`.
#[inline]
pub fn outer<T: Lane>(factor: T, x: &[T], y: &[T], a: &mut [T], stride: usize) {
    struct Outer<'a, T>(T, &'a [T], &'a [T], &'a mut [T], usize);
    impl<T: Lane> Kernel for Outer<'_, T> {
        type Output = ();
        #[inline(always)]
        fn run<const FMA: bool>(self) {
            outer_in::<FMA, T>(self.0, self.1, self.2, self.3, self.4);
        }
    }
    widest(Outer(factor, x, y, a, stride));
}

/// `out += Aᵀ r`, where `r` is made of `z = A x`, some rows at a time, for `A` of `m` rows and `n` columns.
///
/// `change` gets the numbers of the rows and their part of `z`, which it makes that of `r`. It is called for one panel after the other,
/// from the first row on; a panel has 256 rows, or what is left, or all rows, where `A` has so many columns that a panel
/// would not stay in a cache, but all of `A` would. None has no rows.
///
/// # Panics
/// Where sizes differ.
#[inline]
pub fn panels<T: Lane>(
    a: &[T],
    m: usize,
    n: usize,
    stride: usize,
    x: &[T],
    change: impl FnMut(Range<usize>, &mut [T]),
    out: &mut [T],
) {
    struct Panels<'a, T, F>(Columns<'a, T>, &'a [T], F, &'a mut [T]);
    impl<T: Lane, F: Change<T>> Kernel for Panels<'_, T, F> {
        type Output = ();
        #[inline(always)]
        fn run<const FMA: bool>(self) {
            in_panels::<FMA, T>(self.0, self.1, self.2, self.3);
        }
    }
    widest(Panels(Columns::new(a, m, n, stride), x, change, out));
}

/// The sum of each of the columns, of `m` entries, which follow each other.
///
/// # Panics
/// Where there are too few entries in `a`.
#[inline]
pub fn column_sums<T: Lane>(a: &[T], m: usize, sums: &mut [T]) {
    struct ColumnSums<'a, T>(Columns<'a, T>, &'a mut [T]);
    impl<T: Lane> Kernel for ColumnSums<'_, T> {
        type Output = ();
        #[inline(always)]
        fn run<const FMA: bool>(self) {
            let ColumnSums(a, sums) = self;
            sums.iter_mut().enumerate().for_each(|(j, sum)| *sum = sum_in::<FMA, T>(a.column(j)));
        }
    }
    widest(ColumnSums(Columns::new(a, m, sums.len(), m), sums));
}

/// [`gemv`] inside of a kernel.
#[inline(always)]
pub fn gemv_in<const FMA: bool, T: Lane>(a: &[T], m: usize, n: usize, stride: usize, x: &[T], y: &mut [T]) {
    add_product::<FMA, T>(Columns::new(a, m, n, stride), x, y);
}

/// [`gemv_tr`] inside of a kernel.
#[inline(always)]
pub fn gemv_tr_in<const FMA: bool, T: Lane>(a: &[T], m: usize, n: usize, stride: usize, x: &[T], y: &mut [T]) {
    add_product_with_transpose::<FMA, T>(Columns::new(a, m, n, stride), x, y);
}

/// [`panels`] inside of a kernel.
#[inline(always)]
pub fn panels_in<const FMA: bool, T: Lane>(
    a: &[T],
    m: usize,
    n: usize,
    stride: usize,
    x: &[T],
    change: impl Change<T>,
    out: &mut [T],
) {
    in_panels::<FMA, T>(Columns::new(a, m, n, stride), x, change, out);
}

#[inline(always)]
fn add_product<const FMA: bool, T: Lane>(a: Columns<'_, T>, x: &[T], y: &mut [T]) {
    assert!(a.columns == x.len() && a.rows == y.len(), "a product of a matrix and a vector of other sizes");
    let (blocks, rest) = x.as_chunks::<BLOCK>();
    for (block, x) in blocks.iter().enumerate() {
        add_block::<FMA, T>(a.block(block * BLOCK), *x, y);
    }
    for (k, x) in rest.iter().enumerate() {
        axpy_in::<FMA, T>(*x, a.column(blocks.len() * BLOCK + k), y);
    }
}

/// `y` plus some columns times numbers.
#[inline(always)]
fn add_block<const FMA: bool, T: Lane>(columns: [&[T]; BLOCK], x: [T; BLOCK], y: &mut [T]) {
    let [a, b, c, d] = columns;
    for ((((y, a), b), c), d) in y.iter_mut().zip(a).zip(b).zip(c).zip(d) {
        let two = fma::<FMA, T>(*b, x[1], fma::<FMA, T>(*a, x[0], *y));
        *y = fma::<FMA, T>(*d, x[3], fma::<FMA, T>(*c, x[2], two));
    }
}

#[inline(always)]
fn add_product_with_transpose<const FMA: bool, T: Lane>(a: Columns<'_, T>, x: &[T], y: &mut [T]) {
    assert!(a.rows == x.len() && a.columns == y.len(), "a product of a transpose and a vector of other sizes");
    // Rows beyond the last chunk go one by one, so short columns are better off with short chunks.
    if a.rows < SHORT {
        small::add_product_with_transpose::<FMA, T>(a, x, y);
    } else if T::IS_NARROW && a.rows >= 128 {
        by_columns::<FMA, T, 16>(a, x, y);
    } else {
        by_columns::<FMA, T, 8>(a, x, y);
    }
}

#[inline(always)]
fn by_columns<const FMA: bool, T: Lane, const N: usize>(a: Columns<'_, T>, x: &[T], y: &mut [T]) {
    let (blocks, rest) = y.as_chunks_mut::<BLOCK>();
    let start = blocks.len() * BLOCK;
    for (block, y) in blocks.iter_mut().enumerate() {
        let sums = dots::<FMA, T, N, BLOCK>(a.block(block * BLOCK), x);
        for (y, sum) in y.iter_mut().zip(sums) {
            *y += sum;
        }
    }
    for (k, y) in rest.iter_mut().enumerate() {
        let [sum] = dots::<FMA, T, N, 1>([a.column(start + k)], x);
        *y += sum;
    }
}

/// Dot products of several columns with one vector, in lanes of `N` rows.
#[inline(always)]
fn dots<const FMA: bool, T: Lane, const N: usize, const COUNT: usize>(columns: [&[T]; COUNT], x: &[T]) -> [T; COUNT] {
    let (chunks, rest) = x.as_chunks::<N>();
    let parts = columns.map(|column| column.as_chunks::<N>());
    let mut sums = [[T::of(0.0); N]; COUNT];
    for (row, x) in chunks.iter().enumerate() {
        for k in 0..COUNT {
            let column = &parts[k].0[row];
            for lane in 0..N {
                sums[k][lane] = fma::<FMA, T>(column[lane], x[lane], sums[k][lane]);
            }
        }
    }
    let mut sums = totals(sums);
    for (row, x) in rest.iter().enumerate() {
        for k in 0..COUNT {
            sums[k] = fma::<FMA, T>(parts[k].1[row], *x, sums[k]);
        }
    }
    sums
}

/// [`outer`] inside of a kernel.
#[inline(always)]
pub fn outer_in<const FMA: bool, T: Lane>(factor: T, x: &[T], y: &[T], a: &mut [T], stride: usize) {
    let (rows, columns) = (x.len(), y.len());
    assert!(is_within(a.len(), rows, columns, stride), "too few entries for a matrix of {rows}x{columns}");
    for (j, y) in y.iter().enumerate() {
        if rows > 0 {
            axpy_in::<FMA, T>(factor * *y, x, &mut a[j * stride..][..rows]);
        }
    }
}

#[inline(always)]
fn in_panels<const FMA: bool, T: Lane>(a: Columns<'_, T>, x: &[T], mut change: impl Change<T>, out: &mut [T]) {
    assert!(a.columns == x.len() && a.columns == out.len(), "a product of a matrix and a vector of other sizes");
    let bytes = a.columns * size_of::<T>();
    if a.rows > ROWS && bytes * ROWS > PANEL && bytes * a.rows <= MATRIX {
        let mut z = vec![T::of(0.0); a.rows];
        in_panel::<FMA, T>(a, x, 0..a.rows, &mut change, &mut z, out);
        return;
    }
    let mut buffer = [T::of(0.0); ROWS];
    let mut start = 0;
    while start < a.rows {
        let end = (start + ROWS).min(a.rows);
        let z = &mut buffer[..end - start];
        if start > 0 {
            z.fill(T::of(0.0));
        }
        in_panel::<FMA, T>(a, x, start..end, &mut change, z, out);
        start = end;
    }
}

/// One panel; `z` is zero.
#[inline(always)]
fn in_panel<const FMA: bool, T: Lane>(
    a: Columns<'_, T>,
    x: &[T],
    rows: Range<usize>,
    change: &mut impl Change<T>,
    z: &mut [T],
    out: &mut [T],
) {
    let part = a.part(&rows);
    add_product::<FMA, T>(part, x, z);
    change.change::<FMA>(rows, z);
    add_product_with_transpose::<FMA, T>(part, z, out);
}

mod small;
#[cfg(test)]
mod tests;
