use autodiff::differentiate;

#[differentiate]
fn broken(x: f64) -> f64 {
    x.sinn()
}

#[differentiate(wrt(y))]
fn misnamed(x: f64) -> f64 {
    x
}

#[differentiate]
fn outer(x: f64) -> f64 {
    broken(x) + misnamed(x)
}

fn main() {
    outer::gradient(1.0);
}
