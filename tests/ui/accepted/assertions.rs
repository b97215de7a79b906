#![deny(warnings)]
//! Assertions that only look at what is differentiated.

use autodiff::differentiate;

/// Every assertion holds for positive numbers.
#[differentiate]
pub fn asserted(x: &[f64], limit: f64) -> f64 {
    assert!(!x.is_empty() && x.iter().all(|v| *v < limit), "{limit} is too small");
    assert!((0.0..limit).contains(&x[0]));
    assert_eq!(f64::abs(x[0]), x[0].abs());
    debug_assert!(x[0].max(limit) >= limit);
    x[0] * limit
}

fn main() {
    assert_eq!(asserted::value_and_gradient(&[1.0], 2.0), (2.0, (vec![2.0], 1.0)));
}
