//! The largest errors of functions of one number.

use std::fmt;
use std::println;
use std::string::String;

use super::error;
use super::{Function, Numbers, functions};

/// An error, and where it is.
#[derive(Clone, Copy, Default)]
struct Worst {
    error: f64,
    at: f64,
}

impl fmt::Debug for Worst {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:.3} at {:e}", self.error, self.at)
    }
}

impl Worst {
    /// An error that is NaN is the worst.
    fn see(&mut self, error: f64, at: f64) {
        let is_less = error <= self.error;
        if !is_less {
            *self = Worst { error, at };
        }
    }
}

fn wide(function: &Function, count: usize) -> [Worst; 2] {
    let mut numbers = Numbers(function.name.len() as u64);
    let mut worst = [Worst::default(); 2];
    for _ in 0..count {
        let x = numbers.in_range(function.range);
        let truth = (function.truth)(x);
        for (worst, got) in worst.iter_mut().zip((function.wide)(x)) {
            worst.see(error::wide(got, truth), x);
        }
    }
    worst
}

/// Bit patterns in steps; 1 takes all.
fn narrow(function: &Function, step: usize) -> [Worst; 2] {
    let is_periodic = matches!(function.name, "sin" | "cos" | "tan");
    let mut worst = [Worst::default(); 2];
    for bits in (0..=u32::MAX).step_by(step) {
        let x = f32::from_bits(bits);
        let within = (function.range.0..=function.range.1).contains(&f64::from(x));
        if x.is_nan() || !within || is_periodic && super::super::sin_cos_is_wide(x) {
            continue;
        }
        let truth = (function.standard)(f64::from(x));
        for (worst, got) in worst.iter_mut().zip((function.narrow)(x)) {
            worst.see(error::narrow(got, truth), f64::from(x));
        }
    }
    worst
}

/// Prints the worst of each function, and says which are worse than their documentation states.
fn compare(count: usize, step: usize) {
    let mut wrong = String::new();
    for function in functions() {
        let (wide, narrow) = (wide(&function, count), narrow(&function, step));
        println!("{:9} f64 {wide:?}\n          f32 {narrow:?}", function.name);
        let claims = [function.claims.0, function.claims.0, function.claims.1, function.claims.1];
        for (worst, claim) in wide.into_iter().chain(narrow).zip(claims) {
            let is_within = worst.error <= claim;
            if !is_within {
                wrong += &std::format!("{}: {worst:?}, not {claim}\n", function.name);
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn functions_are_as_accurate_as_their_documentation_says() {
    compare(100_000, 40_009);
}

#[test]
#[ignore = "takes ten minutes in release mode"]
fn functions_are_as_accurate_at_many_points() {
    compare(5_000_000, 101);
}
