use autodiff::differentiate;

fn apply(function: impl Fn(f64) -> f64) -> f64 {
    function(2.0)
}

#[differentiate]
fn square(x: f64) -> f64 {
    x * apply(|y| x * y)
}

fn main() {}
