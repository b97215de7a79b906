use autodiff::differentiate;

#[differentiate]
fn area((width, height): (f64, f64)) -> f64 {
    width * height
}

fn main() {}
