use autodiff::differentiate;

#[differentiate]
fn boxed(x: f64) -> f64 {
    let square: Box<dyn Fn(f64) -> f64> = Box::new(|y| y * y);
    square(x)
}

#[differentiate]
fn borrowed(x: f64) -> f64 {
    let square: &dyn Fn(f64) -> f64 = &|y| y * y;
    square(x)
}

#[differentiate(wrt(x))]
fn given(x: f64, function: &dyn Fn(f64) -> f64) -> f64 {
    function(x)
}

#[differentiate]
fn capturing(x: f64) -> f64 {
    let scale: Box<dyn Fn(f64) -> f64> = Box::new(|y| y * x);
    scale(2.0)
}

fn main() {}
