//! Tangents: zeros, sums and copies of everything that has one.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::vec::Vec;

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, Matrix, OMatrix, RawStorage, Storage, StorageMut};

use crate::{Real, Stacked};

/// What has a tangent: real scalars, vectors and matrices, slices, `Vec`s, arrays and tuples of such, and structs of such
/// with `#[derive(Differentiable)]`.
pub trait Tangent {
    /// The reals that it is made of.
    type Scalar: Real;

    /// The type of the tangent: of what is borrowed, what owns it.
    type Owned: Stacked<Scalar = Self::Scalar>;

    /// Zeros, in the shape of this.
    fn zeros(&self) -> Self::Owned;

    /// A copy that is owned.
    fn copied(&self) -> Self::Owned;

    /// Makes another a copy of this, where it stands if that has room for it.
    #[inline]
    fn copy_to(&self, copy: &mut Self::Owned) {
        *copy = self.copied();
    }

    /// Makes another zeros in the shape of this, where it stands if that has room for it.
    #[inline]
    fn zeros_to(&self, zeros: &mut Self::Owned) {
        *zeros = self.zeros();
    }

    /// Adds this to a tangent.
    ///
    /// # Panics
    /// When the shapes differ.
    fn add_to(&self, total: &mut Self::Owned);

    /// Whether another has as many of everything.
    fn has_shape_of(&self, other: &Self) -> bool;

    /// How many reals it is made of.
    fn count(&self) -> usize;

    /// Visits its reals in the order in which a Jacobian stacks them: elements in order, the entries of a matrix column
    /// by column.
    fn for_each(&self, visit: &mut impl FnMut(Self::Scalar));
}

#[diagnostic::do_not_recommend]
impl<T: Real> Tangent for T {
    type Scalar = T;
    type Owned = T;

    #[inline]
    fn zeros(&self) -> T {
        T::zero()
    }

    #[inline]
    fn copied(&self) -> T {
        *self
    }

    #[inline]
    fn add_to(&self, total: &mut T) {
        *total += *self;
    }

    #[inline]
    fn has_shape_of(&self, _: &T) -> bool {
        true
    }

    #[inline]
    fn count(&self) -> usize {
        1
    }

    #[inline]
    fn for_each(&self, visit: &mut impl FnMut(T)) {
        visit(*self);
    }
}

impl<T: Real, R: Dim, C: Dim, S: Storage<T, R, C>> Tangent for Matrix<T, R, C, S>
where
    DefaultAllocator: Allocator<R, C>,
{
    type Scalar = T;
    type Owned = OMatrix<T, R, C>;

    #[inline]
    fn zeros(&self) -> OMatrix<T, R, C> {
        filled_like(self, T::zero())
    }

    #[inline]
    fn copied(&self) -> OMatrix<T, R, C> {
        self.clone_owned()
    }

    #[inline]
    fn copy_to(&self, copy: &mut OMatrix<T, R, C>) {
        if copy.shape() == self.shape() {
            copy.copy_from(self);
        } else {
            *copy = self.clone_owned();
        }
    }

    #[inline]
    fn zeros_to(&self, zeros: &mut OMatrix<T, R, C>) {
        if zeros.shape() == self.shape() {
            zeros.fill(T::zero());
        } else {
            *zeros = self.zeros();
        }
    }

    #[inline]
    fn add_to(&self, total: &mut OMatrix<T, R, C>) {
        *total += self;
    }

    #[inline]
    fn has_shape_of(&self, other: &Self) -> bool {
        self.shape() == other.shape()
    }

    #[inline]
    fn count(&self) -> usize {
        self.len()
    }

    #[inline]
    fn for_each(&self, visit: &mut impl FnMut(T)) {
        self.iter().for_each(|entry| visit(*entry));
    }
}

impl<P: Tangent> Tangent for [P] {
    type Scalar = P::Scalar;
    type Owned = Vec<P::Owned>;

    #[inline]
    fn zeros(&self) -> Vec<P::Owned> {
        self.iter().map(P::zeros).collect()
    }

