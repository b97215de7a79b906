use autodiff::{Real, differentiate};

#[differentiate(test(x = 1.0))]
fn generic<T: Real>(x: T) -> T {
    x * x
}

#[differentiate(wrt(x), test(x = [1.0], f = |x| x))]
fn takes_a_function<const N: usize>(x: [f64; N], f: impl Fn(f64) -> f64) -> f64 {
    x[0] * f(2.0)
}

#[differentiate(test(argument_0 = (1.0, 2.0)))]
fn taken_apart((a, b): (f64, f64)) -> f64 {
    a * b
}

fn main() {}
