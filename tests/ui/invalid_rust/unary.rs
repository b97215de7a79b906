use autodiff::differentiate;

#[differentiate]
fn flipped(x: f64) -> f64 {
    !x
}

fn main() {}
