//! The forms that are asked for: `jvp`, `jacobian`, `hessian`, `hvp`.

mod common;

use autodiff::differentiate;
use common::assert_close;
use nalgebra::{
    DMatrix, DVector, DVectorView, Matrix2, Matrix2x3, Matrix3, Matrix3x2, RowDVector, RowVector2, RowVector3, SMatrix,
    Vector2, Vector3,
};

#[differentiate(jvp, jacobian, hessian, hvp)]
fn cubic(x: f64) -> f64 {
    x * x * x
}

#[test]
fn of_a_scalar_all_are_scalars() {
    assert_eq!(cubic::jvp(2.0, 10.0), (8.0, 120.0));
    assert_eq!(cubic::jacobian(2.0), 12.0);
    assert_eq!(cubic::hessian(2.0), 12.0);
    assert_eq!(cubic::hvp(2.0, 3.0), 36.0);
}

#[differentiate(jvp, jacobian, hessian)]
fn sigmoid(x: f64) -> f64 {
    1.0 / (1.0 + (-x).exp())
}

#[differentiate(jacobian)]
fn times_root(x: f64) -> f64 {
    x * x.powf(0.5)
}

#[test]
fn far_out_and_at_kinks_all_forms_agree_with_the_gradient() {
    for x in [-800.0, 800.0] {
        assert_eq!(sigmoid::gradient(x), 0.0);
        assert_eq!(sigmoid::jvp(x, 1.0).1, 0.0);
        assert_eq!(sigmoid::jacobian(x), 0.0);
        assert_eq!(sigmoid::hessian(x), 0.0);
    }
    assert_eq!((times_root::gradient(0.0), times_root::jacobian(0.0)), (0.0, 0.0));
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp)]
fn quadratic(a: &DMatrix<f64>, x: &DVector<f64>) -> f64 {
    x.dot(&(a * x))
}

#[test]
fn a_quadratic_form_has_the_closed_forms_of_the_notes() {
    let a = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, -3.0, 5.0]);
    let x = DVector::from_vec(vec![0.5, -1.5]);
    let t = DVector::from_vec(vec![2.0, 7.0]);
    let gradient = (&a + a.transpose()) * &x;
    let (value, slope) = quadratic::jvp(&a, &x, &t);
    assert_close(&value, &quadratic(&a, &x));
    assert_close(&slope, &gradient.dot(&t));
    assert_close(&quadratic::jacobian(&a, &x), &gradient.transpose());
    assert_close(&quadratic::hessian(&a, &x), &(&a + a.transpose()));
    assert_close(&quadratic::hvp(&a, &x, &t), &((&a + a.transpose()) * &t));
}

#[differentiate(wrt(a, x), jvp, jacobian)]
fn product(a: &Matrix2x3<f64>, x: &Vector3<f64>) -> Vector2<f64> {
    a * x
}

#[test]
fn a_jacobian_by_a_matrix_has_a_column_for_each_entry_column_by_column() {
    let a = Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    let x = Vector3::new(0.5, -1.0, 2.0);
    let (by_a, by_x): (SMatrix<f64, 2, 6>, Matrix2x3<f64>) = product::jacobian(&a, &x);
    assert_eq!(by_x, a);
    let expected = SMatrix::<f64, 2, 6>::new(0.5, 0.0, -1.0, 0.0, 2.0, 0.0, 0.0, 0.5, 0.0, -1.0, 0.0, 2.0);
    assert_eq!(by_a, expected);
    let (value, tangent) = product::jvp(&a, &x, &Matrix2x3::zeros(), &Vector3::x());
    assert_eq!((value, tangent), (a * x, a.column(0).into_owned()));
}

#[differentiate(jacobian)]
fn tanh_all(x: &DVector<f64>) -> DVector<f64> {
    x.map(|x| x.tanh())
}

#[test]
fn of_an_elementwise_function_it_is_diagonal() {
    let x = DVector::from_vec(vec![0.5, -1.5, 0.0]);
    let slopes = x.map(|x: f64| 1.0 - x.tanh() * x.tanh());
    assert_close(&tanh_all::jacobian(&x), &DMatrix::from_diagonal(&slopes));
    assert_eq!(tanh_all::jacobian(&DVector::zeros(0)), DMatrix::zeros(0, 0));
}

#[differentiate(wrt(x, z), jacobian)]
fn scaled(x: &DVector<f64>, z: f64) -> DVector<f64> {
    x * z
}

