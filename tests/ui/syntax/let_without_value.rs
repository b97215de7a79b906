use autodiff::differentiate;

#[differentiate]
fn relu(x: f64) -> f64 {
    let y: f64;
    if x > 0.0 {
        y = x;
    } else {
        y = 0.0;
    }
    y
}

fn main() {}
