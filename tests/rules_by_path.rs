//! Derivatives that are functions somebody wrote: `vjp = path`, `jvp = path`.

use autodiff::differentiate;
use nalgebra::{DMatrix, DVector, DVectorView, Matrix2, RowDVector, Vector2, Vector3};

mod common;

use common::{assert_close, random};

/// The solution of a linear system, by a factorization that is kept for the pullback.
#[differentiate(vjp = rules::solve, jacobian)]
fn solve(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
    let Some(x) = a.clone().lu().solve(b) else { panic!("a singular matrix") };
    x
}

/// The length of a curve, both ways.
#[differentiate(vjp = rules::length_vjp, jvp = rules::length_jvp, jacobian)]
fn length(x: &[f64], scale: f64) -> f64 {
    let mut total = 0.0;
    for pair in x.windows(2) {
        total += (1.0 + (pair[1] - pair[0]).powi(2)).sqrt();
    }
    scale * total
}

/// Forward alone: one call of the rule for each number of the parameters.
#[differentiate(jvp = rules::turned, jacobian)]
fn turned(x: &Vector2<f64>, angle: f64) -> Vector2<f64> {
    let (s, c) = angle.sin_cos();
    Matrix2::new(c, -s, s, c) * x
}

#[differentiate(jvp = rules::weighed)]
fn weighed(m: &DMatrix<f64>, list: Vec<f64>, pair: (f64, Vector3<f64>)) -> f64 {
    let whole = || Some(m.norm_squared() * list.iter().sum::<f64>() * pair.0 * pair.1.x);
    whole().unwrap()
}

#[differentiate(jvp = rules::pairs, jacobian)]
fn pairs(x: DVectorView<'_, f64>) -> (f64, Vec<f64>) {
    (x.norm_squared(), x.iter().map(|x| x * x).collect())
}

#[differentiate(wrt(x), vjp = rules::viewed)]
fn viewed(x: DVectorView<'_, f64>, k: f64) -> f64 {
    k * x.sum()
}

#[differentiate(vjp = rules::mixed, jacobian)]
fn mixed<T: autodiff::Real>(x: T, pair: &(T, T)) -> (T, T) {
    (x * pair.0, x * pair.1)
}

/// With a type and a number that no parameter says.
#[differentiate(vjp = rules::repeated::<N, T>)]
fn repeated<const N: usize, T: Default>(x: f64) -> f64 {
    let _ = T::default();
    x * N as f64
}

#[differentiate(jvp = rules::along::<N>, jacobian)]
fn along<const N: usize>(x: f64) -> f64 {
    x * N as f64
}

#[allow(clippy::type_complexity, reason = "a rule has the type of a vjp")]
mod rules {
    use super::*;

    pub(super) fn repeated<const N: usize, T: Default>(x: f64) -> (f64, impl Fn(f64) -> f64) {
        (super::repeated::<N, T>(x), |y_bar| y_bar * N as f64)
    }

    pub(super) fn along<const N: usize>(x: f64, t_x: f64) -> (f64, f64) {
        (super::along::<N>(x), super::along::<N>(t_x))
    }

    pub(super) fn solve<'a>(
        a: &'a DMatrix<f64>,
        b: &DVector<f64>,
    ) -> (DVector<f64>, impl Fn(&DVector<f64>) -> (DMatrix<f64>, DVector<f64>) + use<'a>) {
        let lu = a.clone().lu();
        let x = lu.solve(b).unwrap();
        let y = x.clone();
        (y, move |x_bar| {
            let b_bar = a.transpose().lu().solve(x_bar).unwrap();
            (-&b_bar * x.transpose(), b_bar)
        })
    }

    pub(super) fn length_vjp(x: &[f64], scale: f64) -> (f64, impl Fn(f64) -> (Vec<f64>, f64)) {
        let value = super::length(x, 1.0);
        (scale * value, move |y_bar: f64| {
            let mut x_bar = vec![0.0; x.len()];
            for i in 1..x.len() {
                let step = x[i] - x[i - 1];
                let slope = y_bar * scale * step / (1.0 + step * step).sqrt();
                x_bar[i] += slope;
                x_bar[i - 1] -= slope;
            }
            (x_bar, y_bar * value)
        })
    }

    pub(super) fn length_jvp(x: &[f64], scale: f64, t_x: &[f64], t_scale: f64) -> (f64, f64) {
        let (value, pullback) = length_vjp(x, scale);
        let (by_x, by_scale) = pullback(1.0);
        (value, by_x.iter().zip(t_x).map(|(slope, t)| slope * t).sum::<f64>() + by_scale * t_scale)
    }

    pub(super) fn turned(
        x: &Vector2<f64>,
        angle: f64,
        t_x: &Vector2<f64>,
        t_angle: f64,
    ) -> (Vector2<f64>, Vector2<f64>) {
        let y = super::turned(x, angle);
        (y, super::turned(t_x, angle) + Vector2::new(-y[1], y[0]) * t_angle)
    }

    pub(super) fn weighed(
        m: &DMatrix<f64>,
        list: Vec<f64>,
        pair: (f64, Vector3<f64>),
        t_m: &DMatrix<f64>,
        t_list: Vec<f64>,
        t_pair: (f64, Vector3<f64>),
    ) -> (f64, f64) {
        let (norm, sum) = (m.norm_squared(), list.iter().sum::<f64>());
        let along = 2.0 * m.dot(t_m) * sum * pair.0 * pair.1.x
            + norm * t_list.iter().sum::<f64>() * pair.0 * pair.1.x
            + norm * sum * (t_pair.0 * pair.1.x + pair.0 * t_pair.1.x);
        (super::weighed(m, list, pair), along)
    }

    pub(super) fn pairs(x: DVectorView<'_, f64>, t_x: DVectorView<'_, f64>) -> ((f64, Vec<f64>), (f64, Vec<f64>)) {
        let along = x.iter().zip(&t_x).map(|(x, t)| 2.0 * x * t).collect::<Vec<_>>();
        (super::pairs(x), (along.iter().sum(), along))
    }

    pub(super) fn viewed(x: DVectorView<'_, f64>, k: f64) -> (f64, impl Fn(f64) -> DVector<f64>) {
        (super::viewed(x, k), move |y_bar| DVector::from_element(x.len(), k * y_bar))
    }

    pub(super) fn mixed<T: autodiff::Real>(x: T, pair: &(T, T)) -> ((T, T), impl Fn(&(T, T)) -> (T, (T, T))) {
        (super::mixed(x, pair), move |y_bar| (y_bar.0 * pair.0 + y_bar.1 * pair.1, (x * y_bar.0, x * y_bar.1)))
    }
}

