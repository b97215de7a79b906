//! Spellings of the facade's path.

/// By the crate's name.
#[derivatives::differentiate(crate = derivatives)]
#[must_use]
pub fn plain(x: f64) -> f64 {
    x.sin() * x
}

/// By the crate's absolute path.
#[derivatives::differentiate(crate = ::derivatives)]
#[must_use]
pub fn absolute(x: f64) -> f64 {
    x.sin() * x
}

/// Through a re-export, with a trailing comma.
#[derivatives::differentiate(wrt(x), crate = crate::spellings::reexported,)]
#[must_use]
pub fn through(x: f64) -> f64 {
    x.sin() * x
}

/// What a crate re-exports for others.
pub mod reexported {
    pub use derivatives::*;
}

/// Constants by decree, under the crate's own name.
#[derivatives::differentiate(crate = derivatives)]
#[must_use]
pub fn decreed(x: f64) -> f64 {
    x * derivatives::constant(x * 2.0)
}

#[cfg(test)]
mod tests {
    #[test]
    fn gradients() {
        let expected = 0.5_f64.sin() + 0.5 * 0.5_f64.cos();
        for gradient in [super::plain::gradient, super::absolute::gradient, super::through::gradient] {
            assert!((gradient(0.5) - expected).abs() < 1e-15);
        }
        assert_eq!(super::decreed::gradient(2.5).to_bits(), 5.0_f64.to_bits());
    }
}
