use autodiff::differentiate;

#[differentiate]
fn entry(x: f64) -> f64 {
    let mut v = vec![0.0, 1.0];
    let first = v.get_mut(0).unwrap();
    *first = x;
    v[0] * x
}

#[differentiate]
fn if_there(x: f64) -> f64 {
    let mut v = vec![0.0, 1.0];
    if let Some(first) = v.get_mut(0) {
        *first = x;
    }
    v[0] * x
}

#[differentiate]
fn whole(x: f64) -> f64 {
    let mut v = vec![0.0, 1.0];
    let all = v.as_mut_slice();
    all[0] = x;
    v[0] * x
}

fn main() {}
