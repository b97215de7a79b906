//! Numbers of twice the digits, as sums of two.

use super::{Lane, fma};

/// A sum, of which the second number is what the first has lost.
#[derive(Clone, Copy, Debug)]
pub struct Pair<T>(pub T, pub T);

/// `a + b` and what it has lost, for `|a| >= |b|` or `a` zero. Dekker (1971).
#[inline(always)]
pub(super) fn sum<T: Lane>(a: T, b: T) -> Pair<T> {
    let s = a + b;
    Pair(s, b - (s - a))
}

/// `a · b` and what it has lost.
#[inline(always)]
pub(super) fn product<const FMA: bool, T: Lane>(a: T, b: T) -> Pair<T> {
    let p = a * b;
    if FMA {
        return Pair(p, a.fused(b, -p));
    }
    // Products of halves are exact, or nearly so.
    let (a_high, b_high) = (a.upper_half(), b.upper_half());
    let (a_low, b_low) = (a - a_high, b - b_high);
    let lost = ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low;
    Pair(p, lost)
}

/// The product of two pairs, but for what both have lost.
#[inline(always)]
pub(super) fn product_of_pairs<const FMA: bool, T: Lane>(a: Pair<T>, b: Pair<T>) -> Pair<T> {
    let Pair(high, low) = product::<FMA, T>(a.0, b.0);
    Pair(high, low + fma::<FMA, T>(a.0, b.1, a.1 * b.0))
}
