//! The four forms: what they take and give, how they agree, where they may stand.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix3, Vector2, Vector3};

#[differentiate(wrt(w, b, m))]
fn model(w: &DVector<f64>, b: f64, m: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    let hidden = (m * x + w).map(|h| h.tanh());
    (hidden.dot(w) + b).sin() * hidden.norm()
}

type Point = (DVector<f64>, f64, DMatrix<f64>);

fn point(rng: &mut Rng, k: usize, n: usize) -> (Point, DVector<f64>) {
    random(rng, ((DVector::zeros(k), 0.0, DMatrix::zeros(k, n)), DVector::zeros(n)))
}

#[test]
fn all_forms_agree_and_differences_confirm_them() {
    let mut rng = Rng::with_seed(1);
    for (k, n) in [(1, 1), (3, 2), (2, 5)] {
        let ((w, b, m), x) = point(&mut rng, k, n);
        let expected = model(&w, b, &m, &x);
        let gradient = model::gradient(&w, b, &m, &x);
        check::gradient(|(w, b, m)| model(w, *b, m, &x), &(w.clone(), b, m.clone()), &gradient).unwrap();

        assert_close(&model::value_and_gradient(&w, b, &m, &x), &(expected, gradient.clone()));

        let (value, pullback) = model::vjp(&w, b, &m, &x);
        assert_close(&value, &expected);
        assert_close(&pullback(1.0), &gradient);

        let mut buffers = random(&mut rng, gradient.clone());
        let (d_w, d_b, d_m) = &mut buffers;
        let value = model::value_and_gradient_into(&w, b, &m, &x, d_w, d_b, d_m);
        assert_close(&value, &expected);
        assert_close(&buffers, &gradient);
    }
}

#[test]
fn the_buffers_are_overwritten_whatever_they_held() {
    let mut rng = Rng::with_seed(2);
    let ((w, b, m), x) = point(&mut rng, 2, 3);
    let expected = model::gradient(&w, b, &m, &x);
    let mut d_w = DVector::from_element(2, f64::NAN);
    let mut d_b = f64::NAN;
    let mut d_m = DMatrix::from_element(2, 3, f64::INFINITY);
    for _ in 0..2 {
        model::value_and_gradient_into(&w, b, &m, &x, &mut d_w, &mut d_b, &mut d_m);
        assert_close(&(d_w.clone(), d_b, d_m.clone()), &expected);
    }
}

#[test]
#[should_panic = "dimension mismatch: `d_w` and `w` of sizes 3 and 2"]
fn a_buffer_of_the_wrong_length_panics() {
    let (w, m, x) = (DVector::zeros(2), DMatrix::zeros(2, 3), DVector::zeros(3));
    let (mut d_w, mut d_b, mut d_m) = (DVector::zeros(3), 0.0, DMatrix::zeros(2, 3));
    model::value_and_gradient_into(&w, 0.0, &m, &x, &mut d_w, &mut d_b, &mut d_m);
}

#[test]
#[should_panic = "dimension mismatch: `d_m` and `m` of sizes 3 and 2"]
fn a_buffer_of_the_transposed_shape_panics() {
    let (w, m, x) = (DVector::zeros(2), DMatrix::zeros(2, 3), DVector::zeros(3));
    let (mut d_w, mut d_b, mut d_m) = (DVector::zeros(2), 0.0, DMatrix::zeros(3, 2));
    model::value_and_gradient_into(&w, 0.0, &m, &x, &mut d_w, &mut d_b, &mut d_m);
}

#[differentiate]
fn inner(x: &DVector<f64>, y: &DVector<f64>) -> f64 {
    x.dot(y)
}

#[test]
#[should_panic = "mismatch"]
fn arguments_of_different_lengths_panic() {
    inner::value_and_gradient(&DVector::from_element(2, 1.0), &DVector::from_element(3, 1.0));
}

#[differentiate]
fn first_entry(x: &DVector<f64>) -> f64 {
    x[0]
}

#[test]
#[should_panic = "out of bounds"]
fn an_index_out_of_bounds_panics() {
    first_entry::gradient(&DVector::zeros(0));
}

