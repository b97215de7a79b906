use autodiff::differentiate;

#[differentiate(wrt(x))]
mod model {
    pub fn square(x: f64) -> f64 {
        x * x
    }
}

fn main() {}
