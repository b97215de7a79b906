//! Special values: what the standard library gives there.

use super::functions;

const SPECIAL: [f64; 16] = [
    0.0,
    -0.0,
    f64::INFINITY,
    f64::NEG_INFINITY,
    f64::NAN,
    1.0,
    -1.0,
    5e-324,
    -5e-324,
    f64::MIN_POSITIVE,
    1e-310,
    -1e-310,
    f64::MAX,
    f64::MIN,
    -745.0,
    709.7,
];

/// Whether a result is another kind of number than it should be: zero of the other sign, not NaN, infinite.
fn is_other_kind(got: f64, standard: f64) -> bool {
    let is_exact = standard == 0.0 || !standard.is_finite();
    if standard.is_nan() { !got.is_nan() } else { is_exact && got.to_bits() != standard.to_bits() || got.is_nan() }
}

/// An angle that only the functions for far ones are for.
fn is_far(name: &str, x: f64, limit: f64) -> bool {
    matches!(name, "sin" | "cos" | "tan") && x.is_finite() && x.abs() > limit
}

#[test]
fn special_values_are_those_of_the_standard_library() {
    for function in functions() {
        for x in SPECIAL.into_iter().filter(|x| !is_far(function.name, *x, 1e6)) {
            let standard = (function.standard)(x);
            for got in (function.wide)(x) {
                assert!(!is_other_kind(got, standard), "{} of {x:e} is {standard:e}, not {got:e}", function.name);
            }
        }
    }
}

#[test]
fn special_values_of_32_bits_are_those_of_the_standard_library() {
    for function in functions() {
        let narrow =
            SPECIAL.map(|x| x as f32).into_iter().chain([1e-45, -1e-45, 1e-40, -1e-40, f32::MAX, f32::MIN, 88.5]);
        for x in narrow.filter(|x| !is_far(function.name, f64::from(*x), 1e4)) {
            let standard = (function.standard)(f64::from(x)) as f32;
            for got in (function.narrow)(x) {
                let is_wrong = is_other_kind(f64::from(got), f64::from(standard));
                assert!(!is_wrong, "{} of {x:e} is {standard:e}, not {got:e}", function.name);
            }
        }
    }
}

/// Where results have lost digits, and where they end.
#[test]
fn exponentials_underflow_gradually() {
    use super::super::{exp, exp2, sigmoid};
    assert_eq!(exp::<false, f64>(-745.2), 0.0);
    assert_eq!(exp::<false, f64>(-745.1), 5e-324);
    assert_eq!(exp2::<true, f64>(-1074.0), 5e-324);
    assert_eq!(exp2::<true, f64>(1023.0), 2.0_f64.powi(1023));
    assert_eq!(exp::<true, f32>(-103.9), 1e-45);
    assert_eq!(exp::<true, f32>(-104.0), 0.0);
    assert_eq!(sigmoid::<true, f64>(-745.1), 5e-324);
}

#[test]
fn powers_of_the_base_have_whole_logarithms() {
    use super::super::{log2, log10};
    for k in -1074..=1023 {
        let x = if k < -1022 { f64::from_bits(1 << (k + 1074)) } else { 2.0_f64.powi(k) };
        assert_eq!([log2::<false, f64>(x), log2::<true, f64>(x)], [f64::from(k); 2]);
    }
    for k in 0..=22 {
        let x = 10.0_f64.powi(k);
        assert_eq!([log10::<false, f64>(x), log10::<true, f64>(x)], [f64::from(k); 2]);
    }
}
