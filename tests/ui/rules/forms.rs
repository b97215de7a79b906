use autodiff::differentiate;

fn pullback(x: f64) -> (f64, impl Fn(f64) -> f64) {
    (x * x, move |t| t * 2.0 * x)
}

fn pushforward(x: f64, t: f64) -> (f64, f64) {
    (x * x, t * 2.0 * x)
}

#[differentiate(vjp = pullback, hessian, hvp)]
fn second_order(x: f64) -> f64 {
    x * x
}

#[differentiate(jvp = pushforward, taylor)]
fn any_order(x: f64) -> f64 {
    x * x
}

#[differentiate(vjp = pullback, jvp)]
fn forward(x: f64) -> f64 {
    x * x
}

#[differentiate(vjp = pullback, derivative(x = 2.0 * x))]
fn two_rules(x: f64) -> f64 {
    x * x
}

#[differentiate(jvp, jvp = pushforward)]
fn twice(x: f64) -> f64 {
    x * x
}

#[differentiate(vjp = pullback, vjp = pullback)]
fn given_twice(x: f64) -> f64 {
    x * x
}

#[differentiate(vjp)]
fn without_a_path(x: f64) -> f64 {
    x * x
}

#[differentiate(jvp(pushforward))]
fn in_parentheses(x: f64) -> f64 {
    x * x
}

#[differentiate(vjp = |x: f64| (x * x, move |t| t * 2.0 * x))]
fn a_closure(x: f64) -> f64 {
    x * x
}

fn main() {}
