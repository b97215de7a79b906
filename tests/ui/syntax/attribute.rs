use autodiff::differentiate;

#[differentiate]
fn square(x: f64) -> f64 {
    #[cfg(debug_assertions)]
    let x = x.abs();
    x * x
}

#[differentiate]
fn relu(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
    #[cfg(any())]
    return x;
}

fn main() {}
