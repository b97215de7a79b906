use autodiff::differentiate;

#[differentiate]
fn pair(x: f64) -> (f64, f64) {
    (x, x)
}

#[differentiate]
fn scalar(x: f64) -> f64 {
    x
}

fn main() {
    let _ = pair::gradient(1.0);
    let _ = scalar::hessian(1.0);
    let _ = scalar::gradeint(1.0);
    let _ = scalar.gradient(1.0);
    let _ = scalar_gradient(1.0);
}
