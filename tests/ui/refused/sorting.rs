use autodiff::differentiate;

#[differentiate]
fn median(xs: &[f64]) -> f64 {
    let mut sorted = xs.to_vec();
    sorted.sort_by(|a, b| a.partial_cmp(b).unwrap());
    sorted[sorted.len() / 2]
}

#[differentiate]
fn largest(xs: &[f64]) -> f64 {
    let mut sorted = xs.to_vec();
    sorted.sort_unstable_by(f64::total_cmp);
    sorted[0]
}

#[differentiate]
fn selected(xs: &[f64], n: usize) -> f64 {
    let mut sorted = xs.to_vec();
    let (_, median, _) = sorted.select_nth_unstable_by(n, |a, b| a.total_cmp(b));
    *median
}

fn main() {}
