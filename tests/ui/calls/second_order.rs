use autodiff::differentiate;

#[differentiate(jvp)]
fn recursive(x: f64, n: usize) -> f64 {
    if n == 0 { x } else { recursive(x * x, n - 1) }
}

#[differentiate(jvp)]
fn two(x: f64) -> f64 {
    recursive(x, 2) * x
}

#[differentiate(jvp)]
fn three(x: f64) -> f64 {
    two(x) * x
}

#[differentiate(hessian)]
fn four(x: f64) -> f64 {
    three(x) * x
}

#[differentiate(vjp = pullback, jvp = forward)]
fn ruled(x: f64) -> f64 {
    x * x
}

fn pullback(x: f64) -> (f64, impl Fn(f64) -> f64) {
    (x * x, move |t| 2.0 * x * t)
}

fn forward(x: f64, t: f64) -> (f64, f64) {
    (x * x, 2.0 * x * t)
}

#[differentiate(jvp)]
fn over(x: f64) -> f64 {
    ruled(x) * x
}

#[differentiate(jvp)]
fn over_two(x: f64) -> f64 {
    over(x) * x
}

#[differentiate(hvp)]
fn over_three(x: f64) -> f64 {
    over_two(x) * x
}

fn main() {}
