use autodiff::differentiate;

#[differentiate]
fn energy(v: &DVector<f64>) -> f64 {
    v.norm_squared()
}

fn main() {}
