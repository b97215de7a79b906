use autodiff::differentiate;

fn square(x: f64) -> f64 {
    x * x
}

#[differentiate]
fn cube(x: f64) -> f64 {
    x * square(r#x)
}

fn main() {}
