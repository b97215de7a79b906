//! Functions of an angle with a removable singularity at the identity; each family is closed under differentiation.

use crate::ir::{Elem, Kind, Node, Slope};
use crate::rules::formula::steep;
use crate::rules::integer::{CAST, INT_ADD};

scalar_rules! {
    /// Stumpff's `cₖ(t) = Σ (-t)ʲ / (k + 2j)!`, of `t = θ²`: `cos θ`, `sin θ / θ`, `(1 - cos θ) / θ²`, ..
    /// The slope is `(k cₖ₊₂ - cₖ₊₁) / 2`, everywhere.
    STUMPFF stumpff(t, k: usize) = { runtime::stumpff(t, k) } => y { t: stumpff_slope(t, k), k: 0.0 }
        at [(0.0, 2), (1e-6, 3), (0.7, 0), (0.7, 1), (2.3, 2), (12.0, 3)];

    /// The n-th derivative of `arccos(c) / √(1 - c²)`. At `c = -1`, a turn by π, the slope is infinite: a zero
    /// cotangent contributes zero.
    ARC arc(c, n: usize) = { runtime::arc(c, n) } => y { c: steep(c.arc(plus(n, 1))), n: 0.0 }
        at [(1.0, 0), (0.8, 0), (0.3, 0), (-0.6, 0), (0.9, 1), (0.2, 1)];
}

fn stumpff_slope<'b>(t: Node<'b>, k: Node<'b>) -> Slope<'b> {
    if k.known_int() == Some(0) {
        return Slope::Node(t.stumpff(plus(k, 1)) * -0.5);
    }
    Slope::Node((times(k, t.stumpff(plus(k, 2))) - t.stumpff(plus(k, 1))) * 0.5)
}

/// The number after `k`, or the one after that.
fn plus(k: Node<'_>, step: i128) -> Node<'_> {
    let builder = k.builder;
    match k.known_int() {
        Some(known) => builder.node(builder.int(known + step)),
        None => k.apply(&INT_ADD, &[builder.node(builder.int(step))]),
    }
}

/// A real, as often as an integer says.
fn times<'b>(k: Node<'b>, x: Node<'b>) -> Node<'b> {
    let builder = k.builder;
    match k.known_int() {
        Some(1) => x,
        Some(known) => x * known as f64,
        None => {
            let elem = x.kind().elem().cloned().unwrap_or(Elem::Any);
            x * builder.node(builder.apply_as(&CAST, &[k.value()], Kind::Real(elem)))
        }
    }
}

/// What the runtime's functions mean, for the interpreter: the same by other ways.
#[cfg(test)]
mod runtime {
    /// The series, of which an argument as small as in tests needs few terms.
    pub(super) fn stumpff(t: f64, k: usize) -> f64 {
        let factorial = |n: usize| (1..=n).map(|factor| factor as f64).product::<f64>();
        (0..40).rev().map(|j| (-t).powi(j) / factorial(k + 2 * j as usize)).sum()
    }

    /// The derivatives of the power series in `1 - c`, or the equation that they solve.
    pub(super) fn arc(c: f64, n: usize) -> f64 {
        let x = 1.0 - c;
        if x.abs() < 0.6 {
            let (mut coefficient, mut sum) = (1.0, 0.0);
            for j in 0..80_usize {
                if let Some(power) = j.checked_sub(n) {
                    let falling = (power..j).map(|factor| (factor + 1) as f64).product::<f64>();
                    sum += coefficient * falling * x.powi(power as i32);
                }
                coefficient *= (j + 1) as f64 / (2 * j + 3) as f64;
            }
            return if n.is_multiple_of(2) { sum } else { -sum };
        }
        let f = c.acos() / ((1.0 - c) * (1.0 + c)).sqrt();
        match n {
            0 => f,
            1 => (c * f - 1.0) / (1.0 - c * c),
            _ => {
                let (one, two) = (arc(c, n - 1), arc(c, n - 2));
                let order = (n - 1) as f64;
                ((2.0 * order + 1.0) * c * one + order * order * two) / (1.0 - c * c)
            }
        }
    }
}
