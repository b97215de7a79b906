use autodiff::differentiate;

#[differentiate]
fn product(r#type: f64, r#x: f64) -> f64 {
    let r#x = 2.0 * x;
    x * r#type * r#x
}

fn main() {
    assert_eq!(product::gradient(2.0, 3.0), (36.0, 48.0));
}
