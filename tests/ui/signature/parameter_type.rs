use autodiff::differentiate;

#[differentiate]
fn mean(x: &[f64]) -> f64 {
    x.iter().sum::<f64>() / x.len() as f64
}

#[differentiate(wrt(x))]
fn distance(x: (f64, f64)) -> f64 {
    x.0.hypot(x.1)
}

fn main() {}
