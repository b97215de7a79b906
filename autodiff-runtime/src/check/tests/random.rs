//! Many functions drawn at random, always the same.

use crate::check::{Cause, Estimate, derivative, gradient};

/// A linear congruential generator.
struct Random(u64);

impl Random {
    fn between(&mut self, low: f64, high: f64) -> f64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        low + (high - low) * (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// `sin` with a kink.
struct Kinked {
    x: f64,
    kink: f64,
    height: f64,
}

impl Kinked {
    /// The kink is no closer to `x` than `closest`, at distances of all magnitudes above that.
    fn draw(random: &mut Random, closest: f64) -> Self {
        let x = random.between(-2.0, 2.0);
        let distance = 10.0_f64.powf(random.between(closest.log10(), 0.0));
        let side = random.between(-1.0, 1.0).signum();
        Self { x, kink: x + side * distance, height: random.between(-3.0, 3.0) }
    }

    fn slope(&self) -> f64 {
        let height = if self.x > self.kink { self.height } else { 0.0 };
        self.x.cos() + height
    }
}

#[test]
fn the_error_of_smooth_functions_is_honest() {
    let mut random = Random(3);
    for _ in 0..5_000 {
        let x = random.between(-2.0, 2.0);
        let (a, b) = (random.between(-3.0, 3.0), random.between(-9.0, 9.0));
        let (c, d) = (random.between(-3.0, 3.0), random.between(-3.0, 3.0));
        let f = |x: f64| a * (b * x).sin() + c * (d * x).exp();
        let exact = a * b * (b * x).cos() + c * d * (d * x).exp();
        let Estimate { value, error } = derivative(f, x);
        let distance = (value - exact).abs();
        assert!(distance <= error, "{distance:e} > {error:e}");
        assert!(error <= 2e-8 * (1.0 + exact.abs()), "{exact}: {error:e}");
    }
}

#[test]
fn a_kink_nearby_does_not_deceive() {
    let mut random = Random(1);
    for _ in 0..5_000 {
        let case = Kinked::draw(&mut random, 1e-6);
        let f = |x: f64| x.sin() + case.height * (x - case.kink).max(0.0);
        let Estimate { value, error } = derivative(f, case.x);
        assert!((value - case.slope()).abs() <= 10.0 * error);
        assert!(error <= 1e-6);
    }
}

/// Single precision hardly resolves what is nearer than a hundredth, and may then say so.
#[test]
fn a_kink_nearby_does_not_deceive_in_single_precision() {
    let mut random = Random(2);
    for _ in 0..20_000 {
        let case = Kinked::draw(&mut random, 1e-2);
        let (x, kink, height) = (case.x as f32, case.kink as f32, case.height as f32);
        let f = |x: &f32| x.sin() + height * (x - kink).max(0.0);
        if let Err(mismatch) = gradient(f, &x, &(case.slope() as f32)) {
            let is_near = (x - kink).abs() < 0.02;
            let is_kink = matches!(mismatch.cause(), Cause::Kink { .. });
            assert!(is_near && is_kink, "kink {height} at {kink}: {mismatch}");
        }
    }
}
