//! Sines and cosines where they are hard: close to multiples of π/2, and far out.

use std::f64::consts::FRAC_PI_2;

use super::super::{sin_cos, sin_cos_is_wide, sin_cos_of};
use super::{Numbers, error, truth};

fn assert_right(x: f64) {
    let (sine, cosine) = (truth::sin(x), truth::cos(x));
    for (sin, cos) in [sin_cos::<false, f64>(x), sin_cos::<true, f64>(x)] {
        let errors = [error::wide(sin, sine), error::wide(cos, cosine)];
        assert!(errors.iter().all(|error| *error <= 0.85), "{x:?}: {errors:?}");
    }
}

fn assert_right_in_32_bits(x: f32) {
    let (sine, cosine) = f64::from(x).sin_cos();
    for (sin, cos) in [sin_cos::<false, f32>(x), sin_cos::<true, f32>(x)] {
        let errors = [error::narrow(sin, sine), error::narrow(cos, cosine)];
        assert!(errors.iter().all(|error| *error <= 0.85), "{x:?}: {errors:?}");
    }
}

/// Multiples of π/2, their neighbours, and what is halfway between.
fn around(step: usize) {
    for n in (1..636_000).step_by(step) {
        let x = f64::from(n) * FRAC_PI_2;
        for x in [x, x.next_up(), x.next_down(), -x, x + 0.5 * FRAC_PI_2] {
            assert_right(x);
        }
    }
    for n in 1..6_360_u16 {
        let x = (f64::from(n) * FRAC_PI_2) as f32;
        for x in [x, x.next_up(), x.next_down(), -x] {
            assert_right_in_32_bits(x);
        }
    }
}

#[test]
fn digits_are_not_lost_at_multiples_of_half_a_turn() {
    around(997);
}

#[test]
#[ignore = "takes a minute in release mode"]
fn digits_are_not_lost_at_any_multiple_of_half_a_turn() {
    around(1);
}

#[test]
fn angles_far_out_are_taken_out_of_a_chunk() {
    let mut numbers = Numbers(2);
    for _ in 0..200 {
        let mut angles = [0.0; 8];
        for angle in &mut angles {
            *angle = 10.0_f64.powf(numbers.between(-3.0, 300.0)).copysign(numbers.between(-1.0, 1.0));
        }
        angles[3] = numbers.between(-1e6, 1e6);
        let (sines, cosines) = sin_cos_of::<false, f64, 8>(&angles);
        for (angle, (sin, cos)) in angles.iter().zip(sines.iter().zip(cosines)) {
            assert!(error::wide(*sin, truth::sin(*angle)) <= 0.85, "sine of {angle:e}");
            assert!(error::wide(cos, truth::cos(*angle)) <= 0.85, "cosine of {angle:e}");
        }
    }
    let (sines, _) = sin_cos_of::<true, f32, 2>(&[3e30, f32::INFINITY]);
    assert_eq!(sines[0], 3e30_f32.sin());
    assert!(sines[1].is_nan());
    assert!(!sin_cos_is_wide(1e6) && sin_cos_is_wide(1e6_f64.next_up()));
    assert!(!sin_cos_is_wide(-1e4_f32) && sin_cos_is_wide((-1e4_f32).next_down()));
}
