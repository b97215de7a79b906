//! Exponentials and their like without branches, so that the compiler makes lanes of them. Ranges are limited.
#![allow(clippy::excessive_precision, clippy::unreadable_literal, clippy::inconsistent_digit_grouping)]

use super::lanes::fma;

const MAGIC: f64 = 6755399441055744.0;
const LN2HI: f64 = 0.6931471803691238;
const LN2LO: f64 = 1.9082149292705877e-10;
const Q: [f64; 10] = [
    0.5000000000000001,
    0.16666666666666669,
    0.04166666666662413,
    0.008333333333330062,
    0.0013888888917213717,
    0.00019841269863053618,
    2.4801521295954376e-05,
    2.7557268459997064e-06,
    2.7620088445409746e-07,
    2.510038549551032e-08,
];
/// `2^n` and `exp(r) - 1`, where `x = n ln 2 + r`.
#[inline(always)]
fn exp_core<const FMA: bool>(x: f64) -> (f64, f64) {
    let t = fma::<FMA>(x, core::f64::consts::LOG2_E, MAGIC);
    let n = t - MAGIC;
    let r = fma::<FMA>(-n, LN2HI, x);
    let r = fma::<FMA>(-n, LN2LO, r);
    // Estrin's scheme.
    let r2 = r * r;
    let r4 = r2 * r2;
    let q01 = fma::<FMA>(Q[1], r, Q[0]);
    let q23 = fma::<FMA>(Q[3], r, Q[2]);
    let q45 = fma::<FMA>(Q[5], r, Q[4]);
    let q67 = fma::<FMA>(Q[7], r, Q[6]);
    let q89 = fma::<FMA>(Q[9], r, Q[8]);
    let a = fma::<FMA>(q23, r2, q01);
    let b = fma::<FMA>(q67, r2, q45);
    let b = fma::<FMA>(q89, r4, b);
    let q = fma::<FMA>(b, r4, a);
    let p = fma::<FMA>(r2, q, r);
    let s = f64::from_bits(t.to_bits().wrapping_add(1023) << 52);
    (s, p)
}
#[inline(always)]
pub(crate) fn exp<const FMA: bool>(x: f64) -> f64 {
    let x = if x < -708.0 { -708.0 } else { x };
    let x = if x > 709.0 { 709.0 } else { x };
    let (s, p) = exp_core::<FMA>(x);
    fma::<FMA>(s, p, s)
}
#[inline(always)]
pub(crate) fn tanh<const FMA: bool>(x: f64) -> f64 {
    let ax = x.abs();
    let ax = if ax > 20.0 { 20.0 } else { ax };
    let (s, p) = exp_core::<FMA>(-2.0 * ax);
    let em = fma::<FMA>(s, p, s - 1.0);
    (-em / (2.0 + em)).copysign(x)
}
const LG: [f64; 7] = [
    6.666666666666735130e-01,
    3.999999999940941908e-01,
    2.857142874366239149e-01,
    2.222219843214978396e-01,
    1.818357216161805012e-01,
    1.531383769920937332e-01,
    1.479819860511658591e-01,
];
#[inline(always)]
fn log_tail<const FMA: bool>(f: f64) -> f64 {
    let s = f / (2.0 + f);
    let z = s * s;
    let w = z * z;
    let t1 = w * fma::<FMA>(w, fma::<FMA>(w, LG[5], LG[3]), LG[1]);
    let t2 = z * fma::<FMA>(w, fma::<FMA>(w, fma::<FMA>(w, LG[6], LG[4]), LG[2]), LG[0]);
    let r = t2 + t1;
    let hfsq = 0.5 * f * f;
    s * (hfsq + r)
}
/// `ln(1 + e)` for `e` from 0 to 1.
#[inline(always)]
pub(crate) fn ln1p01<const FMA: bool>(e: f64) -> f64 {
    let u = 1.0 + e;
    let c = (e - (u - 1.0)) / u;
    let big = u > core::f64::consts::SQRT_2;
    let k = if big { 1.0 } else { 0.0 };
    let m = if big { 0.5 * u } else { u };
    let f = m - 1.0;
    let hfsq = 0.5 * f * f;
    let t = log_tail::<FMA>(f);
    k * LN2HI - ((hfsq - (t + (k * LN2LO + c))) - f)
}
/// Sine and cosine of an angle below 1e5.
#[inline(always)]
pub(crate) fn sincos<const FMA: bool>(x: f64) -> (f64, f64) {
    let t = fma::<FMA>(x, core::f64::consts::FRAC_2_PI, MAGIC);
    let n = t - MAGIC;
    let q = t.to_bits();
    let r = fma::<FMA>(-n, 1.57079632673412561417e+00, x);
    let r = fma::<FMA>(-n, 6.07710050630396597660e-11, r);
    let r = fma::<FMA>(-n, 2.02226624879595063154e-21, r);
    let z = r * r;
    let sp = fma::<FMA>(
        z,
        fma::<FMA>(
            z,
            fma::<FMA>(
                z,
                fma::<FMA>(
                    z,
                    fma::<FMA>(z, 1.58969099521155010221e-10, -2.50507602534068634195e-08),
                    2.75573137070700676789e-06,
                ),
                -1.98412698298579493134e-04,
            ),
            8.33333333332248946124e-03,
        ),
        -1.66666666666666324348e-01,
    );
    let s = fma::<FMA>(r * z, sp, r);
    let cp = fma::<FMA>(
        z,
        fma::<FMA>(
            z,
            fma::<FMA>(
                z,
                fma::<FMA>(
                    z,
                    fma::<FMA>(z, -1.13596475577881948265e-11, 2.08757232129817482790e-09),
                    -2.75573143513906633035e-07,
                ),
                2.48015872894767294178e-05,
            ),
            -1.38888888888741095749e-03,
        ),
        4.16666666666666019037e-02,
    );
    let hz = 0.5 * z;
    let w = 1.0 - hz;
    let c = w + (((1.0 - w) - hz) + z * z * cp);
    let swap = (q & 1) != 0;
    let (sv, cv) = if swap { (c, s) } else { (s, c) };
    let ssign = (q & 2) << 62;
    let csign = (q.wrapping_add(1) & 2) << 62;
    (f64::from_bits(sv.to_bits() ^ ssign), f64::from_bits(cv.to_bits() ^ csign))
}
