//! Powers, and the square root.

use super::super::power::power;
use super::super::{powf, sqrt};
use super::{Numbers, error, truth};

/// A base, and an exponent whose power is not far beyond the largest number.
fn pair(numbers: &mut Numbers) -> (f64, f64) {
    loop {
        let base = match numbers.next() % 3 {
            0 => f64::from_bits(numbers.next() >> 1),
            1 => numbers.between(0.0, 10.0),
            _ => 1.0 + numbers.between(-1.0, 1.0) * 2.0_f64.powf(numbers.between(-40.0, -1.0)),
        };
        let exponent = match numbers.next() % 3 {
            0 => numbers.between(-750.0, 750.0) / base.ln(),
            1 => numbers.between(-20.0, 20.0).round(),
            _ => numbers.between(-5.0, 5.0),
        };
        if base > 0.0 && base.is_finite() && exponent.is_finite() && (exponent * base.ln()).abs() < 760.0 {
            return (base, exponent);
        }
    }
}

fn compare(count: usize) {
    let mut numbers = Numbers(7);
    let mut worst = [0.0_f64; 4];
    for _ in 0..count {
        let (x, y) = pair(&mut numbers);
        let truth = truth::powf(x, y);
        worst[0] = worst[0].max(error::wide(power::<false, f64>(x, y), truth));
        worst[1] = worst[1].max(error::wide(power::<true, f64>(x, y), truth));
        let (x, y) = (x as f32, y as f32);
        let truth = f64::from(x).powf(f64::from(y));
        worst[2] = worst[2].max(error::narrow(power::<false, f32>(x, y), truth));
        worst[3] = worst[3].max(error::narrow(power::<true, f32>(x, y), truth));
    }
    std::println!("powf {worst:.3?}");
    assert!(worst.iter().all(|worst| *worst <= 1.1), "{worst:?}");
}

#[test]
fn powers_are_as_accurate_as_their_documentation_says() {
    compare(60_000);
}

#[test]
#[ignore = "takes two minutes in release mode"]
fn powers_are_as_accurate_at_many_points() {
    compare(10_000_000);
}

/// Bases and exponents at which a power is defined by a rule of its own.
#[test]
fn special_powers_are_those_of_the_standard_library() {
    let special = [0.0, 1.0, 2.0, 0.5, 3.0, f64::INFINITY, 1e300, 1e-310, 5e-324, 2.5, 9_007_199_254_740_991.0];
    let more = [f64::NAN, 4_503_599_627_370_497.5, 9_007_199_254_740_992.0, 16_777_215.0, 8_388_607.5];
    let numbers = || special.into_iter().chain(more).flat_map(|x| [x, -x]);
    for x in numbers() {
        for y in numbers() {
            let standard = x.powf(y);
            for got in [power::<false, f64>(x, y), power::<true, f64>(x, y)] {
                assert!(is_near(got, standard, 1e-15), "{x:e} to {y:e} is {standard:e}, not {got:e}");
            }
            let (x, y) = (x as f32, y as f32);
            let standard = x.powf(y);
            for got in [power::<false, f32>(x, y), power::<true, f32>(x, y)] {
                assert!(is_near(got.into(), standard.into(), 3e-7), "{x:e} to {y:e} is {standard:e}, not {got:e}");
            }
        }
    }
}

/// Equal where the standard library's result is zero or infinite, with its sign, and NaN where that is.
fn is_near(got: f64, standard: f64, part: f64) -> bool {
    if standard == 0.0 || !standard.is_finite() {
        return got.to_bits() == standard.to_bits() || got.is_nan() && standard.is_nan();
    }
    (got - standard).abs() <= part * standard.abs() || (got - standard).abs() <= 5e-324
}

#[test]
fn powers_without_fused_instructions_are_those_of_the_standard_library() {
    assert_eq!(powf::<false, f64>(1.7, -2.3).to_bits(), 1.7_f64.powf(-2.3).to_bits());
    assert_eq!(powf::<true, f32>(-2.0, 3.0), -8.0);
}

#[test]
fn square_roots_are_correctly_rounded() {
    let mut numbers = Numbers(3);
    for _ in 0..1000 {
        let x = f64::from_bits(numbers.next() >> 1);
        let (one, two) = (sqrt::<false, f64>(x), sqrt::<true, f64>(x));
        assert!(one.to_bits() == x.sqrt().to_bits() && two.to_bits() == x.sqrt().to_bits() || x.is_nan());
    }
    assert!(sqrt::<true, f32>(-1.0).is_nan());
    assert!(sqrt::<true, f32>(-0.0).is_sign_negative());
}
