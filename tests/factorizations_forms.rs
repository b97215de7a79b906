//! Every form of every operation on factorizations, of static and dynamic matrices: against differences, against each
//! other, and at sizes 0 and 1.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, assert_within, coordinates, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix2x3, Matrix3, SMatrix, Vector2, Vector3};

/// A symmetric, positive definite matrix with different eigenvalues.
const S: Matrix3<f64> = Matrix3::new(4.0, 1.0, 0.5, 1.0, 3.0, -0.2, 0.5, -0.2, 2.0);
const A: Matrix3<f64> = Matrix3::new(2.1, -1.0, 0.5, 0.3, 3.3, 1.2, -0.7, 0.4, 1.9);
const B: Vector3<f64> = Vector3::new(0.3, 2.0, -1.5);

fn dynamic<const N: usize, const M: usize>(matrix: SMatrix<f64, N, M>) -> DMatrix<f64> {
    DMatrix::from_column_slice(N, M, matrix.as_slice())
}

fn b() -> DVector<f64> {
    DVector::from_column_slice(B.as_slice())
}

/// The functions that read one triangle are those of the symmetric part.
trait Symmetric {
    fn symmetric(&self) -> Self;
}

impl Symmetric for Matrix3<f64> {
    fn symmetric(&self) -> Self {
        (self + self.transpose()) * 0.5
    }
}

impl Symmetric for DMatrix<f64> {
    fn symmetric(&self) -> Self {
        (self + self.transpose()) * 0.5
    }
}

/// The Hessian times a matrix, as its stacked columns.
fn product(hessian: &DMatrix<f64>, t: &[f64]) -> DVector<f64> {
    hessian * DVector::from_column_slice(t)
}

/// All forms of a function of one matrix to a scalar; `$prepare` is what the function sees of its argument.
macro_rules! assert_scalar {
    ($function:ident at $point:expr, $prepare:expr) => {{
        let point = $point;
        let prepare = $prepare;
        let mut rng = Rng::with_seed(7);
        let t = random(&mut rng, point.clone());
        let gradient = $function::gradient(&point);
        check::gradient(|a| $function(&prepare(a)), &point, &gradient).unwrap();
        assert_close(&$function::value_and_gradient(&point), &($function(&point), gradient.clone()));
        let (value, pullback) = $function::vjp(&point);
        assert_close(&value, &$function(&point));
        assert_close(&pullback(-2.0), &(&gradient * -2.0));
        assert_close(&$function::jvp(&point, &t), &(value, gradient.dot(&t)));
        assert_close(&coordinates(&$function::jacobian(&point)), &coordinates(&gradient));
        let hessian = $function::hessian(&point);
        check::hessian(|a| $function::gradient(&prepare(a)), &point, &hessian).unwrap();
        let hessian = DMatrix::from_column_slice(hessian.nrows(), hessian.ncols(), hessian.as_slice());
        assert_close(&hessian, &hessian.transpose());
        let along = DVector::from_vec(coordinates(&$function::hvp(&point, &t)));
        assert_close(&along, &product(&hessian, t.as_slice()));
    }};
}

/// All forms of a function of one matrix to a vector or matrix.
macro_rules! assert_tensor {
    ($function:ident at $point:expr, $prepare:expr) => {{
        let point = $point;
        let prepare = $prepare;
        let mut rng = Rng::with_seed(11);
        let t = random(&mut rng, point.clone());
        let (value, pullback) = $function::vjp(&point);
        assert_close(&value, &$function(&point));
        let cotangent = random(&mut rng, value.clone());
        check::vjp(|a| $function(&prepare(a)), |c| pullback(c), &point, &cotangent).unwrap();
        let (value, along) = $function::jvp(&point, &t);
        assert_close(&value, &$function(&point));
        check::jvp(|a| $function(&prepare(a)), &point, &t, &along).unwrap();
        assert_close(&along.dot(&cotangent), &t.dot(&pullback(&cotangent)));
        let jacobian = $function::jacobian(&point);
        check::jacobian(|a| $function(&prepare(a)), &point, &jacobian).unwrap();
    }};
}

macro_rules! same {
    () => {
        |a: &_| Clone::clone(a)
    };
}

