use autodiff::differentiate;

/// Operators between a number and a type of the user's give numbers.
struct Squaring(f64);

impl std::ops::Mul<Squaring> for f64 {
    type Output = f64;

    fn mul(self, by: Squaring) -> f64 {
        self * self * by.0
    }
}

fn squaring() -> Squaring {
    Squaring(2.0)
}

const SQUARING: Squaring = Squaring(3.0);

#[differentiate]
fn by_a_call(x: f64) -> f64 {
    x * squaring()
}

#[differentiate]
fn by_a_constant(x: f64) -> f64 {
    x * SQUARING
}

fn main() {}
