use autodiff::differentiate;

#[differentiate]
fn magnitude(x: f64) -> f64 {
    f64::from_bits(x.to_bits() & (u64::MAX >> 1))
}

#[differentiate]
fn parity(x: f64) -> f64 {
    if x as u64 & 1 == 0 { x } else { -x }
}

fn main() {}
