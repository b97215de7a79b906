use autodiff::differentiate;

#[differentiate]
fn polynomial(x: f64) -> f64 {
    let mut y = x * x;
    y += 1.0;
    y
}

fn main() {}
