use autodiff::differentiate;

fn now<F: Future>(_: F, value: f64) -> f64 {
    value
}

#[differentiate]
fn later(x: f64) -> f64 {
    let future = async { x * x };
    now(future, 2.0) * x
}

#[differentiate]
fn at_once(x: f64) -> f64 {
    x * now(async { x * x }, 2.0)
}

fn main() {}
