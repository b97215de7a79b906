//! Private, crate-wide and public functions.

use derivatives::differentiate;

#[differentiate(crate = derivatives)]
fn private(x: f64) -> f64 {
    x * x
}

#[differentiate(crate = derivatives)]
pub(crate) fn crate_wide(x: f64) -> f64 {
    private(2.0) * x
}

#[differentiate(crate = derivatives)]
pub(super) fn parents(x: f64) -> f64 {
    x * x * x
}

/// Functions in view of some modules.
pub(crate) mod inner {
    use derivatives::differentiate;

    #[differentiate(crate = derivatives)]
    pub(in crate::visibility) fn within(x: f64) -> f64 {
        x * x
    }

    #[allow(clippy::needless_pub_self)]
    #[differentiate(crate = derivatives)]
    pub(self) fn itself(x: f64) -> f64 {
        within(x)
    }

    #[differentiate(crate = derivatives)]
    pub(super) fn outwards(x: f64) -> f64 {
        self::itself(x) * crate::visibility::inner::within(x)
    }
}

/// Public, and re-exported: one `use` brings the function and its derivatives.
#[differentiate(crate = derivatives)]
#[must_use]
pub fn exported(x: f64) -> f64 {
    x.exp()
}

/// Uses all of them, so that none is dead.
#[must_use]
pub fn publicly(x: f64) -> f64 {
    let inner = inner::within::gradient(x) + inner::outwards::gradient(x) + inner::outwards(x);
    private::gradient(x) + crate_wide(x) + crate_wide::gradient(x) + parents(x) + parents::gradient(x) + inner
}

#[cfg(test)]
mod tests {
    #[test]
    fn gradients() {
        assert_eq!(super::publicly(2.0).to_bits(), (4.0 + 8.0 + 4.0 + 8.0 + 12.0 + 4.0 + 32.0 + 16.0_f64).to_bits());
        assert_eq!(crate::exported::gradient(0.0).to_bits(), 1.0_f64.to_bits());
    }
}
