use autodiff::differentiate;

fn log(_message: &str) {}

#[differentiate]
fn square(x: f64) -> f64 {
    log("squaring");
    x * x
}

fn main() {}
