use autodiff::differentiate;

mod mem {
    pub fn swap(a: &mut f64, b: &mut f64) {
        *a = 2.0 * *b;
    }
}

#[differentiate]
fn by_a_function_called_so(x: f64) -> f64 {
    let (mut a, mut b) = (x, x * x);
    mem::swap(&mut a, &mut b);
    a * b
}

fn main() {}
