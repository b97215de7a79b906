//! The scalars that derivatives are generated for.

use nalgebra::RealField;

/// A real scalar that derivatives are generated for: `f64` or `f32`.
///
/// It is [`nalgebra::RealField`] with `Copy`, so that generic code has all of nalgebra at hand:
///
/// ```
/// use autodiff_runtime::Real;
///
/// fn softplus<T: Real>(x: T) -> T {
///     (T::of(1.0) + x.exp()).ln()
/// }
/// assert_eq!(softplus(0.0_f32), 2.0_f32.ln());
/// ```
///
/// The trait is sealed: a rule holds for IEEE 754 arithmetic, its rounding and its special values,
/// and says nothing about other fields.
// `from_f64`, `to_f64` and the like are taken: they are methods of the supertraits, and a second
// one of the same name would make every call by a user ambiguous.
pub trait Real: RealField + Copy + sealed::Sealed {
    /// The scalar nearest to `value`; beyond the range of `f32`, an infinity.
    fn of(value: f64) -> Self;

    /// This scalar as an `f64`, exactly.
    fn value(self) -> f64;
}

mod sealed {
    pub trait Sealed {}
    impl Sealed for f32 {}
    impl Sealed for f64 {}
}

impl Real for f64 {
    #[inline]
    fn of(value: f64) -> Self {
        value
    }

    #[inline]
    fn value(self) -> f64 {
        self
    }
}

impl Real for f32 {
    #[inline]
    fn of(value: f64) -> Self {
        value as f32
    }

    #[inline]
    fn value(self) -> f64 {
        f64::from(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_f32_rounds_to_nearest_and_reads_back_exactly() {
        assert_eq!(<f32 as Real>::of(0.1), 0.1_f32);
        assert_eq!(Real::value(0.1_f32), 0.1_f32 as f64);
        assert_eq!(<f32 as Real>::of(1e300), f32::INFINITY);
        assert!(<f32 as Real>::of(f64::NAN).is_nan());
    }

    #[test]
    fn generic_code_calls_the_methods_of_the_supertraits_without_ambiguity() {
        fn logistic<T: Real>(x: T) -> T {
            let tenth: T = nalgebra::convert(0.1);
            T::of(1.0) / (T::one() + (-x).exp()) + tenth - T::of(0.1)
        }
        assert_eq!(logistic(0.0_f64), 0.5);
        assert_eq!(logistic(0.0_f32), 0.5);
    }
}
