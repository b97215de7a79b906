use autodiff::differentiate;

#[differentiate]
fn running(xs: &[f64]) -> f64 {
    xs.iter().scan(1.0, |product, x| { *product *= x; Some(*product) }).sum()
}

#[differentiate]
fn until(xs: &[f64]) -> f64 {
    xs.iter().take_while(|x| **x > 0.0).sum()
}

#[differentiate]
fn chosen(xs: &[f64]) -> f64 {
    xs.iter().filter_map(|x| (*x > 0.0).then(|| x * x)).sum()
}

#[differentiate]
fn last(xs: &[f64]) -> f64 {
    *xs.iter().last().unwrap()
}

#[differentiate]
fn nth(xs: &[f64]) -> f64 {
    *xs.iter().nth(1).unwrap()
}

#[differentiate]
fn next(xs: &[f64]) -> f64 {
    let mut items = xs.iter();
    items.next().unwrap() * items.next().unwrap()
}

fn main() {}
