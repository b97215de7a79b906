use autodiff::differentiate;

fn bump(x: &mut f64) {
    *x += 1.0;
}

fn bumped(x: &mut f64) -> f64 {
    *x += 1.0;
    *x
}

#[differentiate]
fn changed(x: f64) -> f64 {
    let mut y = x;
    bump(&mut y);
    y * y
}

#[differentiate]
fn changed_constant(x: f64) -> f64 {
    let mut k = 1.0;
    let j: f64 = bumped(&mut k);
    x * k * j
}

#[differentiate]
fn replaced(x: f64) -> f64 {
    let mut y = 1.0;
    let before = std::mem::replace(&mut y, x);
    before * y * y
}

#[differentiate]
fn either(x: f64, y: f64) -> f64 {
    let (mut a, mut b) = (x, y);
    let larger = if x > y { &mut a } else { &mut b };
    *larger *= 2.0;
    a * b
}

fn main() {}
