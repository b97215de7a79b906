use autodiff::differentiate;

#[differentiate]
fn truncated(x: f64) -> f64 {
    x as i64 as f64
}

#[differentiate(wrt(x))]
fn looked_up(x: f64, table: &[f64]) -> f64 {
    table[x as usize] * x
}

#[differentiate]
fn powered(x: f64) -> f64 {
    x.powi(x as i32)
}

#[differentiate]
fn repeated(x: f64) -> f64 {
    let mut y = 1.0;
    for _ in 0..x as usize {
        y *= x;
    }
    y
}

fn main() {}
