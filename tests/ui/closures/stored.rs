use autodiff::differentiate;

#[differentiate]
fn twice(x: f64) -> f64 {
    let functions = [|x: f64| 2.0 * x, |x: f64| 3.0 * x];
    functions[0](x)
}

#[differentiate]
fn handed_on(x: f64) -> f64 {
    let double = |x: f64| 2.0 * x;
    let same = double;
    same(x)
}

fn main() {}
