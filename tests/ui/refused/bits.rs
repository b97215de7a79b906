use autodiff::differentiate;

#[differentiate]
fn flipped(x: f64) -> f64 {
    f64::from_bits(x.to_bits() ^ 1)
}

#[differentiate]
fn bytes(x: f64) -> f64 {
    f64::from_le_bytes(x.to_le_bytes())
}

#[differentiate]
fn inverse_root(x: f32) -> f32 {
    let guess = f32::from_bits(0x5f37_59df - (x.to_bits() >> 1));
    guess * (1.5 - 0.5 * x * guess * guess)
}

fn main() {}
