use autodiff::differentiate;

#[differentiate(test(1.5))]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiate(test(x))]
fn cube(x: f64) -> f64 {
    x * x * x
}

#[differentiate(test(x = 1.0 y = 2.0))]
fn product(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {}