    #[inline]
    fn copied(&self) -> Vec<P::Owned> {
        self.iter().map(P::copied).collect()
    }

    #[inline]
    fn copy_to(&self, copy: &mut Vec<P::Owned>) {
        copy.clear();
        copy.extend(self.iter().map(P::copied));
    }

    #[inline]
    fn zeros_to(&self, zeros: &mut Vec<P::Owned>) {
        zeros.clear();
        zeros.extend(self.iter().map(P::zeros));
    }

    #[inline]
    fn add_to(&self, total: &mut Vec<P::Owned>) {
        assert_eq!(self.len(), total.len(), "tangents of different lengths");
        self.iter().zip(total).for_each(|(part, total)| part.add_to(total));
    }

    #[inline]
    fn has_shape_of(&self, other: &Self) -> bool {
        self.len() == other.len() && self.iter().zip(other).all(|(part, other)| part.has_shape_of(other))
    }

    #[inline]
    fn count(&self) -> usize {
        self.iter().map(P::count).sum()
    }

    #[inline]
    fn for_each(&self, visit: &mut impl FnMut(P::Scalar)) {
        self.iter().for_each(|part| part.for_each(visit));
    }
}

impl<P: Tangent> Tangent for Vec<P> {
    type Scalar = P::Scalar;
    type Owned = Vec<P::Owned>;

    #[inline]
    fn zeros(&self) -> Vec<P::Owned> {
        self.as_slice().zeros()
    }

    #[inline]
    fn copied(&self) -> Vec<P::Owned> {
        self.as_slice().copied()
    }

    #[inline]
    fn copy_to(&self, copy: &mut Vec<P::Owned>) {
        self.as_slice().copy_to(copy);
    }

    #[inline]
    fn zeros_to(&self, zeros: &mut Vec<P::Owned>) {
        self.as_slice().zeros_to(zeros);
    }

    #[inline]
    fn add_to(&self, total: &mut Vec<P::Owned>) {
        self.as_slice().add_to(total);
    }

    #[inline]
    fn has_shape_of(&self, other: &Self) -> bool {
        self.as_slice().has_shape_of(other)
    }

    #[inline]
    fn count(&self) -> usize {
        self.iter().map(P::count).sum()
    }

    #[inline]
    fn for_each(&self, visit: &mut impl FnMut(P::Scalar)) {
        self.iter().for_each(|part| part.for_each(visit));
    }
}

impl<P: Tangent, const N: usize> Tangent for [P; N] {
    type Scalar = P::Scalar;
    type Owned = [P::Owned; N];

    #[inline]
    fn zeros(&self) -> [P::Owned; N] {
        core::array::from_fn(|place| self[place].zeros())
    }

    #[inline]
    fn copied(&self) -> [P::Owned; N] {
        core::array::from_fn(|place| self[place].copied())
    }

    #[inline]
    fn add_to(&self, total: &mut [P::Owned; N]) {
        self.iter().zip(total).for_each(|(part, total)| part.add_to(total));
    }

    #[inline]
    fn has_shape_of(&self, other: &Self) -> bool {
        self.as_slice().has_shape_of(other)
    }

    #[inline]
    fn count(&self) -> usize {
        self.iter().map(P::count).sum()
    }

    #[inline]
    fn for_each(&self, visit: &mut impl FnMut(P::Scalar)) {
        self.iter().for_each(|part| part.for_each(visit));
    }
}

/// Zeros, in the shape of `a`.
#[inline]
pub fn zeros_like<A: Tangent + ?Sized>(a: &A) -> A::Owned {
    a.zeros()
}

/// A copy of `a` that is owned.
#[inline]
pub fn owned<A: Tangent + ?Sized>(a: &A) -> A::Owned {
    a.copied()
}

/// Makes `copy` one of `a`, where it stands if that has room for it.
#[inline]
pub fn copy_to<A: Tangent + ?Sized>(copy: &mut A::Owned, a: &A) {
    a.copy_to(copy);
}

/// Makes `zeros` zeros in the shape of `a`, where they stand if that has room for them.
#[inline]
pub fn zeros_to<A: Tangent + ?Sized>(zeros: &mut A::Owned, a: &A) {
    a.zeros_to(zeros);
}

