use autodiff::differentiate;

fn helper(x: f64) -> f64 {
    x * x
}

#[differentiate]
fn twice(x: f64) -> f64 {
    2.0 * helper(x)
}

fn main() {}
