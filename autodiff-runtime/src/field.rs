//! Fields of structs: what the code of `#[derive(Differentiable)]` calls.

use alloc::format;
use alloc::string::String;

use crate::{Real, Stacked};

/// Compiles for types that have a derivative, and for no others.
#[inline]
pub const fn has_derivative<F: Stacked>() {}

/// Compiles for types with a derivative that is made of `T`, and for no others.
#[inline]
pub const fn has_scalar<F: MadeOf<T>, T>() {}

/// Compiles for two types whose derivatives have one scalar, and for no others.
#[inline]
pub const fn have_one_scalar<F: Stacked, G: MadeOf<F::Scalar>>() {}

/// What has a derivative that is made of reals of type `T`.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no derivative that is made of `{T}`",
    label = "this is not differentiable, or has another scalar",
    note = "mark the field with `#[constant]`: it keeps its value, and receives no derivative",
    note = "or put `#[derive(Differentiable)]` on the type, if it is a struct of reals, vectors and matrices of `{T}`"
)]
pub trait MadeOf<T> {}

#[diagnostic::do_not_recommend]
impl<F: Stacked<Scalar = T>, T> MadeOf<T> for F {}

/// The field that has coordinate `index` of a struct, and the coordinate's number in the field. `dimensions` are those
/// of the fields.
///
/// # Panics
/// When there are not so many coordinates.
pub fn located(index: usize, dimensions: &[usize]) -> (usize, usize) {
    let mut inner = index;
    for (field, dimension) in dimensions.iter().enumerate() {
        if inner < *dimension {
            return (field, inner);
        }
        inner -= dimension;
    }
    panic!("coordinate {index} of a struct with {}", index - inner);
}

/// How a coordinate of a struct is written: the field's name, and how it is written in the field.
pub fn entry(field: &str, inner: &str) -> String {
    format!(".{field}{inner}")
}

/// The distance from 1 to the next number.
pub fn epsilon<T: Real>() -> f64 {
    T::default_epsilon().value()
}

/// A clone of a constant field, for another struct.
#[inline]
pub fn kept<A: Clone>(constant: &A) -> A {
    constant.clone()
}

#[cfg(test)]
mod tests {
    use super::{entry, located};

    #[test]
    fn coordinates_go_field_by_field() {
        let found = [0, 1, 2, 3].map(|index| located(index, &[2, 0, 2]));
        assert_eq!(found, [(0, 0), (0, 1), (2, 0), (2, 1)]);
        assert_eq!(entry("bias", "[2]"), ".bias[2]");
    }

    #[test]
    #[should_panic(expected = "coordinate 4 of a struct with 3")]
    fn a_coordinate_beyond_a_struct() {
        located(4, &[1, 2]);
    }
}
