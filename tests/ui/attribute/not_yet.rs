use autodiff::differentiate;

#[differentiate(taylor)]
fn square(x: f64) -> f64 {
    x * x
}

fn main() {}
