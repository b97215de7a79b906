use autodiff::differentiate;

fn square(x: f64) -> f64 {
    x * x
}

#[differentiate]
fn quartic(x: f64) -> f64 {
    let y = 1.0;
    let y = {
        let y = x * y;
        y * y
    };
    square(y)
}

fn main() {}
