use autodiff::differentiate;

fn square(x: f64) -> f64 {
    x * x
}

#[differentiate]
fn quartic(x: f64) -> f64 {
    square(x) * square(x)
}

fn main() {}
