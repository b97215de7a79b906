//! Attributes on annotated functions, before and after `#[differentiate]`.

use derivatives::differentiate;

/// Inlined.
#[inline]
#[differentiate(crate = derivatives)]
#[must_use]
#[inline(always)]
#[allow(clippy::inline_always, unused_attributes)]
pub fn inlined(x: f64) -> f64 {
    x * x
}

/// In view, by a condition before.
#[cfg(not(any()))]
#[differentiate(crate = derivatives)]
#[must_use = "a function without effects"]
#[track_caller]
pub fn present(x: f64) -> f64 {
    x * x
}

/// Not in view: another function of the name is.
#[cfg(any())]
#[differentiate(crate = derivatives)]
pub fn chosen(x: f64) -> f64 {
    does_not_exist(x)
}

/// In view, by a condition after.
#[differentiate(crate = derivatives)]
#[cfg(not(any()))]
#[must_use]
pub fn chosen(x: f64) -> f64 {
    x * x * x
}

/// Not in view, by a condition after.
#[differentiate(crate = derivatives)]
#[cfg(any())]
pub fn chosen(x: f64) -> f64 {
    x
}

/// A conditional attribute that is no condition.
#[differentiate(crate = derivatives)]
#[cfg_attr(not(any()), inline, must_use)]
pub fn conditional(x: f64) -> f64 {
    x * x
}

#[doc = "Documented by an attribute."]
#[doc(alias = "square")]
#[differentiate(crate = derivatives)]
#[must_use]
#[cold]
pub fn documented(x: f64) -> f64 {
    x * x
}

/// Hidden from the documentation, and deprecated.
#[doc(hidden)]
#[deprecated(note = "for a test")]
#[differentiate(crate = derivatives)]
#[must_use]
pub fn deprecated(x: f64) -> f64 {
    x * x
}

#[cfg(test)]
mod tests {
    #[test]
    fn gradients() {
        let squares = [
            super::inlined::gradient(3.0),
            super::present::gradient(3.0),
            super::conditional::gradient(3.0),
            super::documented::gradient(3.0),
        ];
        assert!(squares.iter().all(|gradient| gradient.to_bits() == 6.0_f64.to_bits()));
        assert_eq!(super::chosen::gradient(2.0).to_bits(), 12.0_f64.to_bits());
    }
}

/// With a rule.
#[differentiate(crate = derivatives, derivative(x = 3.0 * x * x), hessian, taylor)]
#[must_use]
pub fn ruled(x: f64) -> f64 {
    x * x * x
}

/// With rules that are functions.
#[differentiate(vjp = crate::attributes::pulled, jvp = pushed, crate = derivatives, jacobian)]
#[must_use]
pub fn ruled_by_path(x: &[f64]) -> f64 {
    x.iter().sum()
}

fn pulled(x: &[f64]) -> (f64, impl Fn(f64) -> Vec<f64>) {
    (ruled_by_path(x), move |y_bar| vec![y_bar; x.len()])
}

fn pushed(x: &[f64], t: &[f64]) -> (f64, f64) {
    (ruled_by_path(x), ruled_by_path(t))
}

/// Forward alone.
#[differentiate(jvp = pushed, crate = derivatives)]
#[must_use]
pub fn ruled_forward(x: &[f64]) -> f64 {
    ruled_by_path(x)
}
