use autodiff::differentiate;

#[differentiate]
fn mapped(x: f64) -> f64 {
    Some(x).map(|x| x * x).unwrap_or(0.0)
}

#[differentiate]
fn held(x: f64) -> f64 {
    let kept: Option<f64> = Some(x * x);
    if let Some(y) = kept { y } else { 0.0 }
}

#[differentiate]
fn later(x: f64) -> f64 {
    let mut kept = None;
    if x > 0.0 {
        kept = Some(x * x);
    }
    kept.unwrap_or(0.0)
}

#[differentiate]
fn found(xs: &[f64]) -> f64 {
    match xs.first() {
        Some(x) => x * x,
        None => 0.0,
    }
}

#[differentiate]
fn chosen(x: f64) -> f64 {
    (x > 0.0).then(|| x * x).unwrap_or(0.0)
}

fn main() {}
