use autodiff::differentiate;

fn width(range: std::ops::Range<f64>) -> f64 {
    range.end - range.start
}

#[differentiate]
fn area(x: f64) -> f64 {
    x * width(0.0..x)
}

fn main() {}
