use autodiff::differentiate;

#[differentiate]
fn twice(x: f64) -> f64 {
    let double = |x: f64| 2.0 * x;
    double(x)
}

fn main() {}
