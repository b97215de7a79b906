//! A function of another module returns a struct that is called like one that is known here.

mod other {
    use autodiff::{Differentiable, differentiate};

    #[derive(Clone, Copy, Differentiable)]
    pub struct State {
        pub a: f64,
        pub b: f64,
    }

    #[differentiate]
    pub fn start(x: f64) -> State {
        State { a: x, b: x * x }
    }
}

use autodiff::{Differentiable, differentiate};

#[derive(Clone, Copy, Differentiable)]
struct State {
    a: f64,
    #[constant]
    b: f64,
}

#[differentiate]
fn product(state: State, x: f64) -> f64 {
    let started = other::start(x);
    state.a * started.b
}

fn main() {
    let _ = product::gradient(State { a: 1.0, b: 2.0 }, 0.5);
}
