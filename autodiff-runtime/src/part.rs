//! Parts of vectors and matrices, and what they are made of.

use nalgebra::{Dim, Matrix, Storage, StorageMut};

use crate::Real;

/// Adds to a part: from row `i` and column `j` on, so many rows and columns.
///
/// # Panics
/// When the part is not inside, or has another shape than `s`.
#[inline]
pub fn add_part<T: Real, R: Dim, C: Dim, S: StorageMut<T, R, C>, R2: Dim, C2: Dim, Q: Storage<T, R2, C2>>(
    a: &mut Matrix<T, R, C, S>,
    i: usize,
    j: usize,
    rows: usize,
    cols: usize,
    s: &Matrix<T, R2, C2, Q>,
) {
    let mut part = a.view_mut((i, j), (rows, cols));
    part += s.view((0, 0), s.shape());
}

/// Replaces a part: from row `i` and column `j` on, so many rows and columns.
///
/// # Panics
/// When the part is not inside, or has another shape than `s`.
#[inline]
pub fn set_part<T: Real, R: Dim, C: Dim, S: StorageMut<T, R, C>, R2: Dim, C2: Dim, Q: Storage<T, R2, C2>>(
    a: &mut Matrix<T, R, C, S>,
    i: usize,
    j: usize,
    rows: usize,
    cols: usize,
    s: &Matrix<T, R2, C2, Q>,
) {
    a.view_mut((i, j), (rows, cols)).copy_from(&s.view((0, 0), s.shape()));
}

#[cfg(test)]
mod tests {
    use nalgebra::{DMatrix, Matrix2, Matrix3, Vector2};

    use super::{add_part, set_part};

    #[test]
    fn a_part_is_added_to_or_replaced() {
        let mut a = Matrix3::<f64>::repeat(1.0);
        add_part(&mut a, 1, 0, 2, 1, &Vector2::new(1.0, 2.0));
        assert_eq!(a, Matrix3::new(1.0, 1.0, 1.0, 2.0, 1.0, 1.0, 3.0, 1.0, 1.0));
        let mut a = DMatrix::<f64>::zeros(2, 3);
        set_part(&mut a, 0, 1, 2, 2, &Matrix2::new(1.0, 2.0, 3.0, 4.0));
        assert_eq!(a, DMatrix::from_row_slice(2, 3, &[0.0, 1.0, 2.0, 0.0, 3.0, 4.0]));
    }

    #[test]
    #[should_panic(expected = "Matrix slicing out of bounds.")]
    fn a_part_lies_inside() {
        set_part(&mut Matrix2::<f64>::zeros(), 1, 0, 2, 1, &Vector2::zeros());
    }
}
