//! Scalars, gradients, Hessians and chain rules, rows S1 to S7 and C1 to C4 of the matrix calculus, in all forms.

mod common;
mod rows;

use autodiff::differentiate;
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3x2, RowVector2, SMatrix, Vector2};
use rows::{SIZES, diagonal, hessians, jacobians, unit};

#[differentiate(jvp, jacobian, hvp, taylor)]
fn cubic(x: f64, y: f64) -> f64 {
    3.0 * x.powi(2) * y
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn cubic_of_vector(v: &Vector2<f64>) -> f64 {
    3.0 * v.x * v.x * v.y
}

#[differentiate(jvp, jacobian, hvp, taylor)]
fn sum_of_powers(x: f64, y: f64) -> f64 {
    2.0 * x + 4.0 * y * y
}

#[test]
fn s1_and_s2_two_variables() {
    let mut rng = Rng::with_seed(1);
    for _ in 0..5 {
        let (x, y) = random(&mut rng, (0.0, 0.0));
        let v = Vector2::new(x, y);
        let second = Matrix2::new(6.0 * y, 6.0 * x, 6.0 * x, 0.0);
        hessians!(cubic(x, y) => 3.0 * x * x * y, (6.0 * x * y, 3.0 * x * x), second);
        hessians!(cubic_of_vector(&v) => 3.0 * x * x * y, Vector2::new(6.0 * x * y, 3.0 * x * x), second);
        let second = Matrix2::new(0.0, 0.0, 0.0, 8.0);
        hessians!(sum_of_powers(x, y) => 2.0 * x + 4.0 * y * y, (2.0, 8.0 * y), second);
    }
}

#[differentiate(jvp, jacobian)]
fn stacked(x: f64, y: f64) -> Vector2<f64> {
    Vector2::new(3.0 * x.powi(2) * y, 2.0 * x + 4.0 * y * y)
}

#[differentiate(jvp, jacobian)]
fn stacked_of_vector(v: &Vector2<f64>) -> Vector2<f64> {
    let (x, y) = (v.x, v.y);
    Vector2::new(3.0 * x * x * y, 2.0 * x + 4.0 * y.powf(2.0))
}

#[test]
fn s3_rows_of_the_jacobian_are_gradients() {
    let mut rng = Rng::with_seed(3);
    for _ in 0..5 {
        let (x, y) = random(&mut rng, (0.0, 0.0));
        let v = Vector2::new(x, y);
        let value = Vector2::new(cubic(x, y), sum_of_powers(x, y));
        let expected = Matrix2::new(6.0 * x * y, 3.0 * x * x, 2.0, 8.0 * y);
        jacobians!(stacked(x, y) => value, [expected.column(0).into_owned(), expected.column(1).into_owned()]);
        jacobians!(stacked_of_vector(&v) => value, [expected]);
        let rows: [RowVector2<f64>; 2] =
            [cubic::gradient(x, y), sum_of_powers::gradient(x, y)].map(|(x, y)| [x, y].into());
        assert_close(&stacked_of_vector::jacobian(&v), &Matrix2::from_rows(&rows));
    }
}

#[test]
fn s4_the_directional_derivative_is_largest_along_the_gradient() {
    let v = Vector2::new(0.7, -1.3);
    let gradient = cubic_of_vector::gradient(&v);
    let steepest = cubic_of_vector::jvp(&v, &gradient.normalize()).1;
    assert_close(&steepest, &gradient.norm());
    for step in 0..32 {
        let (sine, cosine) = (f64::from(step) / 5.0).sin_cos();
        let along = Vector2::new(cosine, sine);
        let (_, slope) = cubic_of_vector::jvp(&v, &along);
        assert_close(&slope, &gradient.dot(&along));
        assert!(slope <= steepest + 1e-12);
    }
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn sum_of_squares(w: &DMatrix<f64>) -> f64 {
    w.component_mul(w).sum()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn sum_of_squares_static(w: &Matrix3x2<f64>) -> f64 {
    w.norm_squared()
}

#[test]
fn s5_a_matrix_of_partials() {
    let mut rng = Rng::with_seed(5);
    for (m, n) in [(0, 0), (0, 2), (1, 1), (1, 3), (4, 2)] {
        let w: DMatrix<f64> = random(&mut rng, DMatrix::zeros(m, n));
        assert_eq!(sum_of_squares::gradient(&w).shape(), (m, n));
        hessians!(sum_of_squares(&w) => w.iter().map(|w| w * w).sum::<f64>(), 2.0 * &w, unit(m * n) * 2.0);
    }
    let w: Matrix3x2<f64> = random(&mut rng, Matrix3x2::zeros());
    hessians!(sum_of_squares_static(&w) => w.dot(&w), 2.0 * w, SMatrix::<f64, 6, 6>::identity() * 2.0);
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn sum_of_sines(x: &DVector<f64>) -> f64 {
    x.map(|x| x.sin()).sum() * x.sum()
}

#[test]
fn s6_and_s7_taylor_approximations_and_hessians() {
    let mut rng = Rng::with_seed(6);
    for n in SIZES {
        let (a, d): (DVector<f64>, DVector<f64>) = random(&mut rng, (DVector::zeros(n), DVector::zeros(n)));
        let (total, sines, cosines) = (a.sum(), a.map(f64::sin).sum(), a.map(f64::cos));
        let gradient = &cosines * total + DVector::from_element(n, sines);
        let mut second = diagonal(n, |i| -a[i].sin() * total);
        second += DMatrix::from_fn(n, n, |i, j| cosines[i] + cosines[j]);
        hessians!(sum_of_sines(&a) => sines * total, gradient, second);
        let [value, slope, half] = sum_of_sines::taylor(&a, &d);
        assert_close(&(value + slope), &(sines * total + gradient.dot(&d)));
        assert_close(&(value + slope + half), &(sines * total + gradient.dot(&d) + 0.5 * d.dot(&(second * &d))));
        // The remainder is of third order.
        let [c0, c1, c2]: [f64; 3] = sum_of_sines::taylor(&a, &(&d * 1e-3));
        assert!((sum_of_sines(&(&a + &d * 1e-3)) - (c0 + c1 + c2)).abs() < 1e-6);
    }
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn by_steps(x: f64) -> f64 {
    let u1 = x.powi(3);
    let u2 = u1.sin();
    let u3 = u2.powi(2);
    u3.ln()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn at_once(x: f64) -> f64 {
    (x * x * x).sin().powf(2.0).ln()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn by_closures(x: f64) -> f64 {
    let cube = |x: f64| x.powi(3);
    let square = |x: f64| x * x;
    let outer = |x: f64| square(cube(x).sin());
    outer(x).ln()
}

#[test]
fn c1_intermediate_variables() {
    for x in [0.8_f64, -0.8, 1.2, 2.1] {
        let cube = x.powi(3);
        let first = 6.0 * x * x * cube.cos() / cube.sin();
        let second = 12.0 * x * cube.cos() / cube.sin() - 18.0 * x.powi(4) / cube.sin().powi(2);
        hessians!(by_steps(x) => cube.sin().powi(2).ln(), first, second);
        hessians!(at_once(x) => cube.sin().powi(2).ln(), first, second);
        hessians!(by_closures(x) => cube.sin().powi(2).ln(), first, second);
    }
}

/// u(x₁(t), .., xₙ(t)) with u = |x|²/2 and x = sin(A t).
#[differentiate(wrt(t), jvp, jacobian, hessian, hvp, taylor)]
fn of_functions(t: &DVector<f64>, a: &DMatrix<f64>) -> f64 {
    let x = (a * t).map(|x| x.sin());
    x.norm_squared() / 2.0
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn of_functions_of_one_variable(t: f64) -> f64 {
    let (x1, x2, x3) = (t.sin(), t.exp(), t * t);
    x1 * x2 + x2 * x3
}

#[test]
fn c2_total_derivatives() {
    let mut rng = Rng::with_seed(13);
    for n in SIZES {
        for m in SIZES {
            let (t, a): (DVector<f64>, DMatrix<f64>) = random(&mut rng, (DVector::zeros(n), DMatrix::zeros(m, n)));
            let x = (&a * &t).map(f64::sin);
            let x_by_t = DMatrix::from_diagonal(&(&a * &t).map(f64::cos)) * &a;
            let curved = DMatrix::from_diagonal(&(&a * &t).map(|z| (2.0 * z).cos()));
            hessians!(of_functions(&t; &a) => x.dot(&x) / 2.0, x_by_t.tr_mul(&x), a.transpose() * curved * &a);
        }
    }
    for t in [0.3_f64, -1.1] {
        let (s, c, e) = (t.sin(), t.cos(), t.exp());
        let first = c * e + s * e + e * t * t + e * 2.0 * t;
        let second = 2.0 * c * e + e * t * t + 4.0 * e * t + 2.0 * e;
        hessians!(of_functions_of_one_variable(t) => s * e + e * t * t, first, second);
    }
}

#[differentiate(jvp, jacobian)]
fn vector_of_scalar(x: f64) -> Vector2<f64> {
    Vector2::new((x * x).ln(), (3.0 * x).sin())
}

#[differentiate(jvp, jacobian)]
fn long_vector_of_scalar(x: f64, n: usize) -> DVector<f64> {
    DVector::from_fn(n, |i, _| (x * i as f64).sin())
}

#[test]
fn c3_vectors_of_one_scalar() {
    for x in [0.8_f64, -0.8, 1.2] {
        let value = Vector2::new((x * x).ln(), (3.0 * x).sin());
        jacobians!(vector_of_scalar(x) => value, [Vector2::new(2.0 / x, 3.0 * (3.0 * x).cos())]);
        for n in SIZES {
            let value = DVector::from_fn(n, |i, _| (x * i as f64).sin());
            let slope = DVector::from_fn(n, |i, _| i as f64 * (x * i as f64).cos());
            jacobians!(long_vector_of_scalar(x; n) => value, [slope]);
        }
    }
}

/// f(g(x)) with g: n to k and f: k to m.
#[differentiate(wrt(x), jvp, jacobian)]
fn composed(x: &DVector<f64>, a: &DMatrix<f64>, b: &DMatrix<f64>) -> DVector<f64> {
    let inner = |x: &DVector<f64>| (a * x).map(|u| u.tanh());
    let outer = |u: &DVector<f64>| (b * u).map(|v| v.exp());
    outer(&inner(x))
}

#[test]
fn c4_a_chain_is_a_product_of_jacobians() {
    let mut rng = Rng::with_seed(15);
    for (m, k, n) in [(1, 1, 1), (2, 5, 3), (4, 2, 5), (1, 3, 4), (3, 2, 1), (2, 0, 3), (0, 2, 3), (2, 3, 0)] {
        let shape = (DVector::zeros(n), DMatrix::zeros(k, n), DMatrix::zeros(m, k));
        let (x, a, b): (DVector<f64>, DMatrix<f64>, DMatrix<f64>) = random(&mut rng, shape);
        let u = (&a * &x).map(f64::tanh);
        let v = (&b * &u).map(f64::exp);
        let u_by_x = DMatrix::from_diagonal(&u.map(|u| 1.0 - u * u)) * &a;
        let v_by_u = DMatrix::from_diagonal(&v) * &b;
        jacobians!(composed(&x; &a, &b) => v, [v_by_u * u_by_x]);
    }
}