#[test]
fn by_a_scalar_it_is_a_column() {
    let x = DVector::from_vec(vec![1.0, 2.0]);
    let (by_x, by_z): (DMatrix<f64>, DVector<f64>) = scaled::jacobian(&x, 3.0);
    assert_eq!(by_x, DMatrix::identity(2, 2) * 3.0);
    assert_eq!(by_z, x);
}

#[differentiate(wrt(m), jacobian, hessian, hvp)]
fn sum_of_squares(m: &Matrix3x2<f64>) -> f64 {
    m.norm_squared() * m[(0, 0)]
}

#[test]
fn of_a_matrix_the_entries_are_stacked() {
    let m = Matrix3x2::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0);
    let gradient = sum_of_squares::gradient(&m);
    let row: SMatrix<f64, 1, 6> = sum_of_squares::jacobian(&m);
    assert_eq!(row.as_slice(), gradient.as_slice());
    let hessian: SMatrix<f64, 6, 6> = sum_of_squares::hessian(&m);
    assert_eq!(hessian, hessian.transpose());
    for place in 0..6 {
        let mut direction = Matrix3x2::zeros();
        direction[place] = 1.0;
        let product = sum_of_squares::hvp(&m, &direction);
        assert_eq!(product.as_slice(), hessian.column(place).as_slice());
    }
    assert_close(&hessian[(0, 0)], &(6.0 * m[0]));
    assert_close(&hessian[(1, 0)], &(2.0 * m[1]));
}

#[differentiate(jacobian, jvp)]
fn transposed(m: &Matrix2<f64>) -> Matrix2<f64> {
    m.transpose()
}

#[differentiate(jacobian)]
fn reversed(x: &RowVector3<f64>) -> RowVector2<f64> {
    RowVector2::new(x[2], x[0] * x[1])
}

#[test]
fn matrices_and_row_vectors_count_as_stacked_columns() {
    let m = Matrix2::new(1.0, 2.0, 3.0, 4.0);
    let swap = SMatrix::<f64, 4, 4>::from_row_slice(&[
        1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0,
    ]);
    assert_eq!(transposed::jacobian(&m), swap);
    let j: Matrix2x3<f64> = reversed::jacobian(&RowVector3::new(2.0, 3.0, 4.0));
    assert_eq!(j, Matrix2x3::new(0.0, 0.0, 1.0, 3.0, 2.0, 0.0));
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp)]
fn rosenbrock(x: &[f64]) -> f64 {
    let mut sum = 0.0;
    for i in 0..x.len() - 1 {
        sum += 100.0 * (x[i + 1] - x[i] * x[i]).powi(2) + (1.0 - x[i]).powi(2);
    }
    sum
}

#[test]
fn slices_give_dynamic_matrices() {
    let x = [1.2, 1.2];
    let hessian: DMatrix<f64> = rosenbrock::hessian(&x);
    assert_close(&hessian, &DMatrix::from_row_slice(2, 2, &[1250.0, -480.0, -480.0, 200.0]));
    let row: RowDVector<f64> = rosenbrock::jacobian(&x);
    assert_close(&row, &RowDVector::from_vec(vec![115.6, -48.0]));
    let product: Vec<f64> = rosenbrock::hvp(&x, &[1.0, 2.0]);
    assert_close(&product, &vec![1250.0 - 960.0, -480.0 + 400.0]);
    assert_close(&rosenbrock::jvp(&x, &[1.0, 2.0]), &(5.8, 115.6 - 96.0));
}

#[differentiate(wrt(p), jacobian, hessian)]
fn in_arrays(p: [[f64; 2]; 2]) -> f64 {
    p[0][0] * p[1][1] - p[0][1] * p[1][0].exp()
}

#[differentiate(jacobian, jvp)]
fn polar(r: f64, angle: f64) -> (f64, f64) {
    (r * angle.cos(), r * angle.sin())
}

#[differentiate(wrt(p), jacobian, hessian, hvp)]
fn of_a_pair(p: (f64, &Vector2<f64>)) -> f64 {
    p.0 * p.1.norm_squared()
}

