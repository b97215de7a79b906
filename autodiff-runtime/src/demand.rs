//! What operations ask of sizes and indices.
//!
//! The derivative of a function may do without an operation of the function's, and still has to panic where that does:
//! `x.dot(y)` by `x` is `y`, of whatever length. Each function here compares a few numbers, and what it says when it
//! panics is not in its callers' way.

use crate::Real;
use crate::tangent::Tangent;

/// Asks that two sizes are the same.
///
/// # Panics
/// When they are not; `operation` is what the message says that they are sizes of.
#[inline]
#[track_caller]
pub fn same_size(one: usize, two: usize, operation: &str) {
    if one != two {
        sizes_differ(one, two, operation);
    }
}

/// Asks that what is given has the shape of a parameter.
///
/// # Panics
/// When it has not; `names` are those of both.
#[inline]
#[track_caller]
pub fn same_shape<A: Tangent + ?Sized>(given: &A, parameter: &A, names: &str) {
    if !given.has_shape_of(parameter) {
        shapes_differ(names);
    }
}

/// Asks that an index is less than a length.
///
/// # Panics
/// When it is not.
#[inline]
#[track_caller]
pub fn in_bounds(index: usize, len: usize) {
    if index >= len {
        out_of_bounds(index, len);
    }
}

/// Asks that the numbers of a range are less than a length.
///
/// # Panics
/// When one of them is not. An empty range has none.
#[inline]
#[track_caller]
pub fn all_in_bounds(start: usize, end: usize, len: usize) {
    if start < end && end > len {
        out_of_bounds(if start > len { start } else { len }, len);
    }
}

/// Asks that the range `from..to` is in a length.
///
/// # Panics
/// When it is not, or starts after its end.
#[inline]
#[track_caller]
pub fn range_in_bounds(from: usize, to: usize, len: usize) {
    if from > to || to > len {
        no_range(from, to, len);
    }
}

/// Asks that so many from `start` on are in a length.
///
/// # Panics
/// When they are not.
#[inline]
#[track_caller]
pub fn part_in_bounds(start: usize, count: usize, len: usize) {
    if start > len || count > len - start {
        no_part(start, count, len);
    }
}

/// Asks that the bounds of `clamp` are in order.
///
/// # Panics
/// When they are not, or one of them is NaN.
#[inline]
#[track_caller]
pub fn ordered<T: Real>(low: T, high: T) {
    if low.partial_cmp(&high).is_none_or(core::cmp::Ordering::is_gt) {
        not_ordered(low, high);
    }
}

#[cold]
#[inline(never)]
#[track_caller]
fn not_ordered<T: Real>(low: T, high: T) {
    panic!("min > max, or either was NaN. min = {low:?}, max = {high:?}");
}

#[cold]
#[inline(never)]
#[track_caller]
fn sizes_differ(one: usize, two: usize, operation: &str) {
    panic!("dimension mismatch: {operation} of sizes {one} and {two}");
}

#[cold]
#[inline(never)]
#[track_caller]
fn shapes_differ(names: &str) {
    panic!("dimension mismatch: {names} of different shapes");
}

#[cold]
#[inline(never)]
#[track_caller]
fn out_of_bounds(index: usize, len: usize) {
    panic!("index out of bounds: the len is {len} but the index is {index}");
}

#[cold]
#[inline(never)]
#[track_caller]
fn no_range(from: usize, to: usize, len: usize) {
    panic!("range {from}..{to} out of range for a length of {len}");
}

#[cold]
#[inline(never)]
#[track_caller]
fn no_part(start: usize, count: usize, len: usize) {
    panic!("a part of {count} from {start} on is out of range for a length of {len}");
}

#[cfg(test)]
mod tests {
    use std::panic::catch_unwind;
    use std::string::String;

    use nalgebra::DMatrix;

    use super::{all_in_bounds, in_bounds, ordered, part_in_bounds, range_in_bounds, same_shape, same_size};

    /// What a panic says; nothing where there is none.
    fn said(work: impl FnOnce() + std::panic::UnwindSafe) -> String {
        catch_unwind(work).map_or_else(|panic| *panic.downcast::<String>().unwrap(), |()| String::new())
    }

    #[test]
    fn sizes_that_differ_are_named() {
        assert_eq!(said(|| same_size(3, 3, "dot")), "");
        assert_eq!(said(|| same_size(3, 2, "dot")), "dimension mismatch: dot of sizes 3 and 2");
    }

    #[test]
    fn shapes_that_differ_are_named() {
        let (one, two) =
            ([[1.0].as_slice(), &[2.0]].map(<[f64]>::to_vec), [[1.0, 2.0].as_slice(), &[]].map(<[f64]>::to_vec));
        assert_eq!(said(|| same_shape(&one, &one, "`t_x` and `x`")), "");
        assert_eq!(
            said(|| same_shape(&one, &two, "`t_x` and `x`")),
            "dimension mismatch: `t_x` and `x` of different shapes"
        );
        let (column, row) = (DMatrix::<f64>::zeros(2, 1), DMatrix::zeros(1, 2));
        assert!(said(|| same_shape(&(1.0, column.clone()), &(2.0, &column * 2.0), "")).is_empty());
        assert!(!said(|| same_shape(&(1.0, column.clone()), &(1.0, row.clone()), "")).is_empty());
    }

    #[test]
    fn bounds_are_in_order_as_those_of_clamp() {
        for (low, high) in [(0.0, 1.0), (1.0, 1.0), (1.0, 0.0), (f64::NAN, 1.0), (0.0, f64::NAN)] {
            assert_eq!(said(|| ordered(low, high)).is_empty(), low <= high);
            assert_eq!(said(|| ordered(low, high)), said(|| assert!(!0.5_f64.clamp(low, high).is_nan())));
        }
    }

    #[test]
    fn indices_are_in_bounds_as_those_of_slices() {
        for len in 0..3 {
            let slice = &[0.0; 3][..len];
            (0..4).for_each(|index| {
                assert_eq!(said(|| in_bounds(index, len)), said(|| assert!(slice[index] == 0.0)));
            });
        }
    }

    #[test]
    fn ranges_are_in_bounds_as_those_of_slices() {
        for len in 0..3 {
            let slice = &[0.0; 3][..len];
            for (from, to) in (0..4).flat_map(|from| (0..4).map(move |to| (from, to))) {
                let is_range = slice.get(from..to).is_some();
                assert_eq!(said(|| range_in_bounds(from, to, len)).is_empty(), is_range, "{from}..{to} in {len}");
                let is_part = slice.get(from..from + to).is_some();
                assert_eq!(said(|| part_in_bounds(from, to, len)).is_empty(), is_part, "{to} from {from} in {len}");
                let are_indices = (from..to).all(|index| index < len);
                assert_eq!(said(|| all_in_bounds(from, to, len)).is_empty(), are_indices, "{from}..{to} in {len}");
            }
        }
        assert!(!said(|| part_in_bounds(1, usize::MAX, 3)).is_empty());
        assert_eq!(said(|| all_in_bounds(1, 5, 3)), "index out of bounds: the len is 3 but the index is 3");
    }
}
