//! Reals stacked one above the other: the rows and columns of Jacobians.

use nalgebra::{Dim, Matrix, RawStorage, StorageMut};

use crate::Real;
use crate::Stacked;
use crate::tangent::Tangent;

/// How many reals something is made of.
#[inline]
pub fn count<A: Tangent + ?Sized>(a: &A) -> usize {
    a.count()
}

/// A tangent of `a` that is 1 in one of its reals, and 0 in all others.
///
/// # Panics
/// When there is no such real.
#[inline]
pub fn unit<A: Tangent + ?Sized>(a: &A, place: usize) -> A::Owned {
    let mut unit = a.zeros();
    let mut left = place as isize;
    unit.for_each_mut(&mut |entry| {
        if left == 0 {
            *entry = A::Scalar::of(1.0);
        }
        left -= 1;
    });
    assert!(left < 0, "place {place} of {}", a.count());
    unit
}

/// Overwrites a column with the reals of `s`.
///
/// # Panics
/// When there is no such column, or it has another length.
#[inline]
pub fn set_stacked_column<T: Real, R: Dim, C: Dim, S: StorageMut<T, R, C>, A: Tangent<Scalar = T> + ?Sized>(
    matrix: &mut Matrix<T, R, C, S>,
    column: usize,
    s: &A,
) {
    let mut column = matrix.column_mut(column);
    let mut entries = column.iter_mut();
    s.for_each(&mut |real| *entries.next().expect("more reals than entries") = real);
    assert!(entries.next().is_none(), "fewer reals than entries");
}

/// Adds the reals of `s` to a column.
///
/// # Panics
/// When there is no such column, or it has another length.
#[inline]
pub fn add_stacked_column<T: Real, R: Dim, C: Dim, S: StorageMut<T, R, C>, A: Tangent<Scalar = T> + ?Sized>(
    matrix: &mut Matrix<T, R, C, S>,
    column: usize,
    s: &A,
) {
    let mut column = matrix.column_mut(column);
    let mut entries = column.iter_mut();
    s.for_each(&mut |real| *entries.next().expect("more reals than entries") += real);
}

/// The reals of a column, in the shape of `like`.
///
/// # Panics
/// When there is no such column, or it is too short.
#[inline]
pub fn stacked_column<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>, A: Tangent<Scalar = T> + ?Sized>(
    matrix: &Matrix<T, R, C, S>,
    column: usize,
    like: &A,
) -> A::Owned {
    let column = matrix.column(column);
    let mut entries = column.iter();
    let mut parts = like.zeros();
    parts.for_each_mut(&mut |entry| *entry = *entries.next().expect("more reals than entries"));
    parts
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use nalgebra::{Matrix2, Matrix3x2, Vector2, Vector3};

    use super::{add_stacked_column, count, set_stacked_column, stacked_column, unit};

    #[test]
    fn a_matrix_is_stacked_column_by_column() {
        let mut jacobian = nalgebra::Matrix4x2::zeros();
        set_stacked_column(&mut jacobian, 1, &Matrix2::new(1.0, 2.0, 3.0, 4.0));
        assert_eq!(jacobian.column(1).as_slice(), [1.0, 3.0, 2.0, 4.0]);
        add_stacked_column(&mut jacobian, 1, &[[1.0, 0.0], [0.0, 1.0]]);
        assert_eq!(stacked_column(&jacobian, 1, &Matrix2::zeros()), Matrix2::new(2.0, 2.0, 3.0, 5.0));
        assert_eq!(count(&[Vector2::<f64>::zeros(), Vector2::zeros()][..]), 4);
    }

    #[test]
    fn a_unit_has_a_single_one() {
        assert_eq!(unit(&2.0, 0), 1.0);
        assert_eq!(unit(&Matrix3x2::<f32>::zeros(), 4), Matrix3x2::new(0.0, 0.0, 0.0, 1.0, 0.0, 0.0));
        assert_eq!(unit(&vec![vec![0.0], vec![0.0, 0.0]], 2), vec![vec![0.0], vec![0.0, 1.0]]);
    }

    #[test]
    #[should_panic = "place 3 of 3"]
    fn a_unit_beyond_the_end_panics() {
        let _ = unit(&Vector3::<f64>::zeros(), 3);
    }

    #[test]
    #[should_panic = "fewer reals"]
    fn lengths_must_agree() {
        set_stacked_column(&mut Matrix2::zeros(), 0, &[1.0][..]);
    }
}
