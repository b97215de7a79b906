use autodiff::differentiate;

#[differentiate]
fn largest(xs: &[f64]) -> f64 {
    *xs.iter().max_by(|a, b| a.partial_cmp(b).unwrap()).unwrap()
}

#[differentiate]
fn smallest(xs: &[f64]) -> f64 {
    xs.iter().copied().min_by(f64::total_cmp).unwrap()
}

#[differentiate]
fn reduced(xs: &[f64]) -> f64 {
    xs.iter().copied().reduce(f64::max).unwrap()
}

fn main() {}
