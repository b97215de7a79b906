use autodiff::differentiate;

#[differentiate(hessian)]
fn square(x: f64) -> f64 {
    x * x
}

fn main() {}
