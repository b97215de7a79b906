use autodiff::differentiate;

#[differentiate(derivative)]
fn without_expressions(x: f64) -> f64 {
    x
}

#[differentiate(derivative())]
fn without_an_expression(x: f64) -> f64 {
    x
}

#[differentiate(derivative = path)]
fn a_path(x: f64) -> f64 {
    x
}

#[differentiate(derivative(x))]
fn without_a_value(x: f64) -> f64 {
    x
}

#[differentiate(derivative(x = 1.0), derivative(x = 2.0))]
fn two_rules(x: f64) -> f64 {
    x
}

fn main() {}
