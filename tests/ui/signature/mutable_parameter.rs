use autodiff::differentiate;

#[differentiate]
fn countdown(mut x: f64) -> f64 {
    x -= 1.0;
    x * x
}

fn main() {}
