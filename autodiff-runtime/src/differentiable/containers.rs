//! The arithmetic of reals, vectors and matrices, `Vec`s and arrays.

use alloc::vec::Vec;

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, OMatrix};

use super::{Differentiable, Stacked};
use crate::Real;

#[diagnostic::do_not_recommend]
impl<T: Real> Stacked for T {
    #[inline]
    fn add_multiple(&mut self, factor: T, direction: &T) {
        *self += factor * *direction;
    }

    #[inline]
    fn sum_of_products(&self, other: &T) -> T {
        *self * *other
    }

    #[inline]
    fn for_each_mut(&mut self, visit: &mut impl FnMut(&mut T)) {
        visit(self);
    }
}

impl<T: Real, R: Dim, C: Dim> Stacked for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    #[inline]
    #[track_caller]
    fn add_multiple(&mut self, factor: T, direction: &OMatrix<T, R, C>) {
        same_shape(self.shape(), direction.shape());
        let pairs = self.as_mut_slice().iter_mut().zip(direction.as_slice());
        pairs.for_each(|(entry, along)| *entry += factor * *along);
    }

    #[inline]
    #[track_caller]
    fn sum_of_products(&self, other: &OMatrix<T, R, C>) -> T {
        same_shape(self.shape(), other.shape());
        OMatrix::dot(self, other)
    }

    #[inline]
    fn for_each_mut(&mut self, visit: &mut impl FnMut(&mut T)) {
        self.as_mut_slice().iter_mut().for_each(visit);
    }
}

impl<P: Stacked> Stacked for Vec<P> {
    #[inline]
    #[track_caller]
    fn add_multiple(&mut self, factor: P::Scalar, direction: &Vec<P>) {
        same_length(self.len(), direction.len());
        self.iter_mut().zip(direction).for_each(|(part, along)| part.add_multiple(factor, along));
    }

    #[inline]
    #[track_caller]
    fn sum_of_products(&self, other: &Vec<P>) -> P::Scalar {
        same_length(self.len(), other.len());
        sum(self.iter().zip(other))
    }

    #[inline]
    fn for_each_mut(&mut self, visit: &mut impl FnMut(&mut P::Scalar)) {
        self.iter_mut().for_each(|part| part.for_each_mut(visit));
    }
}

impl<P: Stacked, const N: usize> Stacked for [P; N] {
    #[inline]
    fn add_multiple(&mut self, factor: P::Scalar, direction: &[P; N]) {
        self.iter_mut().zip(direction).for_each(|(part, along)| part.add_multiple(factor, along));
    }

    #[inline]
    fn sum_of_products(&self, other: &[P; N]) -> P::Scalar {
        sum(self.iter().zip(other))
    }

    #[inline]
    fn for_each_mut(&mut self, visit: &mut impl FnMut(&mut P::Scalar)) {
        self.iter_mut().for_each(|part| part.for_each_mut(visit));
    }
}

#[diagnostic::do_not_recommend]
impl<T: Real> Differentiable for T {}

impl<T: Real, R: Dim, C: Dim> Differentiable for OMatrix<T, R, C> where DefaultAllocator: Allocator<R, C> {}

#[diagnostic::do_not_recommend]
impl<P: Stacked> Differentiable for Vec<P> {}

// Not of arrays of anything else: their `len` is the number of elements, and must not become that of reals because a
// trait is in scope.
#[diagnostic::do_not_recommend]
impl<T: Real, const N: usize> Differentiable for [T; N] {}

/// The sum of the products of pairs.
#[inline]
fn sum<'a, P: Stacked + 'a>(pairs: impl Iterator<Item = (&'a P, &'a P)>) -> P::Scalar {
    pairs.fold(P::Scalar::of(0.0), |total, (a, b)| total + a.sum_of_products(b))
}

#[inline]
#[track_caller]
fn same_shape(one: (usize, usize), two: (usize, usize)) {
    assert!(one == two, "a tangent of {} by {} entries for {} by {}", two.0, two.1, one.0, one.1);
}

#[inline]
#[track_caller]
fn same_length(one: usize, two: usize) {
    assert!(one == two, "a tangent of {two} elements for {one}");
}
