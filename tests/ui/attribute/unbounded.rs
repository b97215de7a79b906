use autodiff::differentiate;

#[differentiate]
fn square<T: std::ops::Mul<Output = T> + Copy>(x: T) -> f64 {
    let _ = x * x;
    1.0
}

#[differentiate]
fn another<T: From<f64>>(x: f64) -> T {
    T::from(x * x)
}

fn main() {}
