use autodiff::differentiate;

fn pulled(x: f64) -> (f64, impl Fn(f64) -> f64) {
    (x * x, move |t| t * 2.0 * x)
}

fn pushed(x: f64, t: f64) -> (f64, f64) {
    (x * x, t * 2.0 * x)
}

#[differentiate(vjp = pulled)]
fn backward(x: f64) -> f64 {
    x * x
}

#[differentiate(jvp = pushed)]
fn forward(x: f64) -> f64 {
    x * x
}

#[differentiate(hessian)]
fn second(x: f64) -> f64 {
    backward(x) * x
}

#[differentiate(hvp)]
fn second_forward(x: f64) -> f64 {
    forward(x) * x
}

#[differentiate(taylor)]
fn any_order(x: f64) -> f64 {
    forward(x) * x
}

#[differentiate(jvp)]
fn pushed_through_a_pullback(x: f64) -> f64 {
    backward(x) * x
}

fn main() {}
