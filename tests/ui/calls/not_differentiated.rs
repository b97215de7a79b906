//! What has the name of a macro, of a type or of nothing is no differentiated function either.

use autodiff::differentiate;

mod other {
    pub fn helper(x: f64) -> f64 {
        x
    }
}

fn helper(x: f64) -> f64 {
    x
}

#[differentiate]
fn outer(x: f64) -> f64 {
    helper(x) * other::helper(x) + [x].iter().map(|x| helper(*x)).sum::<f64>()
}

fn main() {
    outer::gradient(1.0);
}
