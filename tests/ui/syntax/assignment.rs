use autodiff::differentiate;

#[differentiate]
fn polynomial(x: f64) -> f64 {
    let y;
    y = x * x;
    y + 1.0
}

fn main() {}
