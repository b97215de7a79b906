use autodiff::differentiate;

macro_rules! square {
    ($x:expr) => {
        $x * $x
    };
}

#[differentiate]
fn quartic(x: f64) -> f64 {
    square!(square!(x))
}

#[differentiate]
fn logged(x: f64) -> f64 {
    println!("{x:.3}");
    x * x
}

#[differentiate]
fn branch(x: f64) -> f64 {
    if x > 0.0 { x } else { square!(x) }
}

fn main() {}