/// A copy of constants.
#[inline]
pub fn duplicated<A: ToOwned + ?Sized>(a: &A) -> A::Owned {
    a.to_owned()
}

/// Adds `part` to `total`.
///
/// # Panics
/// When the shapes differ.
#[inline]
pub fn accumulate<A: Tangent + ?Sized>(total: &mut A::Owned, part: &A) {
    part.add_to(total);
}

/// Adds `part` to the first elements of `total`.
///
/// # Panics
/// When there are not so many.
#[inline]
pub fn accumulate_range<P: Tangent>(total: &mut [P::Owned], part: &[P]) {
    let total = &mut total[..part.len()];
    part.iter().zip(total).for_each(|(part, total)| part.add_to(total));
}

/// An empty record with room for an element for each item.
#[inline]
pub fn record<P>(items: impl Iterator) -> Vec<P> {
    Vec::with_capacity(items.size_hint().0)
}

/// The sum of `a` and `b`.
///
/// # Panics
/// When the shapes differ.
#[inline]
pub fn add<A: Tangent + ?Sized, B: Tangent<Owned = A::Owned> + ?Sized>(a: &A, b: &B) -> A::Owned {
    let mut total = a.copied();
    b.add_to(&mut total);
    total
}

/// A copy of the last element.
///
/// # Panics
/// When there is none.
#[inline]
pub fn last_element<P: Tangent>(elements: &[P]) -> P::Owned {
    elements[elements.len() - 1].copied()
}

/// Drops the last element.
///
/// # Panics
/// When there is none.
#[inline]
pub fn drop_last<P>(elements: &mut Vec<P>) {
    elements.truncate(elements.len() - 1);
}

/// What can be made of one element again and again.
pub trait Repeat {
    /// The type of the elements.
    type Element;

    /// So many of them.
    fn repeat(element: Self::Element, count: usize) -> Self;
}

impl<P: Clone> Repeat for Vec<P> {
    type Element = P;

    #[inline]
    fn repeat(element: P, count: usize) -> Vec<P> {
        alloc::vec![element; count]
    }
}

impl<P: Clone, const N: usize> Repeat for [P; N] {
    type Element = P;

    #[inline]
    fn repeat(element: P, _: usize) -> [P; N] {
        core::array::from_fn(|_| element.clone())
    }
}

/// A pullback of a call of a function by itself; `None` where the call was not made.
pub type Recorded<F> = Option<Box<F>>;

/// A pullback that is there.
///
/// # Panics
/// Where the call was not made.
#[inline]
pub fn pullback<F: ?Sized>(recorded: &Recorded<F>) -> &F {
    recorded.as_ref().expect("the call was made")
}

/// A pullback, as the result of a call.
#[inline]
pub fn record_pullback<F: ?Sized>(pullback: Box<F>) -> Recorded<F> {
    Some(pullback)
}

/// Replaces elements, from one place on.
///
/// # Panics
/// When there are not so many.
#[inline]
pub fn set_range<P: Clone>(elements: &mut [P], from: usize, part: &[P]) {
    elements[from..][..part.len()].clone_from_slice(part);
}

/// The sum of elements, and `start`.
///
/// # Panics
/// When the shapes differ.
#[inline]
pub fn add_elements<P: Tangent>(elements: &[P], start: P::Owned) -> P::Owned {
    elements.iter().fold(start, |mut total, element| {
        element.add_to(&mut total);
        total
    })
}

/// Adds to a row.
///
/// # Panics
/// When there is no such row, or the lengths differ.
#[inline]
pub fn add_row<T: Real, R: Dim, C: Dim, S: StorageMut<T, R, C>, Q: Storage<T, nalgebra::U1, C>>(
    a: &mut Matrix<T, R, C, S>,
    row: usize,
    s: &Matrix<T, nalgebra::U1, C, Q>,
) {
    let mut row = a.row_mut(row);
    row += s;
}

