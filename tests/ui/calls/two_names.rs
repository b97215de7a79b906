//! A macro of the user's under the name of a function.

use autodiff::differentiate;

macro_rules! helper {
    ($($any:tt)*) => {
        0.0
    };
}

fn helper(x: f64) -> f64 {
    x + helper!()
}

#[differentiate]
fn outer(x: f64) -> f64 {
    helper(x)
}

fn main() {}
