use autodiff::differentiate;

fn bump(of: &mut f64) -> f64 {
    *of += 1.0;
    *of
}

trait Bump {
    fn bump(self) -> f64;
}

impl Bump for &mut f64 {
    fn bump(self) -> f64 {
        bump(self)
    }
}

impl Bump for &f64 {
    fn bump(self) -> f64 {
        *self
    }
}

fn generic(of: impl Bump) -> f64 {
    of.bump()
}

#[differentiate]
fn by_name(x: f64) -> f64 {
    let mut c = 1.0;
    let r = &mut c;
    let k: f64 = bump(r);
    x * c * k
}

#[differentiate]
fn by_a_generic_function(x: f64) -> f64 {
    let mut c = 1.0;
    let r = &mut c;
    let k: f64 = generic(r);
    x * c * k
}

#[differentiate]
fn in_a_decree(x: f64) -> f64 {
    let mut c = 1.0;
    let r = &mut c;
    let k: f64 = autodiff::constant(generic(r));
    x * c * k
}

#[differentiate]
fn of_a_loop(x: f64) -> f64 {
    let mut c = [1.0, 2.0];
    let mut total = 0.0;
    for r in c.iter_mut() {
        let k: f64 = generic(r);
        total += k;
    }
    x * c[0] * total
}

fn main() {}