#[differentiate]
fn mapped(a: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> {
    (a * x).map(|z| z.sin())
}

#[test]
fn a_pullback_is_linear_and_can_be_called_many_times() {
    let mut rng = Rng::with_seed(3);
    let (a, x) = random(&mut rng, (DMatrix::zeros(3, 2), DVector::zeros(2)));
    let (y, pullback) = mapped::vjp(&a, &x);
    let (one, two) = random(&mut rng, (y.clone(), y.clone()));
    let first = pullback(&one);
    let sum = pullback(&(&one + 2.0 * &two));
    let second = pullback(&two);
    assert_close(&pullback(&one), &first);
    assert_close(&sum, &(&first.0 + 2.0 * second.0, &first.1 + 2.0 * second.1));
    let (zero_a, zero_x) = pullback(&DVector::zeros(3));
    assert_eq!((zero_a, zero_x), (DMatrix::zeros(3, 2), DVector::zeros(2)));
    check::vjp(|(a, x)| mapped(a, x), pullback, &(a.clone(), x.clone()), &one).unwrap();
}

#[test]
#[should_panic = "mismatch"]
fn a_cotangent_of_the_wrong_length_panics() {
    let (a, x) = (DMatrix::zeros(3, 2), DVector::zeros(2));
    let (_, pullback) = mapped::vjp(&a, &x);
    pullback(&DVector::zeros(2));
}

#[differentiate]
fn several(x: &Vector3<f64>, s: f64) -> (f64, (Vector3<f64>, Matrix3<f64>), f64) {
    let scaled = x * s;
    (scaled.norm_squared(), (scaled, scaled * x.transpose()), s)
}

#[test]
fn tuple_results_nest() {
    let (x, s) = (Vector3::new(1.5, -0.5, 2.0), -0.7);
    let (value, pullback) = several::vjp(&x, s);
    assert_close(&value, &several(&x, s));
    let mut rng = Rng::with_seed(4);
    let cotangent = random(&mut rng, value);
    check::vjp(|(x, s)| several(x, *s), pullback, &(x, s), &cotangent).unwrap();
}

#[differentiate]
fn parameter_twice(x: &Vector3<f64>) -> (Vector3<f64>, Vector3<f64>) {
    (*x, *x)
}

#[test]
fn one_value_as_two_results_sums_the_cotangents() {
    let x = Vector3::new(1.0, 2.0, 3.0);
    let (value, pullback) = parameter_twice::vjp(&x);
    assert_eq!(value, (x, x));
    let gradient = pullback(&(Vector3::new(1.0, 0.0, 0.0), Vector3::new(0.0, 4.0, 0.5)));
    assert_eq!(gradient, Vector3::new(1.0, 4.0, 0.5));
}

#[differentiate(wrt(c, a))]
fn reordered(a: f64, b: f64, c: &Vector2<f64>) -> f64 {
    a * a * b + c.x * c.y * a
}

#[test]
fn the_gradient_has_the_order_of_wrt() {
    let c = Vector2::new(5.0, 7.0);
    let expected: (Vector2<f64>, f64) = (Vector2::new(14.0, 10.0), 2.0 * 2.0 * 3.0 + 35.0);
    assert_close(&reordered::gradient(2.0, 3.0, &c), &expected);
    let (mut d_c, mut d_a) = (Vector2::zeros(), 0.0);
    let value = reordered::value_and_gradient_into(2.0, 3.0, &c, &mut d_c, &mut d_a);
    assert_close(&(value, (d_c, d_a)), &(82.0, expected));
    assert_close(&reordered::vjp(2.0, 3.0, &c).1(0.5), &(expected.0 * 0.5, expected.1 * 0.5));
}

#[differentiate]
fn everything(n: usize, x: f64, name: &str, on: bool, v: &Vector2<f64>, k: i32) -> f64 {
    assert!(!name.is_empty());
    if on { v[n] * x.powi(k) } else { 0.0 }
}

#[test]
fn without_wrt_every_differentiable_parameter_counts() {
    let v = Vector2::new(5.0, 7.0);
    assert_close(&everything::gradient(1, 2.0, "v", true, &v, 3), &(84.0, Vector2::new(0.0, 8.0)));
    assert_close(&everything::gradient(1, 2.0, "v", false, &v, 3), &(0.0, Vector2::new(0.0, 0.0)));
}

mod inside {
    //! A function for another module, and one that stays here.

    use autodiff::differentiate;

    #[differentiate]
    pub(crate) fn shared(x: f64) -> f64 {
        x * x
    }

    #[differentiate]
    fn kept(x: f64) -> f64 {
        x.powi(3)
    }

    pub(super) fn slope_of_kept(x: f64) -> f64 {
        kept::gradient(x)
    }
}

#[test]
fn one_use_brings_function_and_derivative() {
    use inside::shared;
    assert_eq!((shared(3.0), shared::gradient(3.0), inside::shared::gradient(4.0)), (9.0, 6.0, 8.0));
    assert_eq!(inside::slope_of_kept(2.0), 12.0);
}

#[test]
fn a_function_in_a_function() {
    #[differentiate]
    fn local(x: f64) -> f64 {
        x.sqrt()
    }
    assert_eq!(local::value_and_gradient(4.0), (2.0, 0.25));
}
