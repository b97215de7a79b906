use autodiff::differentiate;

#[differentiate]
fn is_large(x: f64) -> bool {
    x > 100.0
}

#[differentiate]
fn root(x: f64) -> Option<f64> {
    Some(x.sqrt())
}

fn main() {}
