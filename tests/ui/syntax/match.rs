use autodiff::differentiate;

#[differentiate(wrt(x))]
fn activation(x: f64, kind: u8) -> f64 {
    match kind {
        0 => x,
        1 => x.tanh(),
        _ => x.max(0.0),
    }
}

fn main() {}
