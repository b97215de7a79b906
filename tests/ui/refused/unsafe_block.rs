use autodiff::differentiate;

#[differentiate]
fn unchecked(xs: &[f64]) -> f64 {
    let first = unsafe { xs.get_unchecked(0) };
    first * first
}

#[differentiate]
fn transmuted(x: f64) -> f64 {
    x * unsafe { std::mem::transmute::<f64, f64>(x) }
}

fn main() {}
