use autodiff::differentiate;

#[differentiate]
fn accumulate(x: f64, total: &mut f64) -> f64 {
    *total += x;
    *total
}

fn main() {}
