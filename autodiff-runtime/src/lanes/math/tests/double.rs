//! Numbers of about 105 digits, each a sum of two, to have truth from.

use std::ops::{Add, Div, Mul, Neg, Sub};

/// The sum of both, of which the second is at most half a unit in the last place of the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Double(pub(super) f64, pub(super) f64);

/// `a + b` and what it has lost. Knuth, The Art of Computer Programming, 4.2.2, theorem B.
fn sum(a: f64, b: f64) -> Double {
    let s = a + b;
    let from_b = s - a;
    Double(s, (a - (s - from_b)) + (b - from_b))
}

/// The same where `|a| >= |b|`.
fn short_sum(a: f64, b: f64) -> Double {
    let s = a + b;
    Double(s, b - (s - a))
}

/// `a · b` and what it has lost.
fn product(a: f64, b: f64) -> Double {
    let p = a * b;
    Double(p, a.mul_add(b, -p))
}

impl From<f64> for Double {
    fn from(x: f64) -> Double {
        Double(x, 0.0)
    }
}

impl Neg for Double {
    type Output = Double;
    fn neg(self) -> Double {
        Double(-self.0, -self.1)
    }
}

impl Add for Double {
    type Output = Double;
    fn add(self, other: Double) -> Double {
        let (high, low) = (sum(self.0, other.0), sum(self.1, other.1));
        let first = short_sum(high.0, high.1 + low.0);
        short_sum(first.0, first.1 + low.1)
    }
}

impl Sub for Double {
    type Output = Double;
    fn sub(self, other: Double) -> Double {
        self + -other
    }
}

impl Mul for Double {
    type Output = Double;
    fn mul(self, other: Double) -> Double {
        let high = product(self.0, other.0);
        short_sum(high.0, high.1 + (self.0 * other.1 + self.1 * other.0))
    }
}

impl Div for Double {
    type Output = Double;
    fn div(self, other: Double) -> Double {
        let first = self.0 / other.0;
        let left = self - other * first.into();
        let second = left.0 / other.0;
        let left = left - other * second.into();
        short_sum(first, second) + Double::from(left.0 / other.0)
    }
}

impl Double {
    /// Both times a power of two.
    pub(super) fn scaled(self, exponent: i32) -> Double {
        let half = exponent / 2;
        let (one, two) = (2.0_f64.powi(half), 2.0_f64.powi(exponent - half));
        Double(self.0 * one * two, self.1 * one * two)
    }

    pub(super) fn abs(self) -> Double {
        if self.0 < 0.0 { -self } else { self }
    }
}
