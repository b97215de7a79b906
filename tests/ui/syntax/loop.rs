use autodiff::differentiate;

#[differentiate]
fn power(x: f64, n: usize) -> f64 {
    let mut result = 1.0;
    for _ in 0..n {
        result *= x;
    }
    result
}

fn main() {}
