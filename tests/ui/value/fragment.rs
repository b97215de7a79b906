use autodiff::differentiate;

#[differentiate(wrt(x))]
fn sum(x: f64, weights: &[f64]) -> f64 {
    weights.iter().fold(0.0, |sum, weight| sum + weight * x)
}

fn main() {}
