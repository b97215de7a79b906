use autodiff::differentiate;

#[differentiate(wrt(x))]
fn product(x: f64) -> f64 {
    let mut y = x;
    for i in 253..=255u8 {
        y = y * x * (i as f64 / 255.0);
    }
    y
}

#[differentiate(wrt(x))]
fn weighed(x: f64) -> f64 {
    let mut y = x;
    for (k, i) in (-100i8..100).enumerate() {
        y = y * x + k as f64 * i as f64;
    }
    y
}

fn main() {}
