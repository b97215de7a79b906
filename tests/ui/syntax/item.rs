use autodiff::differentiate;

#[differentiate]
fn area(r: f64) -> f64 {
    const PI: f64 = 3.141592653589793;
    fn square(x: f64) -> f64 {
        x * x
    }
    PI * square(r)
}

#[differentiate]
fn sine(x: f64) -> f64 {
    use std::f64::consts::PI;
    (PI * x).sin()
}

fn main() {}
