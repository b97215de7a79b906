use autodiff::differentiate;

#[differentiate(wrt(x))]
fn power(x: f64, y: f64, n: u32) -> f64 {
    if n == 0 { y } else { power(x, x * y, n - 1) }
}

fn main() {}
