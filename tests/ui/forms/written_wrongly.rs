use autodiff::differentiate;

#[differentiate(jvp, jvp)]
fn twice(x: f64) -> f64 {
    x * x
}

#[differentiate(jacobian(x))]
fn with_arguments(x: f64) -> f64 {
    x * x
}

#[differentiate(jvp = path::to::rule)]
fn with_a_rule(x: f64) -> f64 {
    x * x
}

fn main() {}
