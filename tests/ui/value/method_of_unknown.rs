use autodiff::differentiate;

fn limit(n: usize) -> f64 {
    n as f64
}

#[differentiate]
fn bounded(x: f64, n: usize) -> f64 {
    limit(n).min(x)
}

fn main() {}
