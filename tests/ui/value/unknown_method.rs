use autodiff::differentiate;

trait Softplus {
    fn softplus(self) -> f64;
}

impl Softplus for f64 {
    fn softplus(self) -> f64 {
        self.exp().ln_1p()
    }
}

#[differentiate]
fn smooth(x: f64) -> f64 {
    x.softplus()
}

fn main() {}
