use autodiff::differentiate;

#[differentiate]
fn with_a_function(x: f64) -> f64 {
    fn two() -> f64 {
        2.0
    }
    two() * x
}

#[differentiate]
fn with_a_constant(x: f64) -> f64 {
    const TWO: f64 = 2.0;
    TWO * x
}

#[differentiate]
fn with_a_static(x: f64) -> f64 {
    static TWO: f64 = 2.0;
    TWO * x
}

#[differentiate]
fn with_a_macro(x: f64) -> f64 {
    macro_rules! square {
        ($x:expr) => {
            $x * $x
        };
    }
    square!(x)
}

fn main() {}
