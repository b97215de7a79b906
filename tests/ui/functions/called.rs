use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate(wrt(x))]
fn generic<F: Fn(f64) -> f64>(x: f64, f: F) -> f64 {
    f(x)
}

#[differentiate(wrt(x))]
fn bounded_by_where<F>(x: f64, f: F) -> f64
where
    F: Fn(f64) -> f64,
{
    let y = 2.0 * f(x * x);
    y
}

#[differentiate(wrt(x))]
fn anonymous(x: f64, f: impl Fn(f64) -> f64) -> f64 {
    f(x)
}

#[differentiate(wrt(x))]
fn of_a_trait_object(x: f64, f: &dyn Fn(f64) -> f64) -> f64 {
    f(x)
}

#[differentiate(wrt(x))]
fn boxed(x: f64, f: Box<dyn Fn(f64) -> f64>) -> f64 {
    f(x)
}

#[differentiate]
fn pointer(x: f64, f: fn(f64) -> f64) -> f64 {
    f(x)
}

#[differentiate(wrt(x))]
fn in_parentheses(x: f64, f: impl Fn(f64) -> f64) -> f64 {
    (f)(x)
}

#[differentiate(wrt(x))]
fn behind_a_reference(x: f64, f: &&dyn Fn(f64) -> f64) -> f64 {
    (*f)(x)
}

#[differentiate(wrt(x))]
fn of_a_tuple(x: f64, f: (fn(f64) -> f64, f64)) -> f64 {
    (f.0)(x) * f.1
}

#[differentiate(wrt(x))]
fn of_a_list(x: f64, f: &[fn(f64) -> f64]) -> f64 {
    f[0](x)
}

#[differentiate(wrt(x))]
fn by_a_field(x: f64, f: Functions) -> f64 {
    (f.first)(x)
}

#[differentiate(wrt(x))]
fn by_a_method(x: f64, f: Functions) -> f64 {
    f.call(x)
}

#[differentiate(wrt(x))]
fn under_another_name(x: f64, f: fn(f64) -> f64) -> f64 {
    let g = f;
    g(x)
}

#[differentiate(wrt(x))]
fn chosen(x: f64, f: fn(f64) -> f64, g: fn(f64) -> f64, c: bool) -> f64 {
    (if c { f } else { g })(x)
}

#[differentiate(wrt(x))]
fn of_what_a_function_gives(x: f64, f: impl Fn(f64) -> fn(f64) -> f64) -> f64 {
    f(2.0)(x)
}

#[differentiate(wrt(v))]
fn of_a_vector(v: &DVector<f64>, f: impl Fn(&DVector<f64>) -> f64) -> f64 {
    f(v)
}

#[differentiate(wrt(x))]
fn in_a_condition(x: f64, f: impl Fn(f64) -> bool) -> f64 {
    if f(x) { x } else { 2.0 * x }
}

pub struct Functions {
    first: fn(f64) -> f64,
}

impl Functions {
    fn call(&self, x: f64) -> f64 {
        (self.first)(x)
    }
}

fn main() {}
