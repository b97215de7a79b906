//! Coordinates of owned vectors and matrices.

use alloc::format;
use alloc::string::String;

use nalgebra::allocator::Allocator;
use nalgebra::{DefaultAllocator, Dim, OMatrix};

use super::Coordinates;
use crate::Real;

/// In storage order: column by column.
impl<T: Real, R: Dim, C: Dim> Coordinates for OMatrix<T, R, C>
where
    DefaultAllocator: Allocator<R, C>,
{
    fn epsilon() -> f64 {
        T::epsilon()
    }

    fn dimension(&self) -> usize {
        self.len()
    }

    fn coordinate(&self, index: usize) -> f64 {
        self[index].value()
    }

    fn set_coordinate(&mut self, index: usize, value: f64) {
        self[index] = T::of(value);
    }

    fn entry(&self, index: usize) -> String {
        assert!(index < self.len(), "coordinate {index} of a matrix with {} entries", self.len());
        let is_vector = R::try_to_usize() == Some(1) || C::try_to_usize() == Some(1);
        if is_vector {
            format!("[{index}]")
        } else {
            let rows = self.nrows();
            format!("[({}, {})]", index % rows, index / rows)
        }
    }
}
