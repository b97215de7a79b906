use autodiff::differentiate;

#[differentiate]
fn running(xs: &[f64]) -> f64 {
    xs.iter().scan(0.0, |sum, x| { *sum += x; Some(*sum) }).sum()
}

#[differentiate]
fn accumulated(xs: &[f64]) -> f64 {
    let mut total = 0.0;
    let squares = xs.iter().map(|x| { total += x; x * x }).sum::<f64>();
    squares * total
}

fn main() {}
