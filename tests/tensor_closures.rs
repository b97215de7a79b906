//! Functions of entries that read other vectors, matrices and slices: `from_fn`, `map` and their like.

mod common;

use autodiff::{check, differentiate};
use common::{SIZES, assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2x3, RowDVector, Vector3};

#[differentiate(jvp, jacobian)]
fn reversed(x: &DVector<f64>) -> DVector<f64> {
    let n = x.len();
    DVector::from_fn(n, |i, _| x[i] * x[n - 1 - i])
}

#[differentiate(hessian, hvp)]
fn of_reversed(x: &DVector<f64>) -> f64 {
    let n = x.len();
    let y = DVector::from_fn(n, |i, _| x[i] * x[n - 1 - i].sin());
    y.dot(x)
}

#[test]
fn a_vector_made_from_another() {
    let mut rng = Rng::with_seed(1);
    for n in [0, 1, 2, 5] {
        let x = random(&mut rng, DVector::zeros(n));
        let expected = DMatrix::from_fn(n, n, |i, j| {
            let one = if i == j { x[n - 1 - i] } else { 0.0 };
            let two = if n - 1 - i == j { x[i] } else { 0.0 };
            one + two
        });
        assert_close(&reversed::jacobian(&x), &expected);
        let t = random(&mut rng, DVector::zeros(n));
        assert_close(&reversed::jvp(&x, &t).1, &(&expected * &t));
        let (value, pullback) = reversed::vjp(&x);
        assert_close(&value, &reversed(&x));
        assert_close(&pullback(&t), &expected.tr_mul(&t));
        if n > 0 {
            check::gradient(of_reversed, &x, &of_reversed::gradient(&x)).unwrap();
            check::jacobian(|x: &DVector<f64>| of_reversed::gradient(x), &x, &of_reversed::hessian(&x)).unwrap();
            assert_close(&of_reversed::hvp(&x, &t), &(of_reversed::hessian(&x) * &t));
        }
    }
}

/// The Gram matrix of a kernel.
#[differentiate(wrt(x, width), hvp)]
fn kernel(x: &[f64], width: f64) -> f64 {
    let n = x.len();
    let k = DMatrix::from_fn(n, n, |i, j| (-((x[i] - x[j]) / width).powi(2)).exp());
    k.map(|k| k.sqrt()).sum()
}

#[test]
fn a_gram_matrix() {
    let mut rng = Rng::with_seed(2);
    for n in SIZES {
        let x = random(&mut rng, vec![0.0; n]);
        let gradient = kernel::gradient(&x, 1.3);
        check::gradient(|(x, width): &(Vec<f64>, f64)| kernel(x, *width), &(x, 1.3), &gradient).unwrap();
    }
}

#[differentiate(hessian)]
fn centred(v: &DVector<f64>) -> f64 {
    v.map(|entry| entry * entry - v[0]).norm_squared()
}

#[differentiate]
fn with_location(a: &DMatrix<f64>, v: &DVector<f64>) -> f64 {
    a.map_with_location(|i, j, entry| entry * v[i] + v[j] * (i as f64)).sum()
}

#[differentiate]
fn location_alone(a: &DMatrix<f64>, s: f64) -> f64 {
    a.map_with_location(|i, j, entry| entry * entry * s + (i + 2 * j) as f64 * entry).sum()
}

#[differentiate]
fn zipped(a: &RowDVector<f64>, b: &RowDVector<f64>) -> f64 {
    let first = |x: f64, y: f64| x * y + a[0] * b[b.len() - 1];
    a.zip_map(b, first).norm_squared()
}

#[test]
fn maps_that_read_vectors() {
    let mut rng = Rng::with_seed(3);
    for n in SIZES {
        let v = random(&mut rng, DVector::zeros(n));
        check::gradient(centred, &v, &centred::gradient(&v)).unwrap();
        check::jacobian(|x: &DVector<f64>| centred::gradient(x), &v, &centred::hessian(&v)).unwrap();
        let a = random(&mut rng, DMatrix::zeros(n, n));
        let gradient = with_location::gradient(&a, &v);
        check::gradient(|(a, v): &(DMatrix<f64>, DVector<f64>)| with_location(a, v), &(a.clone(), v), &gradient)
            .unwrap();
        let gradient = location_alone::gradient(&a, 0.7);
        check::gradient(|(a, s): &(DMatrix<f64>, f64)| location_alone(a, *s), &(a, 0.7), &gradient).unwrap();
        let rows = (random(&mut rng, RowDVector::zeros(n)), random(&mut rng, RowDVector::zeros(n)));
        let gradient = zipped::gradient(&rows.0, &rows.1);
        check::gradient(|(a, b): &(RowDVector<f64>, RowDVector<f64>)| zipped(a, b), &rows, &gradient).unwrap();
    }
}

