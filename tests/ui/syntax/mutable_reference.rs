use autodiff::differentiate;

#[differentiate]
fn square(x: f64) -> f64 {
    let y = &mut (x * x);
    *y
}

fn main() {}
