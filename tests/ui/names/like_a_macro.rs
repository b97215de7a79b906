use autodiff::differentiate;

#[differentiate]
fn line(x: f64) -> f64 {
    2.0 * x
}

#[differentiate]
fn inline(x: f64) -> f64 {
    2.0 * x
}

#[differentiate]
fn caller(x: f64) -> f64 {
    line(x) + inline(x)
}

fn main() {}
