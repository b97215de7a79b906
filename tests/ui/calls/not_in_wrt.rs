use autodiff::differentiate;

#[differentiate(wrt(x))]
fn product(x: f64, y: f64) -> f64 {
    x * y
}

#[differentiate]
fn square(x: f64) -> f64 {
    product(x, x)
}

fn main() {}
