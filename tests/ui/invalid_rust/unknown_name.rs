use autodiff::differentiate;

fn rate() -> f64 {
    0.1
}

#[differentiate]
fn larger(x: f64) -> f64 {
    x.max(rate)
}

fn main() {}
