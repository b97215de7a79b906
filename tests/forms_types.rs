//! The types that derivatives carry: generic scalars and sizes, `f32`, views, values and references, nothing at all.

mod common;

use autodiff::{Real, check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DMatrixView, DVector, DVectorView, Matrix2x3, RowDVector, SVector, Vector2, Vector3};

#[differentiate]
fn generic<T: Real>(x: T, y: &DVector<T>) -> T {
    let scaled = y.map(|y| (y * x).sin()) * x;
    (scaled.dot(y) + T::of(0.5)).ln() + x.powi(2) * T::of(3.0)
}

#[differentiate]
fn generic_where<T>(x: T) -> T
where
    T: autodiff::Real,
{
    (x.exp() + T::of(1.5)).ln()
}

#[test]
fn generic_scalars() {
    let y = DVector::from_vec(vec![0.5, 1.5]);
    let gradient = generic::gradient(0.7, &y);
    check::gradient(|(x, y)| generic(*x, y), &(0.7, y.clone()), &gradient).unwrap();
    let single: (f32, DVector<f32>) = generic::gradient(0.7_f32, &y.map(|y| y as f32));
    assert_close(&single, &gradient);
    let slope = 1.0 / (1.0 + 1.5 * (-0.3_f64).exp());
    assert_close(&generic_where::gradient(0.3), &slope);
    assert_close(&generic_where::gradient(0.3_f32), &slope);
}

#[differentiate]
fn of_any_size<T: Real, const N: usize>(x: &SVector<T, N>, y: SVector<T, N>) -> T {
    let z = x.component_mul(&y) - SVector::<T, N>::from_element(T::of(2.5));
    z.norm_squared() / T::of(N as f64)
}

#[test]
fn constant_generics() {
    let (x, y) = (Vector3::new(1.0, 2.0, 3.0), Vector3::new(0.5, -1.0, 2.0));
    let z = x.component_mul(&y).add_scalar(-2.5) * (2.0 / 3.0);
    assert_close(&of_any_size::gradient(&x, y), &(z.component_mul(&y), z.component_mul(&x)));
    let one = SVector::<f32, 1>::new(3.0);
    assert_close(&of_any_size::gradient(&one, one), &(SVector::<f32, 1>::new(39.0), SVector::<f32, 1>::new(39.0)));
}

#[differentiate(wrt(w, b))]
fn single_precision(w: &DVector<f32>, b: f32, x: &DMatrix<f32>) -> f32 {
    let z = (x * w).add_scalar(b);
    0.1 * z.map(|z| 1.0 / (1.0 + (-z).exp())).mean() + w.norm_squared() / 3.0
}

#[test]
fn single_precision_throughout() {
    let mut rng = Rng::with_seed(5);
    let (w, b) = random(&mut rng, (DVector::<f32>::zeros(3), 0.0_f32));
    let x = random(&mut rng, DMatrix::<f32>::zeros(4, 3));
    let (value, gradient): (f32, (DVector<f32>, f32)) = single_precision::value_and_gradient(&w, b, &x);
    assert_close(&value, &single_precision(&w, b, &x));
    check::gradient(|(w, b)| single_precision(w, *b, &x), &(w.clone(), b), &gradient).unwrap();
}

#[differentiate]
fn of_views(x: DVectorView<'_, f64>, a: &DMatrixView<'_, f64>) -> f64 {
    (a * x).norm_squared() + x.sum()
}

#[test]
fn views_have_owned_gradients() {
    let a = DMatrix::from_fn(4, 4, |i, j| (i as f64 - 1.3) * (j as f64 + 0.5).sin());
    let x = DVector::from_fn(4, |i, _| i as f64 - 1.5);
    let (part, block) = (x.rows(1, 2), a.view((1, 0), (3, 2)));
    let gradient: (DVector<f64>, DMatrix<f64>) = of_views::gradient(part, &block);
    let product = block * part;
    let expected = ((2.0 * block.transpose() * &product).add_scalar(1.0), 2.0 * product * part.transpose());
    assert_close(&gradient, &expected);
}

#[differentiate]
fn by_value(x: DVector<f64>, r: RowDVector<f64>, s: &f64) -> f64 {
    (r * x)[(0, 0)] * *s + s * s
}

#[test]
fn vectors_by_value_and_scalars_by_reference() {
    let (x, r) = (DVector::from_vec(vec![1.0, 2.0]), RowDVector::from_vec(vec![3.0, -1.0]));
    let expected = (2.0 * r.transpose(), 2.0 * x.transpose(), 5.0);
    assert_close(&by_value::value_and_gradient(x.clone(), r.clone(), &2.0), &(6.0, expected.clone()));
    let (mut d_x, mut d_r, mut d_s) = (DVector::zeros(2), RowDVector::zeros(2), 0.0);
    by_value::value_and_gradient_into(x, r, &2.0, &mut d_x, &mut d_r, &mut d_s);
    assert_close(&(d_x, d_r, d_s), &expected);
}

#[differentiate]
fn reductions(x: &DVector<f64>) -> f64 {
    x.sum() + x.norm() + x.norm_squared() + x.dot(x) + x.map(|x| x.exp()).sum()
}

#[differentiate]
fn empty_product(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    (a * x).norm_squared()
}

#[test]
fn zero_length() {
    assert_eq!(reductions::value_and_gradient(&DVector::zeros(0)), (0.0, DVector::zeros(0)));
    let (a, x) = (DMatrix::zeros(3, 0), DVector::zeros(0));
    assert_eq!(empty_product::value_and_gradient(&a, &x), (0.0, (a.clone(), x)));
    let (a, x) = (DMatrix::zeros(0, 2), DVector::from_element(2, 1.0));
    assert_eq!(empty_product::gradient(&a, &x), (a.clone(), DVector::zeros(2)));
}

#[differentiate]
fn rectangular(a: &Matrix2x3<f64>, x: &Vector3<f64>) -> Vector2<f64> {
    a * x
}

#[test]
fn static_shapes_stay_static() {
    let (a, x) = (Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), Vector3::new(1.0, 0.0, -1.0));
    let (y, pullback) = rectangular::vjp(&a, &x);
    let gradient: (Matrix2x3<f64>, Vector3<f64>) = pullback(&Vector2::new(1.0, -1.0));
    assert_eq!(y, Vector2::new(-2.0, -2.0));
    assert_eq!(gradient, (Matrix2x3::new(1.0, 0.0, -1.0, -1.0, 0.0, 1.0), Vector3::new(-3.0, -3.0, -3.0)));
}

/// What the type of a constant is, its annotation alone says.
#[differentiate]
fn along_zeros<T: Real, const N: usize>(x: &SVector<T, N>) -> T {
    let y: SVector<T, N> = SVector::zeros();
    x.dot(&y) + x.norm_squared()
}

#[test]
fn constants_without_entries_of_a_type() {
    let x = SVector::<f64, 2>::new(1.0, -2.0);
    assert_eq!(along_zeros::gradient(&x), SVector::<f64, 2>::new(2.0, -4.0));
}
