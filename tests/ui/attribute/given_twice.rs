use autodiff::differentiate;

#[differentiate(wrt(x))]
#[differentiate(wrt(y))]
fn product(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {}