#[test]
fn arrays_and_tuples_keep_their_structure() {
    let p = [[1.0, 2.0], [0.0, 3.0]];
    let row: SMatrix<f64, 1, 4> = in_arrays::jacobian(p);
    assert_eq!(row.as_slice(), [3.0, -1.0, -2.0, 1.0]);
    let hessian: SMatrix<f64, 4, 4> = in_arrays::hessian(p);
    assert_eq!(hessian[(0, 3)], 1.0);
    assert_eq!(hessian[(2, 2)], -2.0);

    let ((xr, yr), (xa, ya)) = polar::jacobian(2.0, 0.0);
    assert_eq!((xr, yr, xa, ya), (1.0, 0.0, -0.0, 2.0));
    assert_eq!(polar::jvp(2.0, 0.0, 3.0, 1.0), ((2.0, 0.0), (3.0, 2.0)));

    let v = Vector2::new(3.0, 4.0);
    let (by_scale, by_vector) = of_a_pair::jacobian((2.0, &v));
    assert_eq!(by_scale, 25.0);
    assert_eq!(by_vector, (v * 4.0).transpose());
    let ((ss, sv), (vs, vv)) = of_a_pair::hessian((2.0, &v));
    assert_eq!(ss, 0.0);
    assert_eq!(sv, v * 2.0);
    assert_eq!(vs, (v * 2.0).transpose());
    assert_eq!(vv, Matrix2::identity() * 4.0);
    assert_eq!(of_a_pair::hvp((2.0, &v), (1.0, &Vector2::zeros())), (0.0, v * 2.0));
}

#[differentiate(wrt(x), jvp, hvp)]
fn of_a_view(x: DVectorView<'_, f64>) -> f64 {
    x.dot(&x)
}

#[test]
fn the_tangent_of_a_view_is_passed_as_a_view() {
    let x = DVector::from_vec(vec![1.0, 2.0]);
    let t = DVector::from_vec(vec![3.0, 4.0]);
    assert_eq!(of_a_view::jvp(x.as_view(), t.as_view()), (5.0, 22.0));
    assert_eq!(of_a_view::hvp(x.as_view(), t.as_view()), t * 2.0);
}

#[differentiate(wrt(x), jvp, jacobian)]
fn power(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

#[test]
fn a_function_that_calls_itself_has_first_derivatives() {
    assert_eq!(power::jvp(10.0, 3, 2.0), (1000.0, 600.0));
    assert_eq!(power::jacobian(10.0, 3), 300.0);
}

#[differentiate(wrt(x), hessian, hvp, jvp)]
fn generic<T: autodiff::Real, const N: usize>(x: &SMatrix<T, N, 1>) -> T {
    x.map(|x| x.exp()).sum() * x.sum()
}

#[test]
fn generic_functions_have_them_in_every_scalar() {
    let x = Vector3::new(0.1_f32, 0.2, 0.3);
    let hessian: Matrix3<f32> = generic::hessian(&x);
    let e = x.map(f32::exp);
    let expected = Matrix3::from_fn(|i, j| e[i] + e[j]) + Matrix3::from_diagonal(&(e * x.sum()));
    assert!((hessian - expected).norm() < 1e-5);
}

/// The value beside a derivative is computed as the function computes it: numbers are gathered in derivatives alone.
#[test]
fn values_are_the_functions_own_to_the_last_bit() {
    #[differentiate(jvp)]
    fn f(x: &DVector<f64>, y: &DVector<f64>) -> f64 {
        (x * 0.1).dot(&(y * 0.3)) * 0.7
    }
    let mut rng = fastrand::Rng::with_seed(5);
    for _ in 0..100 {
        let (x, y) = common::random(&mut rng, (DVector::zeros(3), DVector::zeros(3)));
        assert_eq!(f::jvp(&x, &y, &x, &y).0, f(&x, &y));
        assert_eq!(f::value_and_gradient(&x, &y).0, f(&x, &y));
    }
}

#[differentiate(jvp)]
fn factors_one_by_one(x: &DVector<f64>, y: &DVector<f64>) -> f64 {
    (0.1 * (0.3 * x.dot(y))) * 0.7
}

#[test]
fn values_beside_tangents_keep_their_factors_apart() {
    let x = DVector::from_fn(7, |i, _| 0.1 + 0.37 * i as f64);
    let y = DVector::from_fn(7, |i, _| 1.3 - 0.31 * i as f64);
    let (value, _) = factors_one_by_one::jvp(&x, &y, &x, &y);
    assert_eq!(value.to_bits(), factors_one_by_one(&x, &y).to_bits());
}
