use autodiff::differentiate;

#[differentiate(wrt(z))]
fn product(x: f64, y: f64, n: i32) -> f64 {
    x * y.powi(n)
}

fn main() {}
