use autodiff::differentiate;

/// Methods of slices and iterators by name.
trait Copied {
    fn copied(&self) -> f64;
    fn to_vec(&self) -> f64;
}

impl Copied for f64 {
    fn copied(&self) -> f64 {
        2.0 * self
    }

    fn to_vec(&self) -> f64 {
        3.0 * self
    }
}

trait Square {
    fn square(&self) -> f64;
    fn of(x: f64) -> f64;
}

impl Square for f64 {
    fn square(&self) -> f64 {
        self * self
    }

    fn of(x: f64) -> f64 {
        x * x
    }
}

#[differentiate]
fn method(x: f64) -> f64 {
    x.square() * x
}

#[differentiate]
fn by_path(x: f64) -> f64 {
    Square::square(&x) * f64::of(x)
}

#[differentiate]
fn like_a_copy(x: f64) -> f64 {
    x.copied() * x
}

#[differentiate]
fn like_a_conversion(x: f64) -> f64 {
    x.to_vec() * x
}

fn main() {}
