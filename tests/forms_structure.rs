//! Jacobians by their structure: functions whose Jacobian is a product, a diagonal or a row scaling of matrices, against
//! directional derivatives and against differences.

mod common;

use autodiff::{check, differentiate};
use common::{SIZES, assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, SMatrix, Vector2, Vector3};

/// Each function of a vector: its Jacobian, column by column the directional derivative, and the differences.
macro_rules! functions {
    ($($name:ident($x:ident, $a:ident) = $value:expr;)*) => {$(
        #[test]
        fn $name() {
            #[differentiate(wrt($x), jvp, jacobian)]
            fn f($x: &DVector<f64>, $a: &DMatrix<f64>) -> DVector<f64> {
                $value
            }
            let mut rng = Rng::with_seed(1);
            for n in SIZES {
                let ($x, $a) = random(&mut rng, (DVector::zeros(n), DMatrix::zeros(n, n)));
                let jacobian = f::jacobian(&$x, &$a);
                assert_eq!(jacobian.shape(), (f(&$x, &$a).len(), n));
                for (column, found) in jacobian.column_iter().enumerate() {
                    let unit = DVector::from_fn(n, |i, _| if i == column { 1.0 } else { 0.0 });
                    let (value, along) = f::jvp(&$x, &$a, &unit);
                    assert_close(&value, &f(&$x, &$a));
                    assert_close(&found.clone_owned(), &along);
                    check::jvp(|x: &DVector<f64>| f(x, &$a), &$x, &unit, &along).unwrap();
                }
            }
        }
    )*};
}

functions! {
    the_identity(x, _a) = x.clone();
    negation(x, _a) = -x;
    multiples(x, a) = (x * 3.0 - x / 2.0) * a.sum();
    a_constant(x, a) = a * DVector::from_element(x.len(), 1.0);
    linear(x, a) = a * x;
    transposed(x, a) = a.tr_mul(x) + a.transpose() * x * 2.0;
    affine_and_entrywise(x, a) = (a * x + x).map(|z| z.tanh());
    layers(x, a) = (a * (a * x).map(|z| z.sin())).map(|z| z * z);
    a_diagonal_inside(x, a) = a * x.map(|x| x.cos());
    diagonals_add(x, _a) = x.map(|x| x.sin()) - x.component_mul(x) + x * 0.5 - x;
    steep_alone(x, _a) = x.map(|x| x.exp() + (x * x).sqrt());
    steep_behind_a_matrix(x, a) = (a * x).map(|z| z.exp());
    sums(x, a) = x * x.sum() + a * x.add_scalar(x.dot(x));
    norms(x, _a) = x / x.norm_squared() + x * x.norm();
    softmax(x, _a) = { let e = x.map(|x| x.exp()); let total = e.sum(); e / total };
    entries(x, a) = a * x * x[0];
    outer(x, a) = x * (x.transpose() * a * x)[(0, 0)];
    two_vectors(x, a) = x.zip_map(&(a * x), |x, z| x * z.sin() + z);
    a_scalar_inside(x, a) = { let scale = x.sum(); (a * x).map(|z| z * scale + scale * scale) };
    a_branch(x, a) = if x[0] > 0.0 { a * x } else { x.clone() };
    a_loop(x, a) = { let mut y = x.clone(); for _ in 0..3 { y = a * y + x; } y };
}

#[differentiate(jacobian, hessian)]
fn cubic(x: &DVector<f64>) -> f64 {
    x.component_mul(x).dot(x)
}

#[test]
fn the_hessian_of_a_sum_over_entries_is_diagonal() {
    for n in [0, 1, 4] {
        let x = DVector::from_fn(n, |i, _| i as f64 - 1.5);
        assert_close(&cubic::hessian(&x), &DMatrix::from_diagonal(&(&x * 6.0)));
        assert_close(&cubic::jacobian(&x), &x.map(|x| 3.0 * x * x).transpose());
    }
}

#[differentiate(wrt(x), jacobian)]
fn still(a: f64, x: &DVector<f64>) -> DVector<f64> {
    DVector::from_element(2 * x.len(), a)
}

