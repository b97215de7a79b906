//! The scalars that functions without branches are written for, and the operations on their bits.

use super::math::series::Series;
use crate::Real;

/// A scalar that loops over lanes work on: `f64` or `f32`.
///
/// What is done to bits is done with instructions that every processor has for lanes: additions, logic, and shifts by a constant. A
/// number that has been rounded by adding [`Lane::ROUND`] has the integer in its lowest bits, which is how integers come from
/// numbers and go back to them without a conversion.
///
/// Like [`Real`] it can't be implemented for other types.
pub trait Lane: Real + Series + Send + Sync {
    /// Whether twice as many lanes fit into a vector as of the other type.
    const IS_NARROW: bool;
    /// 1.5 · 2ᵐ, where m is the number of stored digits: what is added to a smaller number rounds it to an integer.
    const ROUND: Self;
    /// Infinity.
    const INFINITE: Self;
    /// Not a number.
    const UNDEFINED: Self;
    /// The least positive number that has all its digits.
    const LEAST_NORMAL: Self;

    /// A power of two that makes numbers below [`Lane::LEAST_NORMAL`] larger than it.
    const LIFT: Self;
    /// Its exponent.
    const LIFTED: Self;

    /// `self · a + b`, rounded once.
    fn fused(self, a: Self, b: Self) -> Self;

    /// The square root.
    fn root(self) -> Self;

    /// Sine and cosine by the functions of the standard library, right for all angles.
    fn scalar_sin_cos(self) -> (Self, Self);

    /// The tangent by the function of the standard library.
    fn scalar_tan(self) -> Self;

    /// A power by the function of the standard library.
    fn scalar_powf(self, exponent: Self) -> Self;

    /// Without its sign.
    fn magnitude(self) -> Self;

    /// With the sign of `other`.
    fn signed_as(self, other: Self) -> Self;

    /// `2ⁿ` of `ROUND + n`, where that has all its digits.
    fn power(rounded: Self) -> Self;

    /// `2^⌊n/2⌋` and `2^⌈n/2⌉`, of `ROUND + n`: their product is `2ⁿ` where that number itself overflows or loses digits.
    fn halves_of_power(rounded: Self) -> (Self, Self);

    /// `1 / power`, of a power of two that has all its digits, and whose inverse has them too.
    fn inverse_of_power(power: Self) -> Self;

    /// `(k, m)` where `self = m · 2ᵏ` and `√½ <= m < √2`, for a positive finite number that has all its digits.
    fn exponent_and_mantissa(self) -> (Self, Self);

    /// `odd` where the integer in `rounded` is odd, else `even`.
    fn by_parity(rounded: Self, odd: Self, even: Self) -> Self;

    /// `self`, negated where the integer in `rounded` is 2 or 3 modulo 4.
    fn negated_by_half_turn(self, rounded: Self) -> Self;

    /// The upper half of its digits: products of two such are exact.
    fn upper_half(self) -> Self;
}

/// An implementation from the format: the integer of its bits, stored digits, the bits of √½.
macro_rules! lane {
    ($lane:ident, $bits:ident, $digits:literal, $root_of_half:literal) => {
        impl Lane for $lane {
            const IS_NARROW: bool = $bits::BITS == 32;
            const ROUND: Self = 1.5 * (1_u64 << $digits) as $lane;
            const INFINITE: Self = $lane::INFINITY;
            const UNDEFINED: Self = $lane::NAN;
            const LEAST_NORMAL: Self = $lane::MIN_POSITIVE;
            const LIFT: Self = (1_u64 << ($digits + 2)) as $lane;
            const LIFTED: Self = ($digits + 2) as $lane;

            #[inline(always)]
            fn fused(self, a: Self, b: Self) -> Self {
                #[cfg(feature = "std")]
                return self.mul_add(a, b);
                #[cfg(not(feature = "std"))]
                num_traits::Float::mul_add(self, a, b)
            }

            #[inline(always)]
            fn root(self) -> Self {
                #[cfg(feature = "std")]
                return self.sqrt();
                #[cfg(not(feature = "std"))]
                num_traits::Float::sqrt(self)
            }

            fn scalar_sin_cos(self) -> (Self, Self) {
                #[cfg(feature = "std")]
                return self.sin_cos();
                #[cfg(not(feature = "std"))]
                num_traits::Float::sin_cos(self)
            }

            fn scalar_tan(self) -> Self {
                #[cfg(feature = "std")]
                return self.tan();
                #[cfg(not(feature = "std"))]
                num_traits::Float::tan(self)
            }

            fn scalar_powf(self, exponent: Self) -> Self {
                #[cfg(feature = "std")]
                return self.powf(exponent);
                #[cfg(not(feature = "std"))]
                num_traits::Float::powf(self, exponent)
            }

            #[inline(always)]
            fn magnitude(self) -> Self {
                self.abs()
            }

            #[inline(always)]
            fn signed_as(self, other: Self) -> Self {
                self.copysign(other)
            }

            #[inline(always)]
            fn power(rounded: Self) -> Self {
                $lane::from_bits(rounded.to_bits().wrapping_add(BIAS) << $digits)
            }

            #[inline(always)]
            fn halves_of_power(rounded: Self) -> (Self, Self) {
                // The exponents of both halves, with the bias of the format each.
                let sum = rounded.to_bits().wrapping_sub(Self::ROUND.to_bits()).wrapping_add(2 * BIAS);
                let lower = sum >> 1;
                let upper = sum.wrapping_sub(lower);
                ($lane::from_bits(lower << $digits), $lane::from_bits(upper << $digits))
            }

            #[inline(always)]
            fn inverse_of_power(power: Self) -> Self {
                $lane::from_bits(((2 * BIAS) << $digits).wrapping_sub(power.to_bits()))
            }

            #[inline(always)]
            fn exponent_and_mantissa(self) -> (Self, Self) {
                // Shifted so that the exponent changes at √½ instead of at 1.
                let shifted = self.to_bits().wrapping_add((BIAS << $digits) - $root_of_half);
                let exponent = shifted >> $digits;
                let mantissa = (shifted & ((1 << $digits) - 1)).wrapping_add($root_of_half);
                // An integer in the lowest digits of a number between 2ᵐ and 2ᵐ⁺¹ becomes one by a subtraction.
                let start = (1_u64 << $digits) as $lane;
                let exponent = $lane::from_bits(exponent | start.to_bits()) - (start + BIAS as $lane);
                (exponent, $lane::from_bits(mantissa))
            }

            #[inline(always)]
            fn by_parity(rounded: Self, odd: Self, even: Self) -> Self {
                // All ones where it is odd: lanes of 64 bits can't be compared with the first instructions of x86-64.
                let mask = (rounded.to_bits() & 1).wrapping_neg();
                $lane::from_bits((odd.to_bits() & mask) | (even.to_bits() & !mask))
            }

            #[inline(always)]
            fn negated_by_half_turn(self, rounded: Self) -> Self {
                $lane::from_bits(self.to_bits() ^ ((rounded.to_bits() & 2) << ($bits::BITS - 2)))
            }

            #[inline(always)]
            fn upper_half(self) -> Self {
                $lane::from_bits(self.to_bits() & ($bits::MAX << ($digits / 2 + 1)))
            }
        }
    };
}

mod wide {
    use super::Lane;
    const BIAS: u64 = 1023;
    lane!(f64, u64, 52, 0x3fe6_a09e_667f_3bcd);
}

mod narrow {
    use super::Lane;
    const BIAS: u32 = 127;
    lane!(f32, u32, 23, 0x3f35_04f3);
}
