use autodiff::differentiate;
use std::cell::Cell;

fn next(counter: &Cell<f64>) -> f64 {
    counter.set(counter.get() + 1.0);
    counter.get()
}

#[differentiate(wrt(x))]
fn scaled(x: f64, counter: &Cell<f64>) -> f64 {
    let factor: f64 = next(counter);
    x * factor
}

#[differentiate(wrt(x))]
fn twice(x: f64, counter: &Cell<f64>) -> f64 {
    scaled(x, counter) + scaled(x, counter) * 10.0
}

#[differentiate(wrt(x))]
fn by_itself(x: f64, n: usize, counter: &Cell<f64>) -> f64 {
    if n == 0 {
        return x;
    }
    let factor: f64 = next(counter);
    factor * by_itself(x, n - 1, counter)
}

/// Behind a name of the user's, the types say so.
struct State {
    counter: Cell<f64>,
}

#[differentiate(wrt(x))]
fn hidden(x: f64, state: &State) -> f64 {
    let factor: f64 = next(&state.counter);
    x * factor
}

#[differentiate(wrt(x))]
fn hidden_twice(x: f64, state: &State) -> f64 {
    hidden(x, state) + hidden(x, state)
}

#[differentiate(wrt(x))]
fn hidden_by_itself(x: f64, n: usize, state: &State) -> f64 {
    if n == 0 { x } else { x * hidden_by_itself(x, n - 1, state) }
}

fn main() {}
