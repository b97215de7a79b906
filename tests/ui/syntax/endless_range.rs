use autodiff::differentiate;

#[differentiate]
fn power(x: f64) -> f64 {
    let mut y = x;
    for _ in 0.. {
        y *= x;
    }
    y
}

fn main() {}
