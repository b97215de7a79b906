use autodiff::differentiate;

#[differentiate(jvp, jvp)]
fn twice(x: f64) -> f64 {
    x * x
}

#[differentiate(jacobian(x))]
fn with_arguments(x: f64) -> f64 {
    x * x
}

#[differentiate(jvp = 2.0)]
fn with_a_rule(x: f64) -> f64 {
    x * x
}

fn main() {}
