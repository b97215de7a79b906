use autodiff::differentiate;

#[differentiate]
fn twice(x: f64) -> f64 {
    (|factor: f64| factor * x)(2.0)
}

fn main() {}
