//! Tests that the attribute writes, and `check!`.

use derivatives::differentiate;
use nalgebra::{DVector, Vector2};

/// With a test at two points.
#[differentiate(
    crate = derivatives,
    wrt(w, b),
    jvp, jacobian, hvp, taylor,
    test(w = DVector::from_vec(vec![0.5, -1.0]), b = 0.25, x = DVector::from_vec(vec![2.0, 3.0])),
    test(w = DVector::zeros(1), b = 3.0, x = DVector::from_element(1, 0.1)),
)]
#[must_use]
pub fn neuron(w: &DVector<f64>, b: f64, x: &DVector<f64>) -> f64 {
    (w.dot(x) + b).tanh()
}

/// Not in view, and not tested.
#[cfg(any())]
#[differentiate(crate = derivatives, test(x = missing()))]
pub fn absent(x: f64) -> f64 {
    x
}

/// With a name that is none of a function, and values that the test alone needs.
#[allow(non_snake_case)]
#[differentiate(crate = derivatives, test(at = tests::point()))]
#[must_use]
pub fn Product(at: &Vector2<f64>) -> f64 {
    at.x * at.y * squared(at.x)
}

#[differentiate(crate = derivatives)]
fn squared(x: f64) -> f64 {
    x * x
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn point() -> Vector2<f64> {
        Vector2::new(2.0, 3.0)
    }

    #[test]
    fn by_the_macro() {
        let (w, b, x) = (DVector::from_vec(vec![0.5]), 0.25, DVector::from_vec(vec![2.0]));
        derivatives::check!(super::neuron(&w, b, &x), wrt(w, b), gradient, value_and_gradient_into, vjp, hvp);
        let at = point();
        derivatives::check!(Product(&at), wrt(at), gradient);
    }

    #[test]
    fn the_tests_are_there() {
        neuron_derivatives_agree_with_differences();
        Product_derivatives_agree_with_differences();
    }
}
