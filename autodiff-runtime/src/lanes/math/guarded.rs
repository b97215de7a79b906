//! Operations that generated code has besides functions.

use super::{cos, sin, sin_cos_is_wide, tan};
use crate::lanes::Lane;

/// What [`scaled`](crate::slope::scaled) gives, without a branch.
#[inline(always)]
pub fn scaled<const FMA: bool, T: Lane>(cotangent: T, slope: T) -> T {
    // The lesser of both is zero, and the cotangent no NaN: of what is NaN, the second one is taken.
    let (a, b) = (cotangent.magnitude(), slope.magnitude());
    let least = if b < a { b } else { a };
    if least == T::zero() { T::zero() } else { cotangent * slope }
}

/// `x` to the power of a small integer, by repeated squaring; the exponent is a number in the source, so nothing is left of
/// the loop.
#[inline(always)]
pub fn powi<const FMA: bool, T: Lane>(x: T, exponent: i32) -> T {
    let mut left = exponent.unsigned_abs();
    let mut square = x;
    let mut power = T::one();
    while left > 0 {
        if left % 2 == 1 {
            power *= square;
        }
        left /= 2;
        if left > 0 {
            square *= square;
        }
    }
    if exponent < 0 { T::one() / power } else { power }
}

/// The sine, within 0.85 units in the last place; of an angle that is too far out for lanes `far` is raised, and the result is of no use.
///
/// Without fused instructions it is the standard library's function, right for all angles.
#[inline(always)]
pub fn sin_or_far<const FMA: bool, T: Lane>(x: T, far: &mut T) -> T {
    if !FMA {
        return x.scalar_sin_cos().0;
    }
    *far += if sin_cos_is_wide(x) { T::one() } else { T::zero() };
    sin::<FMA, T>(x)
}

/// The cosine, as [`sin_or_far`].
#[inline(always)]
pub fn cos_or_far<const FMA: bool, T: Lane>(x: T, far: &mut T) -> T {
    if !FMA {
        return x.scalar_sin_cos().1;
    }
    *far += if sin_cos_is_wide(x) { T::one() } else { T::zero() };
    cos::<FMA, T>(x)
}

/// The tangent, as [`sin_or_far`].
#[inline(always)]
pub fn tan_or_far<const FMA: bool, T: Lane>(x: T, far: &mut T) -> T {
    if !FMA {
        return x.scalar_tan();
    }
    *far += if sin_cos_is_wide(x) { T::one() } else { T::zero() };
    tan::<FMA, T>(x)
}

/// What `far` is before any angle is.
#[inline(always)]
pub fn near<T: Lane>() -> T {
    T::zero()
}

#[cfg(test)]
mod tests {
    use super::{powi, scaled};

    #[test]
    fn guarded_products_are_those_of_scalars() {
        let numbers = [0.0, -0.0, 1.0, -2.5, f64::INFINITY, f64::NEG_INFINITY, f64::NAN, 5e-324, f64::MAX];
        for cotangent in numbers {
            for slope in numbers {
                let (lane, scalar) = (scaled::<false, _>(cotangent, slope), crate::slope::scaled(cotangent, slope));
                assert!(
                    lane == scalar || (lane.is_nan() && scalar.is_nan()),
                    "{cotangent} · {slope}: {lane} and {scalar}"
                );
            }
        }
    }

    #[test]
    fn powers_are_products() {
        for (x, exponent) in [(3.0, 0), (3.0, 1), (-2.0, 2), (-2.0, 3), (1.5, 7), (2.0, -3), (0.0, 0)] {
            assert_eq!(powi::<true, _>(x, exponent), f64::powi(x, exponent));
        }
    }
}
