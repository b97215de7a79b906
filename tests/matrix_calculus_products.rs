//! The matrix differentiation formulas M2 to M11 against their closed forms, dynamic and static.

mod common;

use autodiff::{check, differentiate};
use common::{SIZES, assert_close, jacobian, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2x3, Matrix3, SMatrix, SVector, Vector2, Vector3};

#[differentiate]
fn linear_map(a: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> {
    a * x
}

#[test]
fn m2_linear_map() {
    let mut rng = Rng::with_seed(32);
    for m in SIZES {
        for n in SIZES {
            let (a, x) = random(&mut rng, (DMatrix::zeros(m, n), DVector::zeros(n)));
            let (z, pullback) = linear_map::vjp(&a, &x);
            assert_close(&z, &(&a * &x));
            assert_close(&jacobian(&z, |z_bar| pullback(z_bar).1), &a);
            // Entry (i, (p, q)) is x_q where p = i.
            let by_a = DMatrix::from_fn(m, m * n, |i, column| if column % m == i { x[column / m] } else { 0.0 });
            assert_close(&jacobian(&z, |z_bar| pullback(z_bar).0), &by_a);
        }
    }
}

#[differentiate]
fn map_of_function(a: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> {
    let y = x.map(|x| x.tanh());
    a * y
}

#[test]
fn m3_linear_map_of_a_function() {
    let mut rng = Rng::with_seed(33);
    for m in SIZES {
        for n in SIZES {
            let (a, x) = random(&mut rng, (DMatrix::zeros(m, n), DVector::zeros(n)));
            let (z, pullback) = map_of_function::vjp(&a, &x);
            let slopes = DMatrix::from_diagonal(&x.map(|x| 1.0 / x.cosh().powi(2)));
            assert_close(&jacobian(&z, |z_bar| pullback(z_bar).1), &(&a * slopes));
        }
    }
}

#[differentiate]
fn bilinear(y: &DVector<f64>, a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    y.dot(&(a * x))
}

#[differentiate]
fn bilinear_of_products(y: &DVector<f64>, a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    (y.transpose() * a * x)[(0, 0)]
}

#[differentiate]
fn bilinear_by_tr_mul(y: &DVector<f64>, a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    a.tr_mul(y).dot(x)
}

#[differentiate]
fn bilinear_by_tr_dot(y: &DVector<f64>, a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    (y.transpose() * a).tr_dot(x)
}

#[test]
fn m4_bilinear_form() {
    let mut rng = Rng::with_seed(34);
    for m in SIZES {
        for n in SIZES {
            let (y, a, x) = random(&mut rng, (DVector::zeros(m), DMatrix::zeros(m, n), DVector::zeros(n)));
            let expected = (&a * &x, &y * x.transpose(), a.transpose() * &y);
            assert_close(&bilinear::gradient(&y, &a, &x), &expected);
            assert_close(&bilinear_of_products::gradient(&y, &a, &x), &expected);
            assert_close(&bilinear_by_tr_mul::gradient(&y, &a, &x), &expected);
            assert_close(&bilinear_by_tr_dot::gradient(&y, &a, &x), &expected);
        }
    }
}

#[differentiate]
fn bilinear_static(y: &Vector2<f64>, a: &Matrix2x3<f64>, x: &Vector3<f64>) -> f64 {
    y.dot(&(a * x))
}

#[test]
fn m4_bilinear_form_static() {
    let mut rng = Rng::with_seed(35);
    let (y, a, x) = random(&mut rng, (Vector2::zeros(), Matrix2x3::zeros(), Vector3::zeros()));
    let expected = (a * x, y * x.transpose(), a.transpose() * y);
    assert_close(&bilinear_static::gradient(&y, &a, &x), &expected);
}

#[differentiate]
fn quadratic_form(x: &DVector<f64>, a: &DMatrix<f64>) -> f64 {
    x.dot(&(a * x))
}

#[test]
fn m5_quadratic_form() {
    let mut rng = Rng::with_seed(36);
    for n in SIZES {
        let (x, a) = random(&mut rng, (DVector::zeros(n), DMatrix::zeros(n, n)));
        let expected = ((&a + a.transpose()) * &x, &x * x.transpose());
        assert_close(&quadratic_form::gradient(&x, &a), &expected);
        check::hessian(|x| quadratic_form::gradient(x, &a).0, &x, &(&a + a.transpose())).unwrap();
    }
}

#[differentiate]
fn quadratic_form_static<const N: usize>(x: &SVector<f64, N>, a: &SMatrix<f64, N, N>) -> f64 {
    x.dot(&(a * x))
}

#[test]
fn m5_quadratic_form_static() {
    let mut rng = Rng::with_seed(37);
    let (x, a) = random(&mut rng, (Vector3::zeros(), Matrix3::zeros()));
    assert_close(&quadratic_form_static::gradient(&x, &a), &((a + a.transpose()) * x, x * x.transpose()));
}

#[differentiate(wrt(x))]
fn symmetric_form(x: &DVector<f64>, a: &DMatrix<f64>) -> f64 {
    (x.transpose() * a * x)[0]
}

#[test]
fn m6_symmetric_quadratic_form() {
    let mut rng = Rng::with_seed(38);
    for n in SIZES {
        let (x, b) = random(&mut rng, (DVector::zeros(n), DMatrix::zeros(n, n)));
        let a = &b + b.transpose();
        assert_close(&symmetric_form::gradient(&x, &a), &(2.0 * (&a * &x)));
    }
}

#[differentiate]
fn squared_by_dot(x: &DVector<f64>) -> f64 {
    x.dot(x)
}

#[differentiate]
fn squared_by_norm(x: &DVector<f64>) -> f64 {
    x.norm_squared()
}

#[differentiate]
fn squared_by_product(x: &DVector<f64>) -> f64 {
    (x.transpose() * x)[(0, 0)]
}

#[test]
fn m7_squared_norm() {
    let mut rng = Rng::with_seed(39);
    for n in SIZES {
        let x = random(&mut rng, DVector::zeros(n));
        let expected = (x.iter().map(|x| x * x).sum::<f64>(), 2.0 * &x);
        assert_close(&squared_by_dot::value_and_gradient(&x), &expected);
        assert_close(&squared_by_norm::value_and_gradient(&x), &expected);
        assert_close(&squared_by_product::value_and_gradient(&x), &expected);
    }
}

// In M8 to M11, x(z) = sin(B z) and y(z) = C z, so that dx/dz = diag(cos(B z)) B and dy/dz = C.

#[differentiate(wrt(z))]
fn dot_of_functions(z: &DVector<f64>, b: &DMatrix<f64>, c: &DMatrix<f64>) -> f64 {
    let x = (b * z).map(|x| x.sin());
    let y = c * z;
    y.dot(&x)
}

#[differentiate(wrt(z))]
fn square_of_function(z: &DVector<f64>, b: &DMatrix<f64>) -> f64 {
    let x = (b * z).map(|x| x.sin());
    x.dot(&x)
}

#[differentiate(wrt(z))]
fn bilinear_of_functions(z: &DVector<f64>, b: &DMatrix<f64>, c: &DMatrix<f64>, a: &DMatrix<f64>) -> f64 {
    let x = (b * z).map(|x| x.sin());
    let y = c * z;
    y.dot(&(a * x))
}

#[differentiate(wrt(z))]
fn quadratic_of_function(z: &DVector<f64>, b: &DMatrix<f64>, a: &DMatrix<f64>) -> f64 {
    let x = (b * z).map(|x| x.sin());
    (a * &x).dot(&x)
}

/// z, B, C, then x, dx/dz, y.
type Functions = (DVector<f64>, DMatrix<f64>, DMatrix<f64>, DVector<f64>, DMatrix<f64>, DVector<f64>);

/// For z with `n` entries and x with `k`.
fn functions(rng: &mut Rng, n: usize, k: usize) -> Functions {
    let (z, b, c) = random(rng, (DVector::zeros(n), DMatrix::zeros(k, n), DMatrix::zeros(k, n)));
    let x = (&b * &z).map(f64::sin);
    let x_by_z = DMatrix::from_diagonal(&(&b * &z).map(f64::cos)) * &b;
    let y = &c * &z;
    (z, b, c, x, x_by_z, y)
}

#[test]
fn m8_dot_of_functions() {
    let mut rng = Rng::with_seed(40);
    for n in SIZES {
        let (z, b, c, x, x_by_z, y) = functions(&mut rng, n, 3);
        let expected = x.transpose() * &c + y.transpose() * x_by_z;
        assert_close(&dot_of_functions::gradient(&z, &b, &c), &expected);
    }
}

#[test]
fn m9_square_of_a_function() {
    let mut rng = Rng::with_seed(41);
    for n in SIZES {
        let (z, b, _, x, x_by_z, _) = functions(&mut rng, n, 3);
        assert_close(&square_of_function::gradient(&z, &b), &(2.0 * x.transpose() * x_by_z));
    }
}

#[test]
fn m10_bilinear_form_of_functions() {
    let mut rng = Rng::with_seed(42);
    for n in SIZES {
        let (z, b, c, x, x_by_z, y) = functions(&mut rng, n, 3);
        let a = random(&mut rng, DMatrix::zeros(3, 3));
        let expected = x.transpose() * a.transpose() * &c + y.transpose() * &a * x_by_z;
        assert_close(&bilinear_of_functions::gradient(&z, &b, &c, &a), &expected);
    }
}

#[test]
fn m11_quadratic_form_of_a_function() {
    let mut rng = Rng::with_seed(43);
    for n in SIZES {
        let (z, b, _, x, x_by_z, _) = functions(&mut rng, n, 3);
        let a = random(&mut rng, DMatrix::zeros(3, 3));
        let expected = x.transpose() * (&a + a.transpose()) * &x_by_z;
        assert_close(&quadratic_of_function::gradient(&z, &b, &a), &expected);
        let symmetric = &a + a.transpose();
        let expected = 2.0 * x.transpose() * &symmetric * x_by_z;
        assert_close(&quadratic_of_function::gradient(&z, &b, &symmetric), &expected);
    }
}
