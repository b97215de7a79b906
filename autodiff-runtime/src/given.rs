//! What a test of derivatives is given for parameters that are references.

use alloc::borrow::ToOwned;
use alloc::vec::Vec;
use core::borrow::Borrow;

use crate::check::Coordinates;

/// What a parameter of type `&T` is given, owned: a value, or a reference to one.
pub fn given<T: ?Sized + ToOwned>(value: impl Borrow<T>) -> T::Owned {
    value.borrow().to_owned()
}

/// What a parameter of type `&[T]` is given, owned: an array, a `Vec`, or a reference to them.
pub fn given_slice<T: Clone>(value: impl AsRef<[T]>) -> Vec<T> {
    value.as_ref().to_vec()
}

/// A local that stands for a parameter, for a check that varies it.
pub fn varied<P: Coordinates>(local: &P) -> P {
    local.clone()
}

/// What a pullback takes: a cotangent by reference, or a scalar by value.
pub trait Cotangent<'a, C> {
    /// The cotangent, as it is taken.
    fn lent(&'a self) -> C;
}

impl<'a, Y: 'a> Cotangent<'a, &'a Y> for Y {
    fn lent(&'a self) -> &'a Y {
        self
    }
}

impl Cotangent<'_, f64> for f64 {
    fn lent(&self) -> f64 {
        *self
    }
}

impl Cotangent<'_, f32> for f32 {
    fn lent(&self) -> f32 {
        *self
    }
}

/// A cotangent as the pullback takes it that it is passed to.
pub fn lent<'a, Y: Cotangent<'a, C>, C>(cotangent: &'a Y) -> C {
    cotangent.lent()
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use nalgebra::DVector;

    use super::*;

    #[test]
    fn slices_come_from_arrays_vecs_and_references_to_them() {
        let expected: Vec<f32> = vec![1.0, 2.0];
        assert_eq!(given_slice::<f32>([1.0, 2.0]), expected);
        assert_eq!(given_slice::<f32>(&[1.0, 2.0]), expected);
        assert_eq!(given_slice::<f32>(vec![1.0, 2.0]), expected);
        assert_eq!(given_slice::<f32>(&expected), expected);
        assert_eq!(given_slice::<f32>(&expected[..]), expected);
        assert_eq!(given_slice::<f32>([]), vec![]);
    }

    #[test]
    fn cotangents_of_scalars_are_lent_by_value() {
        assert_eq!(lent::<f64, f64>(&1.5), 1.5);
        assert_eq!(lent::<f32, f32>(&2.5), 2.5);
        assert_eq!(lent::<[f32; 1], &[f32; 1]>(&[3.5]), &[3.5]);
    }

    #[test]
    fn vectors_come_by_value_or_by_reference() {
        let expected = DVector::from_vec(vec![1.0_f32, 2.0]);
        assert_eq!(given::<DVector<f32>>(DVector::from_vec(vec![1.0, 2.0])), expected);
        assert_eq!(given::<DVector<f32>>(&expected), expected);
    }
}
