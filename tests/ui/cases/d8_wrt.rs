use autodiff::differentiate;

#[differentiate(wrt(z))]
fn no_such_parameter(x: f64, y: f64) -> f64 {
    x * y
}

#[differentiate(wrt(n))]
fn an_integer(x: f64, n: usize) -> f64 {
    x * n as f64
}

fn main() {}
