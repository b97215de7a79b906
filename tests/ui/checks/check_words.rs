use autodiff::{check, differentiate};

#[differentiate]
fn product(a: f64, b: f64) -> f64 {
    a * b
}

fn main() {
    let (a, b, c) = (2.0, 3.0, 4.0);
    check!(product(a, b));
    check!(product(a, b), gradient);
    check!(product(a, b), wrt(a, b));
    check!(product(a, b), wrt, gradient);
    check!(product(a, b), wrt(), gradient);
    check!(product(a, b), wrt(a), wrt(b), gradient);
    check!(product(a, b), wrt(a, b), gradient, gradient);
    check!(product(a, b), wrt(a, b), gradients);
    check!(product(a, b), wrt(a, b), gradient(a));
    check!(product(a, b), wrt(a, b, a), gradient);
    check!(product(a, b), wrt(a, c), gradient);
    check!(product(a, a + b), wrt(a, b), gradient);
    check!(product(a + b, 1.0), wrt(a, b), gradient);
}
