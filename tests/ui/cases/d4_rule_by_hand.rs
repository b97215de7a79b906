use autodiff::differentiate;

fn slope(x: &f64) -> (f64, impl Fn(f64) -> f64) {
    let slope = 2.0 * x;
    (x * x, move |t| t * slope)
}

#[differentiate(vjp = slope)]
fn square(x: f64) -> f64 {
    x * x
}

fn main() {}
