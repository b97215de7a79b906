use autodiff::differentiate;

#[differentiate]
fn relu(x: f64) -> f64 {
    if x { x } else { 0.0 }
}

fn main() {}
