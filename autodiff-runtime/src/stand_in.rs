//! What tells whose methods the methods of numbers are, in a crate without the standard library.
//!
//! There `x.sin()` is whatever trait in scope has a `sin`. A [`StandIn`] has the methods of [`Float`] where that trait is
//! in scope, and those of the number that it points to where it is not. So a call on it resolves beside a second trait
//! with such a method for numbers only if the first is `Float`, and is ambiguous for any other.

use core::convert::Infallible;
use core::marker::PhantomData;
use core::num::FpCategory;
use core::ops::{Add, Deref, DerefMut, Div, Mul, Neg, Rem, Sub};

use num_traits::{Float, Num, NumCast, One, ToPrimitive, Zero};

/// A number for the type checker: there is none.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct StandIn<T> {
    never: Infallible,
    number: PhantomData<T>,
}

impl<T> Deref for StandIn<T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self.never {}
    }
}

impl<T> DerefMut for StandIn<T> {
    fn deref_mut(&mut self) -> &mut T {
        match self.never {}
    }
}

macro_rules! operators {
    ($($operator:ident $method:ident)*) => { $(
        impl<T> $operator for StandIn<T> {
            type Output = Self;

            fn $method(self, _: Self) -> Self {
                self
            }
        }
    )* };
}

operators!(Add add Sub sub Mul mul Div div Rem rem);

impl<T> Neg for StandIn<T> {
    type Output = Self;

    fn neg(self) -> Self {
        self
    }
}

/// What makes a number of none.
fn none<T>() -> T {
    unreachable!("a number for the type checker")
}

impl<T: PartialEq> Zero for StandIn<T> {
    fn zero() -> Self {
        none()
    }

    fn is_zero(&self) -> bool {
        match self.never {}
    }
}

impl<T: PartialEq> One for StandIn<T> {
    fn one() -> Self {
        none()
    }
}

impl<T: PartialEq> Num for StandIn<T> {
    type FromStrRadixErr = Infallible;

    fn from_str_radix(_: &str, _: u32) -> Result<Self, Infallible> {
        none()
    }
}

impl<T> ToPrimitive for StandIn<T> {
    fn to_i64(&self) -> Option<i64> {
        None
    }

    fn to_u64(&self) -> Option<u64> {
        None
    }
}

impl<T> NumCast for StandIn<T> {
    fn from<N: ToPrimitive>(_: N) -> Option<Self> {
        None
    }
}

macro_rules! float {
    (
        constants: $($constant:ident)*; tests: $($test:ident)*; unary: $($unary:ident)*; binary: $($binary:ident)*;
    ) => {
        impl<T: Copy + PartialOrd> Float for StandIn<T> {
            $( fn $constant() -> Self { none() } )*
            $( fn $test(self) -> bool { match self.never {} } )*
            $( fn $unary(self) -> Self { self } )*
            $( fn $binary(self, _: Self) -> Self { self } )*

            fn classify(self) -> FpCategory {
                match self.never {}
            }

            fn mul_add(self, _: Self, _: Self) -> Self {
                self
            }

            fn powi(self, _: i32) -> Self {
                self
            }

            fn sin_cos(self) -> (Self, Self) {
                (self, self)
            }

            fn integer_decode(self) -> (u64, i16, i8) {
                match self.never {}
            }
        }
    };
}

float! {
    constants: nan infinity neg_infinity neg_zero min_value min_positive_value max_value;
    tests: is_nan is_infinite is_finite is_normal is_sign_positive is_sign_negative;
    unary: floor ceil round trunc fract abs signum recip sqrt exp exp2 ln log2 log10 cbrt sin cos tan asin acos atan
        exp_m1 ln_1p sinh cosh tanh asinh acosh atanh;
    binary: powf log max min abs_sub hypot atan2 copysign;
}
