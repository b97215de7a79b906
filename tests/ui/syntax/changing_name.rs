use autodiff::differentiate;

#[differentiate]
fn scaled(x: f64) -> f64 {
    let mut scale = 1.0;
    let _ = grow(&mut scale);
    x * scale
}

fn grow(scale: &mut f64) {
    *scale += 10.0;
}

fn main() {}
