//! Functions in functions.

/// A function in a function, and one of the same name in another.
#[must_use]
pub fn outer(x: f64) -> f64 {
    #[derivatives::differentiate(crate = derivatives)]
    fn inner(x: f64) -> f64 {
        x * x
    }
    inner::gradient(x) + inner(x)
}

/// The other one.
#[must_use]
pub fn other(x: f64) -> f64 {
    let inner = {
        use derivatives::differentiate;

        #[differentiate(crate = derivatives)]
        fn inner(x: f64) -> f64 {
            x * x * x
        }
        inner::gradient(x)
    };
    inner + 1.0
}

#[cfg(test)]
mod tests {
    #[test]
    fn gradients() {
        assert_eq!(super::outer(3.0).to_bits(), 15.0_f64.to_bits());
        assert_eq!(super::other(2.0).to_bits(), 13.0_f64.to_bits());
    }
}
