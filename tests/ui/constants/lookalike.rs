use autodiff::differentiate;

fn constant(x: f64) -> f64 {
    x * x
}

#[differentiate]
fn cube(x: f64) -> f64 {
    x * constant(x)
}

fn main() {}
