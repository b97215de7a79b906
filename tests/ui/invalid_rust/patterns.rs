use autodiff::differentiate;

const ONE: f64 = 1.0;

#[differentiate]
fn a_literal(x: f64) -> f64 {
    let 1.0 = x;
    x
}

#[differentiate]
fn a_path(x: f64) -> f64 {
    let self::ONE = x;
    x
}

#[differentiate]
fn a_range(x: f64) -> f64 {
    let 1.0..2.0 = x;
    x
}

#[differentiate]
fn an_alternative(x: f64) -> f64 {
    let (1.0 | y) = x;
    x * y
}

#[differentiate]
fn a_struct_that_is_none(x: f64) -> f64 {
    let Unit { .. } = x;
    x
}

struct Unit;

#[differentiate]
fn an_array_that_is_a_tuple(x: f64) -> f64 {
    match (x, x) {
        [a, b] => a * b,
    }
}

fn main() {
    let _ = Unit;
}
