use autodiff::differentiate;

#[differentiate(wrt = x)]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiate(wrt())]
fn cube(x: f64) -> f64 {
    x * x * x
}

#[differentiate(crate)]
fn quartic(x: f64) -> f64 {
    (x * x) * (x * x)
}

fn main() {}
