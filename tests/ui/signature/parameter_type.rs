use autodiff::differentiate;

#[differentiate]
fn total(points: &[(f64, f64)]) -> f64 {
    points.iter().map(|(x, y)| x * y).sum()
}

#[differentiate(wrt(x))]
fn distance(x: &[(f64, f64)]) -> f64 {
    x[0].0.hypot(x[0].1)
}

fn main() {}
