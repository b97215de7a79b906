//! Where the largest and the smallest entries are.

use nalgebra::{Dim, Matrix, RawStorage, RawStorageMut};

use crate::Real;

/// The place of the largest entry in storage order, column by column: the first one that is largest. NaN loses. Of no
/// entries, their number.
#[inline]
pub fn place_of_max<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>>(a: &Matrix<T, R, C, S>) -> usize {
    first_where(a, |entry| entry, |entry, best| entry > best)
}

/// The place of the smallest entry in storage order: the first one that is smallest. NaN loses.
#[inline]
pub fn place_of_min<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>>(a: &Matrix<T, R, C, S>) -> usize {
    first_where(a, |entry| entry, |entry, best| entry < best)
}

/// The place of the entry of largest absolute value in storage order: the first such. NaN loses.
#[inline]
pub fn place_of_max_abs<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>>(a: &Matrix<T, R, C, S>) -> usize {
    first_where(a, |entry| entry.abs(), |entry, best| entry > best)
}

/// The place of the entry of smallest absolute value in storage order: the first such. NaN loses.
#[inline]
pub fn place_of_min_abs<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>>(a: &Matrix<T, R, C, S>) -> usize {
    first_where(a, |entry| entry.abs(), |entry, best| entry < best)
}

fn first_where<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>>(
    a: &Matrix<T, R, C, S>,
    size: impl Fn(T) -> T,
    is_better: impl Fn(T, T) -> bool,
) -> usize {
    let sizes = a.iter().map(|entry| size(*entry)).enumerate();
    let is_nan = |entry: T| entry.partial_cmp(&entry).is_none();
    let best = sizes.reduce(|best, next| if is_better(next.1, best.1) || is_nan(best.1) { next } else { best });
    best.map_or(0, |(place, _)| place)
}

/// The entry in a place in storage order, and 0 where there is none.
#[inline]
pub fn entry_if_any<T: Real, R: Dim, C: Dim, S: RawStorage<T, R, C>>(a: &Matrix<T, R, C, S>, place: usize) -> T {
    if place < a.len() { a[place] } else { T::zero() }
}

/// Adds to the entry in a place in storage order, where there is one.
#[inline]
pub fn add_if_any<T: Real, R: Dim, C: Dim, S: RawStorageMut<T, R, C>>(a: &mut Matrix<T, R, C, S>, place: usize, s: T) {
    if place < a.len() {
        a[place] += s;
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::{DVector, Matrix2, Vector3};

    use super::{add_if_any, entry_if_any, place_of_max, place_of_max_abs, place_of_min, place_of_min_abs};

    #[test]
    fn the_first_of_equals_wins() {
        let a = Matrix2::new(1.0, -3.0, 3.0, 3.0);
        assert_eq!([place_of_max(&a), place_of_min(&a), place_of_max_abs(&a), place_of_min_abs(&a)], [1, 2, 1, 0]);
    }

    #[test]
    fn nan_loses() {
        let v = Vector3::new(f64::NAN, -1.0, f64::NAN);
        assert_eq!([place_of_max(&v), place_of_min(&v), place_of_max_abs(&v), place_of_min_abs(&v)], [1; 4]);
        assert_eq!(place_of_max(&Vector3::repeat(f32::NAN)), 2);
    }

    #[test]
    fn of_no_entries_there_is_none() {
        let mut none = DVector::<f64>::zeros(0);
        assert_eq!(entry_if_any(&none, place_of_max(&none)), 0.0);
        add_if_any(&mut none, 0, 1.0);
        assert_eq!(entry_if_any(&Vector3::new(1.0, 2.0, 3.0), 2), 3.0);
    }
}
