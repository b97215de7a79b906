use autodiff::differentiate;

#[differentiate(wrt(y, n), gradient)]
fn power(x: f64, &n: &i32) -> Option<f64> {
    Some(x.powi(n))
}

fn main() {}
