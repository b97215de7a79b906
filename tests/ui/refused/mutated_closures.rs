use autodiff::differentiate;

#[differentiate]
fn accumulated(x: f64) -> f64 {
    let mut total = 0.0;
    let mut add = |y: f64| total += y * y;
    add(x);
    add(2.0 * x);
    total
}

#[differentiate]
fn of_its_own(x: f64) -> f64 {
    let mut state = x;
    let mut next = move || {
        state *= x;
        state
    };
    next() + next()
}

fn main() {}
