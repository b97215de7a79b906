use autodiff::differentiate;

#[differentiate]
fn smooth(x: f64) -> f64 {
    x.tahn()
}

fn main() {}
