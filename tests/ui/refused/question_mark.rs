use autodiff::differentiate;

#[differentiate]
fn compared(x: f64, y: f64) -> f64 {
    let decide = || Some(if x.partial_cmp(&y)?.is_lt() { x } else { y });
    decide().unwrap_or(0.0)
}

#[differentiate]
fn first(xs: &[f64]) -> f64 {
    let square = || Some(xs.first()? * xs.first()?);
    square().unwrap_or(0.0)
}

#[differentiate]
fn maybe(xs: &[f64]) -> Option<f64> {
    let first = xs.first()?;
    Some(first * first)
}

fn main() {}
