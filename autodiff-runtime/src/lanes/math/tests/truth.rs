//! The functions to about 95 digits, from series of their own.

use std::f64::consts;

use super::double::Double;

/// A number times a power of two: results have all their digits where an `f64` underflows.
#[derive(Clone, Copy, Debug)]
pub(super) struct Truth(pub(super) Double, pub(super) i32);

const LN_2: Double = Double(consts::LN_2, 2.3190468138462996e-17);
const LN_10: Double = Double(consts::LN_10, -2.1707562233822494e-16);
const HALF_PI: Double = Double(consts::FRAC_PI_2, 6.123233995736766e-17);
const ONE: Double = Double(1.0, 0.0);

/// The first 1280 binary digits of 2/π, from mpmath.
const TWO_OVER_PI: [u64; 20] = [
    0xa2f9_836e_4e44_1529,
    0xfc27_57d1_f534_ddc0,
    0xdb62_9599_3c43_9041,
    0xfe51_63ab_debb_c561,
    0xb724_6e3a_424d_d2e0,
    0x0649_2eea_09d1_921c,
    0xfe1d_eb1c_b129_a73e,
    0xe882_35f5_2ebb_4484,
    0xe99c_7026_b45f_7e41,
    0x3991_d639_8353_39f4,
    0x9c84_5f8b_bdf9_283b,
    0x1ff8_97ff_de05_980f,
    0xef2f_118b_5a0a_6d1f,
    0x6d36_7ecf_27cb_09b7,
    0x4f46_3f66_9e5f_ea2d,
    0x7527_bac7_ebe5_f17b,
    0x3d07_39f7_8a52_92ea,
    0x6bfb_5fb1_1f8d_5d08,
    0x5603_3046_fc7b_6bab,
    0xf0cf_bc20_9af4_361d,
];

impl From<Double> for Truth {
    fn from(value: Double) -> Truth {
        Truth(value, 0)
    }
}

impl Truth {
    /// The same, without a power of two where none is needed.
    fn plain(self) -> Truth {
        if self.1.abs() < 250 { self.0.scaled(self.1).into() } else { self }
    }
}

/// `exp(r) - 1` by its series and six doublings, for `|r| < 1`.
fn small_exp_m1(r: Double) -> Double {
    if r.0.abs() < 1e-50 {
        return r;
    }
    let r = r.scaled(-6);
    let mut sum = ONE;
    for k in (2..14).rev() {
        sum = ONE + sum * r / f64::from(k).into();
    }
    let mut result = sum * r;
    for _ in 0..6 {
        result = result.scaled(1) + result * result;
    }
    result
}

fn exp_of(x: Double) -> Truth {
    let n = (x.0 / LN_2.0).round();
    Truth(ONE + small_exp_m1(x - LN_2 * n.into()), n as i32)
}

pub(super) fn exp(x: f64) -> Truth {
    exp_of(x.into())
}

pub(super) fn exp2(x: f64) -> Truth {
    let n = x.round();
    Truth(ONE + small_exp_m1(LN_2 * (x - n).into()), n as i32)
}

pub(super) fn exp_m1(x: f64) -> Truth {
    if x.abs() < 0.5 {
        return small_exp_m1(x.into()).into();
    }
    let Truth(value, exponent) = exp(x);
    if exponent > 250 { Truth(value, exponent) } else { (value.scaled(exponent.max(-300)) - ONE).into() }
}

/// `ln(1 + x)` by a step of Newton's method.
fn ln_1p_of(x: Double) -> Double {
    if x.0.abs() < 1e-50 {
        return x;
    }
    let start = x.0.ln_1p();
    let inverse = exp_m1(-start).0;
    let left = x + inverse + x * inverse;
    Double::from(start) + left - left * left * 0.5.into()
}

pub(super) fn ln_1p(x: f64) -> Truth {
    if x.abs() < 1.0 { ln_1p_of(x.into()).into() } else { ln_of_sum(x) }
}

/// `ln(1 + x)` for large `x`.
fn ln_of_sum(x: f64) -> Truth {
    let exponent = if x > 1e200 { 600 } else { 0 };
    let scale = 2.0_f64.powi(-exponent);
    let sum = Double::from(x * scale) + Double::from(scale);
    let k = sum.0.log2().round();
    let rest = sum.scaled(-(k as i32)) - ONE;
    (ln_1p_of(rest) + LN_2 * (k + f64::from(exponent)).into()).into()
}

fn ln_of(x: f64) -> Double {
    let (x, lift) = if x < f64::MIN_POSITIVE { (x * 2.0_f64.powi(60), -60.0) } else { (x, 0.0) };
    let k = x.log2().round();
    let rest = Double::from(x).scaled(-(k as i32)) - ONE;
    ln_1p_of(rest) + LN_2 * (k + lift).into()
}

pub(super) fn ln(x: f64) -> Truth {
    ln_of(x).into()
}

pub(super) fn log2(x: f64) -> Truth {
    (ln_of(x) / LN_2).into()
}

pub(super) fn log10(x: f64) -> Truth {
    (ln_of(x) / LN_10).into()
}

pub(super) fn powf(x: f64, y: f64) -> Truth {
    exp_of(ln_of(x) * y.into())
}

