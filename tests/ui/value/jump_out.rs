use autodiff::differentiate;

#[differentiate]
fn scaled(x: f64, n: usize) -> f64 {
    x * autodiff::constant({
        if n == 0 {
            return 0.0;
        }
        n as f64
    })
}

fn main() {}
