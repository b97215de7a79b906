use autodiff::differentiate;

fn scale() -> f64 {
    2.0
}

#[differentiate]
fn scaled(x: f64) -> f64 {
    scale() * x
}

#[differentiate(jvp)]
fn along(x: f64) -> f64 {
    scaled(x).sin()
}

#[differentiate(hessian)]
fn curved(x: f64) -> f64 {
    scaled(x).sin()
}

#[differentiate(taylor)]
fn expanded(x: f64) -> f64 {
    scaled(x).sin()
}

fn main() {}
