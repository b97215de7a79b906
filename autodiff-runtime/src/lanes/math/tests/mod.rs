//! Every function against the truth, in both versions and for both scalars, and at special values against the standard library.

mod accuracy;
mod angles;
mod double;
mod error;
mod known;
mod limits;
mod powers;
mod truth;
mod versions;

use std::vec::Vec;

use truth::Truth;

/// A function of one number, in all its versions, and what is claimed of it.
struct Function {
    name: &'static str,
    /// Without fused instructions, and with them.
    wide: fn(f64) -> [f64; 2],
    narrow: fn(f32) -> [f32; 2],
    truth: fn(f64) -> Truth,
    /// By functions of the standard library, which are near enough for `f32`, and right at special values.
    standard: fn(f64) -> f64,
    /// Where it is neither undefined nor infinite, or a little more.
    range: (f64, f64),
    /// The largest errors that its documentation states, for `f64` and `f32`.
    claims: (f64, f64),
}

macro_rules! functions {
    ($($name:ident $range:tt $claims:tt $standard:expr;)+) => {
        fn functions() -> Vec<Function> {
            std::vec![$(Function {
                name: stringify!($name),
                wide: |x| [super::$name::<false, f64>(x), super::$name::<true, f64>(x)],
                narrow: |x| [super::$name::<false, f32>(x), super::$name::<true, f32>(x)],
                truth: truth::$name,
                standard: $standard,
                range: $range,
                claims: $claims,
            }),+]
        }
    };
}

functions! {
    exp (-800.0, 800.0) (1.1, 1.1) |x| x.exp();
    exp2 (-1100.0, 1100.0) (1.2, 1.1) |x| x.exp2();
    exp_m1 (-800.0, 800.0) (1.45, 1.45) |x| x.exp_m1();
    ln (0.0, f64::MAX) (0.9, 0.9) |x| x.ln();
    ln_1p (-1.0, f64::MAX) (0.9, 0.9) |x| x.ln_1p();
    log2 (0.0, f64::MAX) (0.9, 0.9) |x| x.log2();
    log10 (0.0, f64::MAX) (0.85, 0.85) |x| x.log10();
    sinh (-800.0, 800.0) (1.7, 1.7) |x| x.sinh();
    cosh (-800.0, 800.0) (1.55, 1.55) |x| x.cosh();
    tanh (-30.0, 30.0) (1.6, 1.6) |x| x.tanh();
    sigmoid (-800.0, 800.0) (1.25, 1.25) sigmoid;
    softplus (-800.0, 800.0) (1.8, 1.8) |x| x.max(0.0) + (-x.abs()).exp().ln_1p();
    sin (-1e6, 1e6) (0.85, 0.85) |x| x.sin();
    cos (-1e6, 1e6) (0.85, 0.85) |x| x.cos();
    tan (-1e6, 1e6) (1.1, 1.1) |x| x.tan();
}

/// Far out on both sides without loss.
fn sigmoid(x: f64) -> f64 {
    let e = (-x.abs()).exp();
    if x < 0.0 { e / (1.0 + e) } else { 1.0 / (1.0 + e) }
}

/// Numbers that look random: splitmix64.
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = self.0;
        let z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Between both.
    fn between(&mut self, low: f64, high: f64) -> f64 {
        low + (high - low) * ((self.next() >> 11) as f64 / 2.0_f64.powi(53))
    }

    /// In a range: of all sizes, evenly, and often where functions bend.
    fn in_range(&mut self, (low, high): (f64, f64)) -> f64 {
        loop {
            let x = match self.next() % 5 {
                0 => self.between(low.max(-1e3), high.min(1e3)),
                1 => self.between(low.max(-4.0), high.min(4.0)),
                2 => self.between(low, high),
                3 => f64::from_bits(self.next()),
                _ => 2.0_f64.powf(self.between(-60.0, 10.0)).copysign(self.between(-1.0, 1.0)),
            };
            if (low..=high).contains(&x) {
                return x;
            }
        }
    }
}
