use autodiff::{check, differentiate};

#[differentiate]
fn product(a: f64, b: f64) -> f64 {
    a * b
}

fn main() {
    let (a, b) = (2.0, 3.0);
    check!();
    check!(product, wrt(a, b), gradient);
    check!(product::gradient(a, b) + 1.0, wrt(a, b), gradient);
    check!(product(a, b) wrt(a, b));
    check!((|a: f64, b: f64| a * b)(a, b), wrt(a, b), gradient);
}
