use autodiff::differentiate;

/// What does not depend on the parameters may be any Rust, though it stand in the middle of what does.
#[differentiate(wrt(x))]
fn weighted(x: f64, weights: &[f64], name: &str) -> f64 {
    let total = weights.iter().map(|weight| weight * 2.0).sum::<f64>();
    let bytes = name.bytes().filter(u8::is_ascii_digit).count();
    let decreed = autodiff::constant(match bytes {
        0 => 1.0,
        _ => x.floor() + 2.0,
    });
    x * total * bytes as f64 + x.sin() * decreed
}

fn main() {
    let gradient = weighted::gradient(0.5, &[1.0, 2.0], "a1");
    assert!((gradient - (6.0 + 0.5_f64.cos() * 2.0)).abs() < 1e-12);
}