#[differentiate(jacobian)]
fn static_sizes(v: &Vector3<f64>) -> Matrix2x3<f64> {
    Matrix2x3::from_fn(|i, j| v[i] * v[j] + v[(i + j) % 3])
}

#[differentiate]
fn generic<T: autodiff::Real>(v: &DVector<T>) -> T {
    DVector::from_fn(v.len(), |i, _| if i == 0 { v[i] } else { v[i] * v[i - 1] }).sum()
}

#[test]
fn static_and_generic() {
    let mut rng = Rng::with_seed(4);
    let v = random(&mut rng, Vector3::zeros());
    check::jacobian(|v: &Vector3<f64>| static_sizes(v), &v, &static_sizes::jacobian(&v)).unwrap();
    assert_eq!(generic::gradient(&DVector::from_vec(vec![2.0_f32, 3.0, 5.0])).as_slice(), [4.0, 7.0, 3.0]);
    assert_eq!(generic::gradient(&DVector::from_vec(vec![2.0_f64, 3.0, 5.0])).as_slice(), [4.0, 7.0, 3.0]);
}

#[differentiate]
fn recursive(x: f64, n: usize) -> f64 {
    if n == 0 { x } else { DVector::from_fn(2, |i, _| if i == 0 { x } else { recursive(x, n - 1) }).norm_squared() }
}

#[test]
fn a_closure_may_call_the_function_itself() {
    check::gradient(|x: &f64| recursive(*x, 3), &0.4, &recursive::gradient(0.4, 3)).unwrap();
}

#[differentiate]
fn early(v: &DVector<f64>) -> f64 {
    let w = v.map(|entry| {
        if entry < 0.0 {
            return v[0];
        }
        entry * v[1]
    });
    w.sum()
}

#[test]
fn a_closure_may_return_early() {
    let v = DVector::from_vec(vec![-1.0, 2.0, 3.0, -4.0]);
    check::gradient(early, &v, &early::gradient(&v)).unwrap();
}

#[differentiate(jvp, hvp)]
fn three_at_once(a: &DVector<f64>, b: &DVector<f64>, c: &DVector<f64>) -> f64 {
    a.zip_zip_map(b, c, |a, b, c| a * b.sin() * c * c).sum()
}

#[differentiate(jvp, hvp)]
fn located_to_second_order(a: &DMatrix<f64>) -> f64 {
    a.map_with_location(|i, j, entry| entry.sin() * (i + 2 * j) as f64).sum()
}

#[test]
fn maps_with_all_their_tangents() {
    let mut rng = Rng::with_seed(5);
    for n in SIZES {
        let mut vector = || random(&mut rng, DVector::zeros(n));
        let (a, b, c) = (vector(), vector(), vector());
        let (t, u, v) = (vector(), vector(), vector());
        let gradient = three_at_once::gradient(&a, &b, &c);
        let (_, along) = three_at_once::jvp(&a, &b, &c, &t, &u, &v);
        assert_close(&along, &(gradient.0.dot(&t) + gradient.1.dot(&u) + gradient.2.dot(&v)));
        let by = |s: f64| three_at_once::gradient(&(&a + &t * s), &(&b + &u * s), &(&c + &v * s)).1;
        let expected = (by(1e-5) - by(-1e-5)) / 2e-5;
        common::assert_within(&three_at_once::hvp(&a, &b, &c, &t, &u, &v).1, &expected, 1e-7);

        let mut matrix = || random(&mut rng, DMatrix::<f64>::zeros(n, n));
        let (a, t) = (matrix(), matrix());
        let expected = t.map_with_location(|i, j, t| -t * a[(i, j)].sin() * (i + 2 * j) as f64);
        assert_close(&located_to_second_order::hvp(&a, &t), &expected);
    }
}
