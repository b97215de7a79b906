use autodiff::differentiate;

#[differentiate]
fn drained(xs: &[f64]) -> f64 {
    let mut stack = xs.to_vec();
    let mut total = 0.0;
    while let Some(x) = stack.pop() {
        total += x * x;
    }
    total
}

fn main() {}