/// Adds to a column.
///
/// # Panics
/// When there is no such column, or the lengths differ.
#[inline]
pub fn add_column<T: Real, R: Dim, C: Dim, S: StorageMut<T, R, C>, Q: Storage<T, R>>(
    a: &mut Matrix<T, R, C, S>,
    column: usize,
    s: &Matrix<T, R, nalgebra::U1, Q>,
) {
    let mut column = a.column_mut(column);
    column += s;
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
    let mut result = filled_like(a, T::zero());
    result.fill_diagonal(s);
    result
}

/// Compiles for nalgebra's matrices, vectors and views, and for nothing else.
#[inline]
pub const fn is_matrix<T, R, C, S>(_: &Matrix<T, R, C, S>) {}

#[cfg(test)]
mod tests {
    use alloc::vec;
    use alloc::vec::Vec;

    use nalgebra::{DMatrix, Matrix2, Matrix2x3, RowDVector, Vector2};

    use super::{
        accumulate, add, copy_to, diagonal_like, drop_last, filled_like, last_element, owned, zeros_like, zeros_to,
    };

    #[test]
    fn shapes_are_kept() {
        assert_eq!(zeros_like(&RowDVector::<f64>::from_element(3, 1.0)), RowDVector::zeros(3));
        assert_eq!(filled_like(&Matrix2x3::<f32>::zeros(), 2.0), Matrix2x3::repeat(2.0));
        assert_eq!(zeros_like(&nalgebra::DVector::<f64>::zeros(0)).len(), 0);
        assert_eq!(zeros_like(&[1.0, 2.0][..]), vec![0.0, 0.0]);
        assert_eq!(zeros_like(&[[1.0; 2]; 3]), [[0.0; 2]; 3]);
        assert_eq!(owned(&[Vector2::new(1.0, 2.0)][..]), vec![Vector2::new(1.0, 2.0)]);
    }

    #[test]
    fn storage_is_used_again() {
        let mut scratch = Vec::new();
        copy_to(&mut scratch, &[1.0, 2.0, 3.0][..]);
        assert_eq!(scratch, [1.0, 2.0, 3.0]);
        let there = scratch.as_ptr();
        copy_to(&mut scratch, &vec![4.0]);
        assert_eq!(scratch, [4.0]);
        zeros_to(&mut scratch, &[1.0; 2][..]);
        assert_eq!((scratch.as_slice(), scratch.as_ptr()), (&[0.0, 0.0][..], there));
        let mut scratch = DMatrix::zeros(0, 0);
        for matrix in [DMatrix::repeat(2, 3, 1.0), DMatrix::repeat(2, 3, 5.0), DMatrix::repeat(3, 2, 2.0)] {
            copy_to(&mut scratch, &matrix);
            assert_eq!(scratch, matrix);
            zeros_to(&mut scratch, &matrix);
            assert_eq!(scratch, DMatrix::zeros(matrix.nrows(), matrix.ncols()));
        }
        zeros_to(&mut scratch, &DMatrix::repeat(1, 1, 7.0));
        assert_eq!(scratch, DMatrix::zeros(1, 1));
    }

    #[test]
    fn sums_go_entry_by_entry() {
        let mut total = vec![[1.0, 2.0]];
        accumulate(&mut total, &[[0.5, 0.25]][..]);
        assert_eq!(total, [[1.5, 2.25]]);
        assert_eq!(add(&[1.0][..], &vec![2.0]), [3.0]);
    }

    #[test]
    #[should_panic(expected = "tangents of different lengths")]
    fn lengths_must_agree() {
        accumulate(&mut vec![0.0], &[1.0, 2.0][..]);
    }

    #[test]
    fn the_last_element_and_the_others() {
        assert_eq!(last_element(&[1.0, 2.0]), 2.0);
        let mut elements = vec![1.0, 2.0];
        drop_last(&mut elements);
        assert_eq!(elements, [1.0]);
    }

    #[test]
    fn a_diagonal_leaves_zeros_beside_it() {
        assert_eq!(diagonal_like(&Matrix2::<f64>::repeat(7.0), 3.0), Matrix2::new(3.0, 0.0, 0.0, 3.0));
    }
}
