//! Annotated functions that a macro writes.

use derivatives::differentiate;
use nalgebra::SVector;

macro_rules! powers {
    ($($(#[$attribute:meta])* $vis:vis fn $name:ident($x:ident: $ty:ty) = $power:literal;)*) => {
        $(
            $(#[$attribute])*
            #[differentiate(wrt($x), crate = derivatives)]
            #[must_use]
            $vis fn $name($x: $ty) -> $ty {
                let scaled = 2.0 * $x;
                scaled.powi($power) * $x
            }
        )*
    };
}

powers! {
    /// `16 x⁵`.
    pub fn fifth(x: f64) = 4;
    /// `4 x³`.
    pub fn third(t: f32) = 2;
}

macro_rules! whole {
    ($name:ident, $n:literal, $body:expr, $factor:expr) => {
        /// The body is the caller's, whole.
        #[differentiate(crate = derivatives)]
        #[must_use]
        pub fn $name(v: &SVector<f64, $n>, b: f64) -> f64 {
            let bias = b * $factor;
            v.norm_squared() * ($body) + bias
        }
    };
}

whole!(whole_number, 3, 1.0 + 2.0, 0.5 + 0.5);

macro_rules! block {
    ($name:ident, $x:ident, $body:block) => {
        /// The body is a block.
        #[differentiate(crate = derivatives)]
        #[must_use]
        pub fn $name($x: f64) -> f64 $body
    };
}

block!(from_block, x, {
    let y = x * x;
    y * x
});

#[cfg(test)]
mod tests {
    use nalgebra::Vector3;

    #[test]
    fn gradients() {
        assert!((super::fifth::gradient(1.5) - 80.0 * 1.5_f64.powi(4)).abs() < 1e-9);
        assert!((super::third::gradient(1.5) - 12.0 * 1.5_f32.powi(2)).abs() < 1e-4);
        let v = Vector3::new(1.0, 2.0, 3.0);
        assert_eq!(super::whole_number::gradient(&v, 1.0), (v * 6.0, 1.0));
        assert_eq!(super::from_block::gradient(2.0).to_bits(), 12.0_f64.to_bits());
    }
}
