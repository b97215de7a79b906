use autodiff::differentiate;

#[differentiate(wrt(x))]
fn parsed(x: f64, scale: Result<f64, ()>) -> f64 {
    x * (|| Ok::<f64, ()>(scale? * 2.0))().unwrap_or(x)
}

fn main() {}