#[test]
fn a_linear_system_has_the_rule_that_was_written() {
    let mut rng = fastrand::Rng::with_seed(1);
    let a = random(&mut rng, DMatrix::<f64>::zeros(3, 3)) + DMatrix::identity(3, 3) * 4.0;
    let b = random(&mut rng, DVector::<f64>::zeros(3));
    let (x, pullback) = solve::vjp(&a, &b);
    assert_close(&x, &solve(&a, &b));
    let function = |(a, b): &(DMatrix<f64>, DVector<f64>)| solve(a, b);
    let seed = random(&mut rng, DVector::<f64>::zeros(3));
    autodiff::check::vjp(function, pullback, &(a.clone(), b.clone()), &seed).unwrap();
    let (by_a, by_b) = solve::jacobian(&a, &b);
    autodiff::check::jacobian(|b: &DVector<f64>| solve(&a, b), &b, &by_b).unwrap();
    autodiff::check::jacobian(|a: &DMatrix<f64>| solve(a, &b), &a, &by_a).unwrap();
}

#[test]
fn a_function_with_both_rules_has_all_forms_of_first_order() {
    let x = [0.3, -1.2, 2.0, 0.7];
    let (value, (by_x, by_scale)) = length::value_and_gradient(&x, 1.5);
    assert_close(&value, &length(&x, 1.5));
    let function = |(x, scale): &(Vec<f64>, f64)| length(x, *scale);
    autodiff::check::gradient(function, &(x.to_vec(), 1.5), &(by_x.clone(), by_scale)).unwrap();
    assert_eq!(length::gradient(&x, 1.5), (by_x.clone(), by_scale));
    let (mut d_x, mut d_scale) = (vec![f64::NAN; 4], f64::NAN);
    assert_eq!(length::value_and_gradient_into(&x, 1.5, &mut d_x, &mut d_scale), value);
    assert_eq!((d_x, d_scale), (by_x.clone(), by_scale));
    let (row, slope) = length::jacobian(&x, 1.5);
    assert_eq!((row.iter().copied().collect::<Vec<_>>(), slope), (by_x.clone(), by_scale));
    assert_close(&length::jvp(&x, 1.5, &[1.0, 0.0, 0.0, 2.0], 3.0).1, &(by_x[0] + 2.0 * by_x[3] + 3.0 * by_scale));
}

#[test]
fn forward_rules_are_asked_along_each_direction() {
    let (x, angle) = (Vector2::new(0.4, -1.1), 0.8);
    let (by_x, by_angle) = turned::jacobian(&x, angle);
    autodiff::check::jacobian(|x: &Vector2<f64>| turned(x, angle), &x, &by_x).unwrap();
    autodiff::check::jacobian(|angle: &f64| turned(&x, *angle), &angle, &by_angle).unwrap();
    let (y, pullback) = turned::vjp(&x, angle);
    assert_eq!(y, turned(&x, angle));
    let seed = Vector2::new(2.0, -3.0);
    assert_close(&pullback(&seed), &(by_x.transpose() * seed, by_angle.dot(&seed)));
    assert_eq!(turned::jvp(&x, angle, &seed, 1.0), rules::turned(&x, angle, &seed, 1.0));
}

