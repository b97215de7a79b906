use autodiff::differentiate;

#[differentiate]
fn halves(xs: &[f64]) -> f64 {
    let mut v = xs.to_vec();
    let (left, right) = v.split_at_mut(1);
    left[0] *= right[0];
    v[0]
}

#[differentiate]
fn halves_of_constants(x: f64) -> f64 {
    let mut v = vec![0.0, 1.0];
    let (left, right) = v.split_at_mut(1);
    left[0] = x * right[0];
    v[0] * x
}

#[differentiate]
fn pair(x: f64) -> f64 {
    let mut v = [1.0, 2.0];
    let [a, b] = &mut v;
    *a = x;
    *b = x * x;
    v[0] * v[1]
}

fn main() {}
