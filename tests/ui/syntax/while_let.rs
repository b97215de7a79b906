use autodiff::differentiate;

#[differentiate]
fn total(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    let mut items = x.iter();
    while let Some(item) = items.next() {
        sum += item;
    }
    sum
}

fn main() {}