#[test]
fn what_does_not_vary_has_a_jacobian_of_zeros() {
    assert_eq!(still::jacobian(1.0, &DVector::zeros(3)), DMatrix::zeros(6, 3));
}

#[differentiate(wrt(x, y), jacobian)]
fn mixed(a: &SMatrix<f64, 2, 3>, x: &Vector3<f64>, y: &Vector2<f64>) -> Vector2<f64> {
    (a * x).component_mul(y) + y
}

#[test]
fn each_of_several_parameters_has_its_own() {
    let a = SMatrix::<f64, 2, 3>::new(1.0, 2.0, 3.0, -1.0, 0.5, 2.0);
    let (x, y) = (Vector3::new(0.5, -1.0, 2.0), Vector2::new(3.0, -2.0));
    let (by_x, by_y): (SMatrix<f64, 2, 3>, SMatrix<f64, 2, 2>) = mixed::jacobian(&a, &x, &y);
    assert_close(&by_x, &(SMatrix::<f64, 2, 2>::from_diagonal(&y) * a));
    assert_close(&by_y, &(SMatrix::<f64, 2, 2>::from_diagonal(&(a * x)) + SMatrix::<f64, 2, 2>::identity()));
}

#[differentiate(jacobian)]
fn polar<T: autodiff::Real>(x: &nalgebra::Vector2<T>) -> nalgebra::Vector2<T> {
    nalgebra::Vector2::new(x[0] * x[1].cos(), x[0] * x[1].sin())
}

#[test]
fn few_entries_are_written_one_by_one() {
    let (s, c) = 0.4_f64.sin_cos();
    assert_close(&polar::jacobian(&Vector2::new(2.0, 0.4)), &Matrix2::new(c, -2.0 * s, s, 2.0 * c));
    let (s, c) = 0.4_f32.sin_cos();
    assert_close(&polar::jacobian(&Vector2::new(2.0_f32, 0.4)), &Matrix2::new(c, -2.0 * s, s, 2.0 * c));
}

#[differentiate(jacobian)]
fn inverse_of(x: &Vector3<f64>) -> Vector3<f64> {
    x / x.dot(x)
}

#[test]
fn an_inversion_has_its_closed_form() {
    let x = Vector3::new(0.5, -1.0, 2.0);
    let r2 = x.norm_squared();
    let expected = Matrix3::identity() / r2 - x * x.transpose() * (2.0 / (r2 * r2));
    assert_close(&inverse_of::jacobian(&x), &expected);
}

#[differentiate(wrt(x), jacobian)]
fn roots(a: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> {
    (a * x).map(|z| z.sqrt())
}

#[test]
fn a_direction_that_does_not_move_an_entry_contributes_nothing_through_an_infinite_slope() {
    let a = DMatrix::from_row_slice(2, 2, &[1.0, 0.0, 0.0, 2.0]);
    let jacobian = roots::jacobian(&a, &DVector::from_vec(vec![0.0, 2.0]));
    assert_eq!(jacobian, DMatrix::from_row_slice(2, 2, &[f64::INFINITY, 0.0, 0.0, 0.5]));
}

#[differentiate(wrt(w), hessian)]
fn logistic(w: &DVector<f64>, x: &DMatrix<f64>, labels: &DVector<f64>) -> f64 {
    let margins = (x * w).component_mul(labels);
    margins.map(|m| (-m).exp().ln_1p()).mean()
}

/// `Xᵀ D X`, with `s (1 - s) / n` of each margin, also where exponentials overflow.
#[test]
fn a_hessian_of_margins_is_a_product() {
    let mut rng = Rng::with_seed(4);
    for scale in [1.0, 400.0, 2000.0] {
        let (w, x) = random(&mut rng, (DVector::zeros(3), DMatrix::zeros(7, 3)));
        let labels = DVector::from_fn(7, |i, _| if i % 2 == 0 { 1.0 } else { -1.0 });
        let w = w * scale;
        let slopes = (&x * &w).component_mul(&labels).map(|m: f64| {
            let e = (-m.abs()).exp();
            e / (1.0 + e).powi(2) / 7.0
        });
        let expected = x.transpose() * DMatrix::from_diagonal(&slopes) * &x;
        assert_close(&logistic::hessian(&w, &x, &labels), &expected);
    }
}
