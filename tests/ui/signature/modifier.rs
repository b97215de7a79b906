use autodiff::differentiate;

#[differentiate]
async fn later(x: f64) -> f64 {
    x * x
}

#[differentiate]
unsafe fn trusting(x: f64) -> f64 {
    x * x
}

#[differentiate]
extern "C" fn foreign(x: f64) -> f64 {
    x * x
}

fn main() {}
