//! Calls of differentiated functions: through modules, imports and generics, in branches and loops.

use autodiff::{check, differentiate};
use nalgebra::{DMatrix, DVector, SVector};

mod model {
    use super::{DMatrix, DVector, differentiate};

    #[differentiate]
    pub(crate) fn square(x: f64) -> f64 {
        x * x
    }

    /// A layer of a network; not short, so that it is called.
    #[differentiate(wrt(w, b, x))]
    pub(crate) fn dense(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> DVector<f64> {
        assert!(w.nrows() == b.len(), "one bias for each row");
        let z = w * x + b;
        z.map(|z| z.tanh())
    }

    pub(crate) mod inner {
        use super::differentiate;

        #[differentiate]
        pub(crate) fn polar(r: f64, a: f64) -> (f64, f64) {
            assert!(r >= 0.0);
            (r * a.cos(), r * a.sin())
        }
    }
}

use model::inner::polar;
use model::square as squared;

#[differentiate]
fn fourth(x: f64) -> f64 {
    squared(model::square(x)) + squared(x + 1.0)
}

#[differentiate(wrt(w, b, x))]
fn network(w: &DMatrix<f64>, b: &DVector<f64>, x: &DVector<f64>) -> f64 {
    let h = model::dense(w, b, x);
    let h = model::dense(w, b, &h);
    h.norm_squared()
}

#[differentiate]
fn turned(r: f64, a: f64) -> f64 {
    let (x, y) = polar(r, a);
    x * y + x.exp()
}

#[differentiate(wrt(x))]
fn branches(x: f64, far: bool) -> f64 {
    if far {
        let (a, b) = polar(x, 0.5);
        a + 2.0 * b
    } else {
        squared(x)
    }
}

#[differentiate]
fn summed(xs: &[f64]) -> f64 {
    let mut total = 0.0;
    for x in xs {
        let (a, b) = polar(x * x, *x);
        total += a * b;
    }
    total
}

#[differentiate]
fn carried(xs: &[f64], start: f64) -> f64 {
    let mut state = start;
    for x in xs {
        let (a, b) = polar(state * state, *x);
        state = a + 0.1 * b;
    }
    state
}

#[differentiate]
fn norm_of<const N: usize>(v: &SVector<f64, N>) -> f64 {
    assert!(N > 0);
    v.norm_squared().sqrt()
}

#[differentiate]
fn generic(v: &SVector<f64, 3>) -> f64 {
    norm_of::<3>(v) * norm_of(&(v * 2.0))
}

#[test]
fn scalars_nest() {
    let x: f64 = 1.3;
    assert!((fourth::gradient(x) - (4.0 * x.powi(3) + 2.0 * (x + 1.0))).abs() < 1e-12);
}

#[test]
fn layers() {
    let (w, b, x) = (
        DMatrix::from_row_slice(2, 2, &[0.5, -0.2, 0.3, 0.8]),
        DVector::from_vec(vec![0.1, -0.3]),
        DVector::from_vec(vec![0.7, 1.1]),
    );
    let gradient = network::gradient(&w, &b, &x);
    check::gradient(
        |(w, b, x): &(DMatrix<f64>, DVector<f64>, DVector<f64>)| network(w, b, x),
        &(w.clone(), b.clone(), x.clone()),
        &gradient,
    )
    .unwrap();
    let (value, pullback) = network::vjp(&w, &b, &x);
    assert_eq!(value, network(&w, &b, &x));
    assert_eq!(pullback(1.0), gradient);
}

#[test]
fn tuples() {
    let gradient = turned::gradient(1.2, 0.4);
    check::gradient(|(r, a): &(f64, f64)| turned(*r, *a), &(1.2, 0.4), &gradient).unwrap();
    assert_eq!(turned::vjp(1.2, 0.4).1(1.0), gradient);
}

#[test]
fn in_branches() {
    for far in [true, false] {
        check::gradient(|x: &f64| branches(*x, far), &0.8, &branches::gradient(0.8, far)).unwrap();
        assert_eq!(branches::vjp(0.8, far).1(1.0), branches::gradient(0.8, far));
    }
}

#[test]
fn in_loops() {
    let xs = vec![0.3, -0.8, 1.4, 0.2];
    check::gradient(|xs: &Vec<f64>| summed(xs), &xs, &summed::gradient(&xs)).unwrap();
    let gradient = carried::gradient(&xs, 0.9);
    check::gradient(|(xs, start): &(Vec<f64>, f64)| carried(xs, *start), &(xs.clone(), 0.9), &gradient).unwrap();
    assert_eq!(carried::vjp(&xs, 0.9).1(1.0), gradient);
}

#[test]
fn generics() {
    let v = SVector::<f64, 3>::new(0.3, -0.4, 1.2);
    check::gradient(generic, &v, &generic::gradient(&v)).unwrap();
}
