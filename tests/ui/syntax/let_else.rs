use autodiff::differentiate;

#[differentiate(wrt(x))]
fn scaled(x: f64, scale: Result<f64, ()>) -> f64 {
    let Ok(scale) = scale else { return x };
    x * scale
}

fn main() {}
