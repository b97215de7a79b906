use autodiff::differentiate;

#[differentiate]
fn rounded(x: f64) -> f32 {
    x as f32
}

fn main() {}
