use autodiff::differentiate;

#[differentiate(test)]
fn square(x: f64) -> f64 {
    x * x
}

#[differentiate(wrt(x), test())]
fn cube(x: f64) -> f64 {
    x * x * x
}

#[differentiate(test = points)]
fn quartic(x: f64) -> f64 {
    (x * x) * (x * x)
}

fn main() {}
