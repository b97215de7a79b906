use autodiff::differentiate;

#[differentiate]
fn raw(x: f64) -> f64 {
    let y = x * x;
    let pointer = &raw const y;
    unsafe { *pointer }
}

#[differentiate]
fn cast(x: f64) -> f64 {
    let mut y = x * x;
    let pointer = &mut y as *mut f64;
    unsafe { *pointer = x };
    y
}

#[differentiate]
fn of_a_slice(xs: &[f64]) -> f64 {
    let start = xs.as_ptr();
    unsafe { *start }
}

fn main() {}
