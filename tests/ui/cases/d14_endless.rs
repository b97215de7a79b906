use autodiff::differentiate;

#[differentiate]
fn forever(x: f64) -> f64 {
    let mut y = x;
    loop {
        y = y.sin();
        assert!(y < 2.0);
    }
}

fn main() {}