pub(super) fn tanh(x: f64) -> Truth {
    if x.abs() < 1e-50 {
        return Double::from(x).into();
    }
    let e = exp_m1(2.0 * x.clamp(-80.0, 80.0)).plain().0;
    (e / (e + ONE + ONE)).into()
}

pub(super) fn sinh(x: f64) -> Truth {
    if x.abs() < 1e-50 {
        return Double::from(x).into();
    }
    let Truth(e, exponent) = exp_m1(x.abs());
    let result = if exponent > 0 { Truth(e, exponent - 1) } else { ((e + e / (ONE + e)) * 0.5.into()).into() };
    if x < 0.0 { Truth(-result.0, result.1) } else { result }
}

pub(super) fn cosh(x: f64) -> Truth {
    let Truth(e, exponent) = exp(x.abs());
    if exponent > 250 {
        return Truth(e, exponent - 1);
    }
    let e = e.scaled(exponent);
    ((e + ONE / e) * 0.5.into()).into()
}

pub(super) fn sigmoid(x: f64) -> Truth {
    let Truth(e, exponent) = exp(-x.abs());
    if x >= 0.0 {
        return (ONE / (ONE + e.scaled(exponent.max(-300)))).into();
    }
    Truth(e / (ONE + e.scaled(exponent.max(-300))), exponent)
}

pub(super) fn softplus(x: f64) -> Truth {
    let Truth(e, exponent) = exp(-x.abs());
    if exponent < -250 {
        return if x < 0.0 { Truth(e, exponent) } else { Double::from(x).into() };
    }
    (Double::from(x.max(0.0)) + ln_1p_of(e.scaled(exponent))).into()
}

/// 32 binary digits of 2/π.
fn digits(start: usize) -> u64 {
    let (limb, shift) = (start / 64, start % 64);
    let both = u128::from(TWO_OVER_PI[limb]) << 64 | u128::from(*TWO_OVER_PI.get(limb + 1).unwrap_or(&0));
    (both << shift >> 96) as u64
}

/// The nearest multiple of π/2, modulo 4, and what is left. Payne and Hanek's reduction, in whole numbers.
fn turned(x: f64) -> (u64, Double) {
    if x.abs() < 0.5 {
        return (0, x.into());
    }
    let bits = x.abs().to_bits();
    let (mantissa, exponent) = ((bits & ((1 << 52) - 1)) | 1 << 52, (bits >> 52) as i32 - 1075);
    // Digits of 2/π before this one make multiples of 4 only.
    let start = (exponent - 8).max(0);
    // The product of the mantissa and 256 digits, lowest first.
    let mut product = [0_u64; 11];
    for place in 0..8 {
        let digits = u128::from(digits(start as usize + 32 * (7 - place)));
        let mut carry = u128::from(mantissa) * digits;
        for limb in &mut product[place..] {
            carry += u128::from(*limb);
            *limb = (carry & 0xffff_ffff) as u64;
            carry >>= 32;
        }
    }
    let fraction = (256 + start - exponent) as usize;
    let bit = |place: usize| product[place / 32] >> (place % 32) & 1;
    let mut quarter = bit(fraction) + 2 * bit(fraction + 1);
    let is_upper = bit(fraction - 1) == 1;
    quarter += u64::from(is_upper);
    // The nearer of both distances: the digits, or their complement, from the first that is not zero on.
    let mut rest = Double::from(0.0);
    let first = (0..fraction).rev().find(|place| (bit(*place) == 1) != is_upper).unwrap_or(0);
    for place in (first.saturating_sub(115)..=first).rev() {
        if (bit(place) == 1) != is_upper {
            rest = rest + Double::from(1.0).scaled(place as i32 - fraction as i32);
        }
    }
    let rest = rest * HALF_PI;
    let rest = if is_upper { -rest } else { rest };
    if x < 0.0 { (quarter.wrapping_neg() & 3, -rest) } else { (quarter & 3, rest) }
}

/// Sine and cosine by their series, for `|r| < 1`.
fn series(r: Double) -> (Double, Double) {
    let z = r * r;
    let (mut sine, mut cosine) = (ONE, ONE);
    for k in (1..15).rev() {
        sine = ONE - sine * z / f64::from(2 * k * (2 * k + 1)).into();
        cosine = ONE - cosine * z / f64::from(2 * k * (2 * k - 1)).into();
    }
    (sine * r, cosine)
}

pub(super) fn sin(x: f64) -> Truth {
    if x.abs() < 1e-50 {
        return Double::from(x).into();
    }
    let (quarter, r) = turned(x);
    let (sine, cosine) = series(r);
    match quarter {
        0 => sine,
        1 => cosine,
        2 => -sine,
        _ => -cosine,
    }
    .into()
}

pub(super) fn cos(x: f64) -> Truth {
    let (quarter, r) = turned(x);
    let (sine, cosine) = series(r);
    match quarter {
        0 => cosine,
        1 => -sine,
        2 => -cosine,
        _ => sine,
    }
    .into()
}

pub(super) fn tan(x: f64) -> Truth {
    if x.abs() < 1e-50 {
        return Double::from(x).into();
    }
    (sin(x).0 / cos(x).0).into()
}
