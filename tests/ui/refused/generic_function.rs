use autodiff::differentiate;

#[differentiate(wrt(x))]
fn applied(x: f64, function: impl Fn(f64) -> f64) -> f64 {
    function(x) * x
}

#[differentiate(wrt(x))]
fn applied_by_name<F: Fn(f64) -> f64>(x: f64, function: F) -> f64 {
    let y = function(x);
    y * x
}

#[differentiate(wrt(x))]
fn logged(x: f64, mut log: impl FnMut(f64)) -> f64 {
    log(x);
    x * x
}

fn main() {}