macro_rules! symmetric {
    () => {
        |a: &_| Symmetric::symmetric(a)
    };
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn determinant(a: &DMatrix<f64>) -> f64 {
    a.determinant()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn determinant_static(a: &Matrix3<f64>) -> f64 {
    a.determinant()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn log_det_lu(a: &Matrix3<f64>) -> f64 {
    let lu = a.lu();
    lu.determinant().abs().ln()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn log_det(a: &DMatrix<f64>) -> f64 {
    a.clone().cholesky().unwrap().ln_determinant()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn log_det_static(a: &Matrix3<f64>) -> f64 {
    a.cholesky().unwrap().ln_determinant()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn det_cholesky(a: &Matrix3<f64>) -> f64 {
    a.cholesky().unwrap().determinant()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn spectral(a: &DMatrix<f64>) -> f64 {
    a.symmetric_eigenvalues().map(|w| w.exp()).sum()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn spectral_static(a: &Matrix3<f64>) -> f64 {
    a.symmetric_eigen().eigenvalues.map(|w| w * w.ln()).sum()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn nuclear(a: &DMatrix<f64>) -> f64 {
    a.singular_values().map(|w| w.powi(3)).sum()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn nuclear_static(a: &Matrix2x3<f64>) -> f64 {
    a.svd(true, true).singular_values.map(|w| w.sin()).sum()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn norm_of_exp(a: &DMatrix<f64>) -> f64 {
    a.exp().norm_squared()
}

#[differentiate(jvp, jacobian, hessian, hvp)]
fn norm_of_power(a: &Matrix3<f64>) -> f64 {
    a.pow(3).norm_squared()
}

#[test]
fn scalars_of_matrices() {
    assert_scalar!(determinant at dynamic(A), same!());
    assert_scalar!(determinant_static at A, same!());
    assert_scalar!(log_det_lu at A, same!());
    assert_scalar!(nuclear at dynamic(A), same!());
    assert_scalar!(nuclear at DMatrix::from_row_slice(3, 2, &[1.0, 2.0, -0.5, 1.5, 0.3, -1.0]), same!());
    assert_scalar!(nuclear_static at Matrix2x3::new(1.0, 2.0, -0.5, 1.5, 0.3, -1.0), same!());
    assert_scalar!(norm_of_exp at dynamic(A * 0.5), same!());
    assert_scalar!(norm_of_power at A * 0.5, same!());
}

#[test]
fn scalars_of_symmetric_matrices() {
    assert_scalar!(log_det at dynamic(S), symmetric!());
    assert_scalar!(log_det_static at S, symmetric!());
    assert_scalar!(det_cholesky at S, symmetric!());
    assert_scalar!(spectral at dynamic(S * 0.5), symmetric!());
    assert_scalar!(spectral_static at S, symmetric!());
}

#[test]
fn the_hessian_of_the_log_determinant_is_a_kronecker_product() {
    let inverse = dynamic(S).try_inverse().expect("regular");
    let whole = inverse.kronecker(&inverse);
    // Columns of symmetric parts: entry (i, j) and entry (j, i) share equally.
    let place = |col: usize| (col % 3) * 3 + col / 3;
    let expected = DMatrix::from_fn(9, 9, |row, col| -0.5 * (whole[(row, col)] + whole[(row, place(col))]));
    assert_close(&log_det::hessian(&dynamic(S)), &expected);
}

#[differentiate(jvp, jacobian)]
fn inverse(a: &DMatrix<f64>) -> DMatrix<f64> {
    a.clone().try_inverse().unwrap()
}

#[differentiate(jvp, jacobian)]
fn inverse_static(a: &Matrix3<f64>) -> Matrix3<f64> {
    a.try_inverse().expect("a regular matrix")
}

#[differentiate(jvp, jacobian)]
fn inverse_lu(a: &DMatrix<f64>) -> DMatrix<f64> {
    let lu = a.clone().lu();
    lu.try_inverse().unwrap()
}

#[differentiate(jvp, jacobian)]
fn inverse_qr(a: &Matrix3<f64>) -> Matrix3<f64> {
    a.qr().try_inverse().unwrap()
}

#[differentiate(jvp, jacobian)]
fn exponential(a: &Matrix3<f64>) -> Matrix3<f64> {
    a.exp()
}

#[differentiate(jvp, jacobian)]
fn power(a: &DMatrix<f64>) -> DMatrix<f64> {
    a.pow(4)
}

#[differentiate(jvp, jacobian)]
fn lower(a: &Matrix3<f64>) -> Matrix3<f64> {
    a.lower_triangle() * 2.0 + a.upper_triangle()
}

#[test]
fn matrices_of_matrices() {
    assert_tensor!(inverse at dynamic(A), same!());
    assert_tensor!(inverse_static at A, same!());
    assert_tensor!(inverse_lu at dynamic(A), same!());
    assert_tensor!(inverse_qr at A, same!());
    assert_tensor!(exponential at A, same!());
    assert_tensor!(power at dynamic(A), same!());
    assert_tensor!(lower at A, same!());
}

#[differentiate(jvp, jacobian)]
fn cholesky(a: &DMatrix<f64>) -> DMatrix<f64> {
    a.clone().cholesky().unwrap().l()
}

#[differentiate(jvp, jacobian)]
fn cholesky_static(a: &Matrix3<f64>) -> Matrix3<f64> {
    let factor = a.cholesky().expect("positive definite");
    factor.l()
}

#[differentiate(jvp, jacobian)]
fn inverse_cholesky(a: &Matrix3<f64>) -> Matrix3<f64> {
    a.cholesky().unwrap().inverse()
}

#[differentiate(jvp, jacobian)]
fn eigenvalues(a: &DMatrix<f64>) -> DVector<f64> {
    a.symmetric_eigenvalues()
}

#[differentiate(jvp, jacobian)]
fn eigenvectors(a: &Matrix3<f64>) -> Matrix3<f64> {
    a.symmetric_eigen().eigenvectors
}

#[differentiate(jvp, jacobian)]
fn root(a: &DMatrix<f64>) -> DMatrix<f64> {
    let eigen = a.clone().symmetric_eigen();
    let v = &eigen.eigenvectors;
    v * DMatrix::from_diagonal(&eigen.eigenvalues.map(|w| w.sqrt())) * v.transpose()
}

#[test]
fn matrices_of_symmetric_matrices() {
    assert_tensor!(cholesky at dynamic(S), symmetric!());
    assert_tensor!(cholesky_static at S, symmetric!());
    assert_tensor!(inverse_cholesky at S, symmetric!());
    assert_tensor!(eigenvalues at dynamic(S), symmetric!());
    assert_tensor!(eigenvectors at S, symmetric!());
    assert_tensor!(root at dynamic(S), symmetric!());
}

#[differentiate(jvp, jacobian)]
fn singular_vectors(a: &Matrix2x3<f64>) -> SMatrix<f64, 2, 3> {
    let svd = a.svd(true, true);
    svd.u.unwrap() * svd.v_t.unwrap()
}

#[differentiate(jvp, jacobian)]
fn right_vectors(a: &DMatrix<f64>) -> DMatrix<f64> {
    let svd = a.clone().svd(false, true);
    svd.v_t.unwrap()
}

#[test]
fn singular_vectors_turn() {
    // The polar factor does not depend on the signs of vectors.
    assert_tensor!(singular_vectors at Matrix2x3::new(1.0, 2.0, -0.5, 1.5, 0.3, -1.0), same!());
    assert_tensor!(right_vectors at DMatrix::from_row_slice(4, 2, &[1.0, 2.0, -0.5, 1.5, 0.3, -1.0, 0.7, 0.2]), same!());
}

/// All forms of a linear system in both arguments.
macro_rules! assert_system {
    ($function:ident at $a:expr, $b:expr, $prepare:expr) => {{
        let (a, b) = ($a, $b);
        let prepare = $prepare;
        let mut rng = Rng::with_seed(13);
        let (ta, tb) = random(&mut rng, (a.clone(), b.clone()));
        let (x, pullback) = $function::vjp(&a, &b);
        assert_close(&x, &$function(&a, &b));
        let cotangent = random(&mut rng, x.clone());
        check::vjp(|a| $function(&prepare(a), &b), |c| pullback(c).0, &a, &cotangent).unwrap();
        check::vjp(|b| $function(&a, b), |c| pullback(c).1, &b, &cotangent).unwrap();
        let (x, along) = $function::jvp(&a, &b, &ta, &tb);
        assert_close(&x, &$function(&a, &b));
        let (by_a, by_b) = pullback(&cotangent);
        assert_close(&along.dot(&cotangent), &(ta.dot(&by_a) + tb.dot(&by_b)));
        let (by_a, by_b) = $function::jacobian(&a, &b);
        check::jacobian(|a| $function(&prepare(a), &b), &a, &by_a).unwrap();
        check::jacobian(|b| $function(&a, b), &b, &by_b).unwrap();
    }};
}

#[differentiate(jvp, jacobian)]
fn lu_solve(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
    a.clone().lu().solve(b).unwrap()
}

#[differentiate(jvp, jacobian)]
fn lu_solve_static(a: &Matrix3<f64>, b: &Vector3<f64>) -> Vector3<f64> {
    let lu = a.lu();
    lu.solve(b).expect("a regular matrix")
}

#[differentiate(jvp, jacobian)]
fn lu_solve_twice(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let lu = a.clone().lu();
    let once = lu.solve(b).unwrap();
    lu.solve(&once).unwrap()
}

#[differentiate(jvp, jacobian)]
fn qr_solve(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
    a.clone().qr().solve(b).unwrap()
}

#[differentiate(jvp, jacobian)]
fn cholesky_solve(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
    a.clone().cholesky().unwrap().solve(b)
}

#[differentiate(jvp, jacobian)]
fn cholesky_solve_static(a: &Matrix3<f64>, b: &Vector3<f64>) -> Vector3<f64> {
    a.cholesky().unwrap().solve(b)
}

#[differentiate(jvp, jacobian)]
fn lower_solve(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
    a.solve_lower_triangular(b).unwrap()
}

#[differentiate(jvp, jacobian)]
fn upper_solve(a: &Matrix3<f64>, b: &Vector3<f64>) -> Vector3<f64> {
    a.solve_upper_triangular(b).unwrap()
}

#[differentiate(jvp, jacobian)]
fn tr_lower_solve(a: &Matrix3<f64>, b: &Vector3<f64>) -> Vector3<f64> {
    a.tr_solve_lower_triangular(b).unwrap()
}

#[differentiate(jvp, jacobian)]
fn tr_upper_solve(a: &DMatrix<f64>, b: &DVector<f64>) -> DVector<f64> {
    a.tr_solve_upper_triangular(b).unwrap()
}

#[test]
fn linear_systems() {
    assert_system!(lu_solve at dynamic(A), b(), same!());
    assert_system!(lu_solve_static at A, B, same!());
    assert_system!(lu_solve_twice at dynamic(A), dynamic(S), same!());
    assert_system!(qr_solve at dynamic(A), b(), same!());
    assert_system!(cholesky_solve at dynamic(S), b(), symmetric!());
    assert_system!(cholesky_solve_static at S, B, symmetric!());
}

#[test]
fn triangular_systems() {
    assert_system!(lower_solve at dynamic(A), b(), same!());
    assert_system!(upper_solve at A, B, same!());
    assert_system!(tr_lower_solve at A, B, same!());
    assert_system!(tr_upper_solve at dynamic(A), b(), same!());
    let a = dynamic(A);
    let (by_a, _) = lower_solve::vjp(&a, &b()).1(&DVector::repeat(3, 1.0));
    assert_eq!(by_a.upper_triangle() - DMatrix::from_diagonal(&by_a.diagonal()), DMatrix::zeros(3, 3));
}

#[test]
fn one_by_one() {
    let (a, b) = (DMatrix::repeat(1, 1, 4.0), DVector::repeat(1, 3.0));
    let gradient = |value: f64| DMatrix::repeat(1, 1, value);
    assert_close(&determinant::value_and_gradient(&a), &(4.0, gradient(1.0)));
    assert_close(&determinant::hessian(&a), &gradient(0.0));
    assert_close(&log_det::value_and_gradient(&a), &(4.0_f64.ln(), gradient(0.25)));
    assert_close(&log_det::hessian(&a), &gradient(-0.0625));
    assert_close(&norm_of_exp::value_and_gradient(&a), &(8.0_f64.exp(), gradient(2.0 * 8.0_f64.exp())));
    assert_close(&spectral::value_and_gradient(&a), &(4.0_f64.exp(), gradient(4.0_f64.exp())));
    assert_close(&spectral::hessian(&a), &gradient(4.0_f64.exp()));
    assert_close(&nuclear::value_and_gradient(&a), &(64.0, gradient(48.0)));
    assert_close(&nuclear::value_and_gradient(&-&a), &(64.0, gradient(-48.0)));
    let (x, pullback) = lu_solve::vjp(&a, &b);
    assert_close(&x[0], &0.75);
    assert_close(&pullback(&DVector::repeat(1, 1.0)), &(gradient(-3.0 / 16.0), DVector::repeat(1, 0.25)));
    assert_close(&inverse::jacobian(&a), &gradient(-1.0 / 16.0));
    assert_close(&cholesky::jacobian(&a), &gradient(0.25));
    assert_close(&power::jacobian(&a), &gradient(256.0));
}

#[test]
fn nothing() {
    let (a, b) = (DMatrix::<f64>::zeros(0, 0), DVector::<f64>::zeros(0));
    assert_close(&determinant::value_and_gradient(&a), &(1.0, a.clone()));
    assert_close(&log_det::value_and_gradient(&a), &(0.0, a.clone()));
    assert_close(&log_det::hessian(&a), &a);
    assert_eq!(inverse::jacobian(&a).shape(), (0, 0));
    assert_eq!(cholesky::vjp(&a).1(&a).shape(), (0, 0));
    assert_eq!(cholesky_solve::vjp(&a, &b).1(&b), (a.clone(), b.clone()));
    assert_eq!(lower_solve::vjp(&a, &b).1(&b), (a.clone(), b.clone()));
    assert_eq!(power::vjp(&a).1(&a), a);
}

#[test]
fn badly_conditioned_matrices() {
    let mut rng = Rng::with_seed(17);
    for condition in [1e4_f64, 1e6] {
        let q = random(&mut rng, DMatrix::<f64>::zeros(4, 4)).qr().q();
        let diagonal = DVector::from_vec(vec![1.0, condition.powf(0.3), condition.powf(0.7), condition]);
        let a = &q * DMatrix::from_diagonal(&diagonal) * q.transpose();
        let exact = &q * DMatrix::from_diagonal(&diagonal.map(|w: f64| w.recip())) * q.transpose();
        let tolerance = 1e-14 * condition;
        assert_within(&log_det::gradient(&a), &exact, tolerance);
        let x = random(&mut rng, DVector::zeros(4));
        let b = &a * &x;
        let c = random(&mut rng, DVector::zeros(4));
        for (by_a, by_b) in [lu_solve::vjp(&a, &b).1(&c), qr_solve::vjp(&a, &b).1(&c)] {
            assert_within(&by_b, &(&exact * &c), tolerance);
            assert_within(&by_a, &(-(&exact * &c) * x.transpose()), tolerance);
        }
        let (by_a, _) = cholesky_solve::vjp(&a, &b).1(&c);
        assert_within(&by_a, &(-(&exact * &c) * x.transpose()).symmetric(), tolerance);
    }
}

#[differentiate(wrt(x), hessian, hvp)]
fn of_exponentials_in_a_loop(x: &Vector2<f64>) -> f64 {
    let mut a = Matrix2::new(x[0], x[1], -x[1], 0.3);
    let mut total = 0.0;
    for i in 0..2 {
        a = (a * x[1]).exp() * 0.5;
        total += a[(0, 1)] * x[i];
    }
    total + a.trace()
}

#[test]
fn records_of_tangents_that_are_read_before_they_are_filled() {
    let (x, v) = (Vector2::new(0.4, -0.7), Vector2::new(1.0, 2.0));
    let hessian = of_exponentials_in_a_loop::hessian(&x);
    check::hessian(|x: &Vector2<f64>| of_exponentials_in_a_loop::gradient(x), &x, &hessian).unwrap();
    assert_close(&of_exponentials_in_a_loop::hvp(&x, &v), &(hessian * v));
}
