use autodiff::differentiate;
use nalgebra::DVector;

#[differentiate(wrt(v))]
fn mapped(v: &DVector<f64>, f: impl Fn(f64) -> f64) -> f64 {
    v.map(f).sum()
}

#[differentiate(wrt(v))]
fn mapped_by_reference(v: &DVector<f64>, f: impl Fn(f64) -> f64) -> f64 {
    v.map(&f).sum()
}

#[differentiate(wrt(v))]
fn mapped_in_a_closure(v: &DVector<f64>, f: fn(f64) -> f64) -> f64 {
    v.map(|z| f(z)).sum()
}

#[differentiate(wrt(v))]
fn zipped(v: &DVector<f64>, w: &DVector<f64>, f: impl Fn(f64, f64) -> f64) -> f64 {
    v.zip_map(w, f).sum()
}

#[differentiate(wrt(v))]
fn located(v: &DVector<f64>, f: impl Fn(usize, usize, f64) -> f64) -> f64 {
    v.map_with_location(f).sum()
}

#[differentiate]
fn iterated(xs: &[f64], f: fn(f64) -> f64) -> f64 {
    xs.iter().copied().map(f).sum()
}

#[differentiate(wrt(xs))]
fn folded(xs: &[f64], f: impl Fn(f64, &f64) -> f64) -> f64 {
    xs.iter().fold(0.0, f)
}

#[differentiate(wrt(xs))]
fn folded_by_reference(xs: &[f64], f: &dyn Fn(f64, &f64) -> f64) -> f64 {
    xs.iter().fold(0.0, &f)
}

#[differentiate(wrt(xs))]
fn filtered(xs: &[f64], f: impl Fn(&&f64) -> bool) -> f64 {
    xs.iter().filter(f).sum()
}

#[differentiate(wrt(v))]
fn applied(v: &DVector<f64>, f: impl Fn(&mut f64)) -> f64 {
    let mut w = v.clone();
    w.apply(f);
    w.sum()
}

#[differentiate(wrt(xs))]
fn in_a_local_closure(xs: &[f64], f: impl Fn(f64) -> f64) -> f64 {
    let twice = |x: f64| f(x) + f(x);
    twice(xs[0])
}

#[differentiate(wrt(x))]
fn handed_on(x: f64, f: impl Fn(f64) -> f64) -> f64 {
    apply(f, x)
}

#[differentiate(wrt(x))]
fn captured(x: f64) -> f64 {
    apply(|y| y * x, 2.0)
}

#[differentiate(wrt(xs))]
fn for_each(xs: &[f64], mut f: impl FnMut(f64)) -> f64 {
    xs.iter().for_each(|x| f(*x));
    xs[0]
}

fn apply(f: impl Fn(f64) -> f64, x: f64) -> f64 {
    f(x)
}

fn main() {}
