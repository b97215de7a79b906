use autodiff::differentiate;

#[differentiate]
fn first_or_zero(xs: &[f64]) -> f64 {
    let product = || Some(xs.first()? * xs.last()?);
    product().unwrap_or(0.0)
}

#[differentiate]
fn positive(x: f64) -> f64 {
    let kept = if x > 0.0 { Some(x) } else { None };
    match kept {
        Some(y) => y * y,
        None => 0.0,
    }
}

fn main() {}