#[test]
fn forward_rules_of_any_shape_have_gradients() {
    let mut rng = fastrand::Rng::with_seed(2);
    let m = random(&mut rng, DMatrix::<f64>::zeros(2, 3));
    let (list, pair) = (vec![0.3, 1.2], (0.7, Vector3::new(1.5, 2.0, 3.0)));
    let (value, gradient) = weighed::value_and_gradient(&m, list.clone(), pair);
    assert_close(&value, &weighed(&m, list.clone(), pair));
    let sum = 1.5;
    let norm = m.norm_squared();
    assert_close(&gradient.0, &(&m * (2.0 * sum * 0.7 * 1.5)));
    assert_close(&gradient.1, &vec![norm * 0.7 * 1.5; 2]);
    assert_close(&gradient.2, &(norm * sum * 1.5, Vector3::new(norm * sum * 0.7, 0.0, 0.0)));
    assert_close(&weighed::gradient(&m, list, pair), &gradient);
}

#[test]
fn forward_rules_may_give_several_results() {
    let x = DVector::from_vec(vec![1.0, -2.0, 3.0]);
    let ((norm, squares), pullback) = pairs::vjp(x.as_view());
    assert_eq!((norm, squares), (14.0, vec![1.0, 4.0, 9.0]));
    let x_bar = pullback(&(0.5, vec![1.0, 0.0, 2.0]));
    assert_close(&x_bar, &DVector::from_vec(vec![3.0, -2.0, 15.0]));
    let (of_norm, of_squares) = pairs::jacobian(x.as_view());
    assert_close(&of_norm, &RowDVector::from_vec(vec![2.0, -4.0, 6.0]));
    assert_close(&of_squares, &DMatrix::from_diagonal(&DVector::from_vec(vec![2.0, -4.0, 6.0])));
}

#[test]
fn views_and_tuples_are_passed_as_they_are() {
    let x = DVector::from_vec(vec![1.0, -2.0, 3.0]);
    assert_eq!(viewed::gradient(x.as_view(), 2.0), DVector::from_element(3, 2.0));
    let ((a, b), pullback) = mixed::vjp(2.0_f32, &(3.0, 4.0));
    assert_eq!((a, b), (6.0, 8.0));
    assert_eq!(pullback(&(1.0, 10.0)), (43.0, (2.0, 20.0)));
    let (by_x, by_pair) = mixed::jacobian(2.0_f64, &(3.0, 4.0));
    assert_eq!((by_x, by_pair), ((3.0, 4.0), ((2.0, 0.0), (0.0, 2.0))));
}

#[test]
fn generic_arguments_are_handed_on() {
    assert_eq!(repeated::value_and_gradient::<3, u8>(2.0), (6.0, 3.0));
    assert_eq!(along::value_and_gradient::<3>(2.0), (6.0, 3.0));
    assert_eq!((along::jacobian::<4>(2.0), along::vjp::<4>(2.0).1(0.5)), (4.0, 2.0));
}

/// A caller of functions with rules.
#[differentiate(wrt(b, x), jacobian)]
fn through(a: &DMatrix<f64>, b: &DVector<f64>, x: &[f64]) -> f64 {
    let y = solve(a, &(b * 2.0));
    y.norm_squared() * length(x, 3.0) + repeated::<2, u8>(b[0]) + along::<5>(x[0])
}

/// One that is asked for its forward mode too.
#[differentiate(jvp)]
fn forward(x: &[f64], angle: f64) -> f64 {
    let turned = turned(&Vector2::new(x[0], x[1]), angle);
    length(x, angle) * turned[0] - turned[1]
}

#[test]
fn rules_are_used_by_callers() {
    let a = DMatrix::from_row_slice(2, 2, &[3.0, 1.0, -0.5, 2.0]);
    let (b, x) = (DVector::from_vec(vec![1.0, -2.0]), vec![0.5, 0.1, -0.7]);
    let function = |(b, x): &(DVector<f64>, Vec<f64>)| through(&a, b, x);
    let gradient = through::gradient(&a, &b, &x);
    autodiff::check::gradient(function, &(b.clone(), x.clone()), &gradient).unwrap();
    let (by_b, by_x) = through::jacobian(&a, &b, &x);
    assert_close(&by_b.transpose(), &gradient.0);
    assert_close(&by_x.transpose().as_slice().to_vec(), &gradient.1);
    let function = |(x, angle): &(Vec<f64>, f64)| forward(x, *angle);
    let gradient = forward::gradient(&x, 0.3);
    autodiff::check::gradient(function, &(x.clone(), 0.3), &gradient).unwrap();
    let along = forward::jvp(&x, 0.3, &[1.0, 0.0, -1.0], 2.0).1;
    assert_close(&along, &(gradient.0[0] - gradient.0[2] + 2.0 * gradient.1));
}
