use autodiff::{check, differentiate};

#[differentiate]
fn square(x: f64) -> f64 {
    x * x
}

fn main() {
    let x = 2.0;
    check!(square(x), wrt(x), gradient, jacobian);
}
