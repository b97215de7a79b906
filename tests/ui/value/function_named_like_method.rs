use autodiff::differentiate;

fn sqrt(x: f64) -> f64 {
    x * x
}

#[differentiate]
fn root(x: f64) -> f64 {
    sqrt(x)
}

fn main() {}
