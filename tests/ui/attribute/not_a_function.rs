use autodiff::differentiate;

#[differentiate]
struct Loss {
    weight: f64,
}

#[differentiate]
const RATE: f64 = 0.1;

fn main() {}
