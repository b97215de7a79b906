use autodiff::differentiate;

#[differentiate]
fn listed(x: f64) -> f64 {
    let functions: Vec<fn(f64) -> f64> = vec![|y| y * y, |y| y * 2.0];
    let mut total = 0.0;
    for function in functions {
        total += function(x);
    }
    total
}

#[differentiate]
fn replaced(x: f64) -> f64 {
    let mut function: fn(f64) -> f64 = |y| y * y;
    if x > 1.0 {
        function = |y| y * 2.0;
    }
    function(x)
}

#[differentiate]
fn in_a_tuple(x: f64) -> f64 {
    let functions = (|y: f64| y * y, |y: f64| y * 2.0);
    (functions.0)(x) + (functions.1)(x)
}

#[differentiate]
fn chosen(x: f64) -> f64 {
    let function = if x > 1.0 { |y: f64| y * y } else { |y: f64| y * 2.0 };
    function(x)
}

fn main() {}
