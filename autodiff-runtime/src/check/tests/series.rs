//! Steps, and what a single series of them says.

use std::vec::Vec;

use crate::check::quotient::{Rounding, Sample};
use crate::check::ridders::{LEVELS, Powers, SHRINK, Series};
use crate::check::scale::Scale;
use crate::check::window::Reading;

fn scale(centre: f64, epsilon: f64) -> Scale {
    Scale { centre, unit: 1.0, epsilon }
}

fn series(quotient: impl Fn(f64) -> f64) -> Series {
    let mut series = Series::default();
    let mut step = 0.1;
    for entry in &mut series.quotients {
        *entry = quotient(step);
        step /= SHRINK;
    }
    series
}

#[test]
fn the_powers_of_the_step_are_eliminated() {
    let even = series(|h| 2.0 + 3.0 * h.powi(2) - h.powi(4) + 0.5 * h.powi(6));
    let limit = even.limit(Powers::Even);
    assert!((limit.value - 2.0).abs() < 1e-14 && limit.error < 1e-13);
    let odd = series(|h| 2.0 + 3.0 * h - h.powi(3) + 0.5 * h.powi(5));
    let limit = odd.limit(Powers::Odd);
    assert!((limit.value - 2.0).abs() < 1e-13 && limit.error < 1e-12);
}

/// Quotients of a function with a kink at 0.03, as they came up. Two entries of the tableau agree by
/// chance, at -0.0146.
#[test]
fn agreement_by_chance_is_found_out() {
    let mut chance = Series { noise: [2e-6; LEVELS], ..Series::default() };
    let seen = [0.06117940085782261, 0.04147040874861485, 0.014026021988748064];
    chance.quotients[..3].copy_from_slice(&seen);
    let limit = chance.limit(Powers::Even);
    assert!(limit.value.abs() <= limit.error, "{limit:?}");
}

#[test]
fn a_kink_beside_the_centre_is_not_taken_for_one_in_it() {
    let read = |distance: f64| {
        let mut probe = |at: f64| {
            let value = at.sin() + (at - distance).max(0.0);
            Sample { at, value, size: value.abs() }
        };
        let middle = probe(0.0);
        let rounding = Rounding::next_to(&middle, scale(0.0, f64::EPSILON), &mut probe);
        Reading::around(&middle, 0.1, &rounding, &mut probe).unwrap()
    };
    assert!(read(0.0).shows_kink(f64::EPSILON));
    // The smallest of the steps is 0.0048.
    for distance in (25..1_000).map(|n| 1e-4 * f64::from(n)) {
        assert!(!read(distance).shows_kink(f64::EPSILON), "{distance}");
    }
}

#[test]
fn steps_go_from_large_to_small() {
    for centre in [0.0, 1.0, -3.0, 1e-5, 1e-300, 1e6, 1e300] {
        let steps: Vec<f64> = scale(centre, f64::EPSILON).steps().collect();
        assert!(steps.is_sorted_by(|a, b| a > b), "{centre}: {steps:?}");
        assert!((7..=14).contains(&steps.len()), "{centre}: {steps:?}");
        assert_eq!(steps[0], 0.1 * centre.abs().max(1.0));
    }
}

#[test]
fn no_step_is_lost_in_the_rounding_of_the_variable() {
    for centre in [1.0, 1e3, 1e6, 1e9] {
        let epsilon = f64::from(f32::EPSILON);
        let steps: Vec<f64> = scale(centre, epsilon).steps().collect();
        assert!(!steps.is_empty());
        for step in steps {
            let finest = step / SHRINK.powi(LEVELS as i32 - 1);
            assert!(finest >= 20.0 * epsilon * centre, "{centre}: {step}");
        }
    }
}
