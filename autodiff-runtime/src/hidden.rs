//! Whether a type that the compiler saw nothing in has tangents after all: an alias hides what it stands for.

use core::marker::PhantomData;

use crate::tangent::Tangent;

/// Asks of a type whether it has tangents: `Probe::<T>::HAS_TANGENTS`, with [`NoTangents`] in scope.
#[derive(Debug)]
pub struct Probe<T: ?Sized>(PhantomData<T>);

impl<T: Tangent + ?Sized> Probe<T> {
    /// Rust takes this one where it is there.
    pub const HAS_TANGENTS: bool = true;
}

/// The answer for any other type.
pub trait NoTangents {
    /// A constant of the type goes before that of a trait.
    const HAS_TANGENTS: bool = false;
}

impl<T: ?Sized> NoTangents for Probe<T> {}

#[cfg(test)]
mod tests {
    use super::{NoTangents, Probe};

    #[test]
    fn a_type_with_tangents_is_known_behind_any_name() {
        type Alias = nalgebra::DVector<f64>;
        const KNOWN: [bool; 3] =
            [Probe::<Alias>::HAS_TANGENTS, Probe::<[f64; 2]>::HAS_TANGENTS, Probe::<str>::HAS_TANGENTS];
        assert_eq!(KNOWN, [true, true, false]);
    }
}
