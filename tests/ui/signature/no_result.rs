use autodiff::differentiate;

#[differentiate]
fn report(x: f64) {
    assert!(x > 0.0);
}

fn main() {}
