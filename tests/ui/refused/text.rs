use autodiff::differentiate;

#[differentiate]
fn digits(x: f64) -> f64 {
    x * x.to_string().len() as f64
}

fn main() {}
