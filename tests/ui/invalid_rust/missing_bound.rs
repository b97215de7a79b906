use autodiff::differentiate;

#[differentiate]
fn square<T>(x: T) -> T {
    x * x
}

#[differentiate]
fn exponential<T: Copy + std::ops::Mul<Output = T>>(x: T) -> T {
    x * x.exp()
}

fn main() {}
