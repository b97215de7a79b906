use autodiff::differentiate;

#[differentiate(wrt(x, y), hessian)]
fn area(x: f64, y: f64) -> f64 {
    x * y
}

fn main() {}
