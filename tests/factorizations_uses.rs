//! Factorizations in programs: shared between uses, in loops and branches, of generic scalars, singular matrices.

mod common;

use autodiff::{Real, check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::linalg::{Cholesky, LU};
use nalgebra::{
    Const, DMatrix, DMatrixView, DVector, DVectorView, DimMin, Dyn, Matrix2, Matrix3, SMatrix, SVector, Vector2,
    Vector3,
};

const S: Matrix3<f64> = Matrix3::new(4.0, 1.0, 0.5, 1.0, 3.0, -0.2, 0.5, -0.2, 2.0);
const A: Matrix3<f64> = Matrix3::new(2.1, -1.0, 0.5, 0.3, 3.3, 1.2, -0.7, 0.4, 1.9);
const B: Vector3<f64> = Vector3::new(0.3, 2.0, -1.5);

fn dynamic(matrix: Matrix3<f64>) -> DMatrix<f64> {
    DMatrix::from_column_slice(3, 3, matrix.as_slice())
}

fn b() -> DVector<f64> {
    DVector::from_column_slice(B.as_slice())
}

fn symmetric(a: &DMatrix<f64>) -> DMatrix<f64> {
    (a + a.transpose()) * 0.5
}

#[differentiate(wrt(sigma, x), hvp)]
fn log_likelihood(sigma: &DMatrix<f64>, x: &DVector<f64>, mean: &DVector<f64>) -> f64 {
    let residual = x - mean;
    let factor = sigma.clone().cholesky().expect("a positive definite covariance");
    let mahalanobis = residual.dot(&factor.solve(&residual));
    -0.5 * (factor.ln_determinant() + mahalanobis)
}

#[test]
fn gaussian_log_likelihood() {
    let (sigma, x, mean) = (dynamic(S), b(), DVector::from_vec(vec![1.0, -0.5, 0.25]));
    let inverse = sigma.clone().try_inverse().expect("regular");
    let u = &inverse * (&x - &mean);
    let by_sigma = (&u * u.transpose() - &inverse) * 0.5;
    assert_close(&log_likelihood::gradient(&sigma, &x, &mean), &(by_sigma.clone(), -&u));
    let (value, pullback) = log_likelihood::vjp(&sigma, &x, &mean);
    assert_close(&value, &log_likelihood(&sigma, &x, &mean));
    assert_close(&pullback(3.0), &(by_sigma * 3.0, &u * -3.0));
    let mut rng = Rng::with_seed(1);
    let (ts, tx) = random(&mut rng, (sigma.clone(), x.clone()));
    let (by_sigma, by_x) = log_likelihood::hvp(&sigma, &x, &mean, &ts, &tx);
    let both = (sigma.clone(), x.clone());
    let gradient = |(sigma, x): &(DMatrix<f64>, DVector<f64>)| log_likelihood::gradient(&symmetric(sigma), x, &mean);
    check::jvp(gradient, &both, &(ts, tx), &(by_sigma, by_x)).unwrap();
}

#[differentiate]
fn whitened(points: &[DVector<f64>], sigma: &DMatrix<f64>) -> f64 {
    let factor: Cholesky<f64, Dyn> = sigma.clone().cholesky().unwrap();
    let l = factor.l();
    let mut total = points.len() as f64 * factor.ln_determinant();
    for point in points {
        total += l.solve_lower_triangular(point).unwrap().norm_squared();
    }
    -0.5 * total
}

#[test]
fn a_factor_from_outside_of_a_loop() {
    let points = [b(), b().map(|x| x * x - 1.0)];
    let (by_points, by_sigma) = whitened::gradient(&points, &dynamic(S));
    check::gradient(|sigma| whitened(&points, &symmetric(sigma)), &dynamic(S), &by_sigma).unwrap();
    let inverse = dynamic(S).try_inverse().expect("regular");
    for (found, point) in by_points.iter().zip(&points) {
        assert_close(found, &(&inverse * point * -1.0));
    }
}

#[differentiate]
fn kalman(p: &DMatrix<f64>, q: &DMatrix<f64>, h: &DVector<f64>, steps: usize) -> f64 {
    let mut covariance = p.clone();
    let mut total = 0.0;
    for step in 0..steps {
        let factor = covariance.clone().cholesky().unwrap();
        let gain = factor.solve(h);
        total += factor.ln_determinant() + gain.norm_squared() * (step as f64 + 1.0);
        covariance = factor.inverse() * 0.5 + q;
    }
    total
}

#[test]
fn a_factor_of_each_iteration() {
    let q = DMatrix::from_row_slice(3, 3, &[1.5, 0.2, 0.0, 0.2, 1.0, -0.1, 0.0, -0.1, 2.0]);
    for steps in [0, 1, 4] {
        let (by_p, by_q, by_h) = kalman::gradient(&dynamic(S), &q, &b(), steps);
        check::gradient(|p| kalman(&symmetric(p), &q, &b(), steps), &dynamic(S), &by_p).unwrap();
        check::gradient(|q| kalman(&dynamic(S), &symmetric(q), &b(), steps), &q, &by_q).unwrap();
        check::gradient(|h| kalman(&dynamic(S), &q, h, steps), &b(), &by_h).unwrap();
    }
}

#[differentiate]
fn carried(a: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    let mut lu = a.clone().lu();
    let mut x = b.clone();
    for _ in 0..3 {
        x = lu.solve(&x).unwrap();
        lu = (a + &x * x.transpose()).lu();
    }
    lu.determinant() + x.norm_squared()
}

#[test]
fn a_factor_that_is_assigned_in_a_loop() {
    let (by_a, by_b) = carried::gradient(&dynamic(A), &b());
    check::gradient(|a| carried(a, &b()), &dynamic(A), &by_a).unwrap();
    check::gradient(|b| carried(&dynamic(A), b), &b(), &by_b).unwrap();
}

#[differentiate]
fn newton(a: &Matrix2<f64>, start: &Vector2<f64>) -> f64 {
    let mut x = *start;
    let mut steps = 0;
    while steps < 3 {
        let jacobian = a + Matrix2::from_diagonal(&x.component_mul(&x)) * 3.0;
        let residual = a * x + x.component_mul(&x).component_mul(&x);
        let lu = jacobian.lu();
        x -= lu.solve(&residual).unwrap();
        steps += 1;
    }
    x.sum()
}

#[test]
fn newton_by_lu() {
    let (a, x) = (Matrix2::new(2.0, 0.3, -0.4, 1.5), Vector2::new(0.7, -1.1));
    let (by_a, by_x) = newton::gradient(&a, &x);
    check::gradient(|a| newton(a, &x), &a, &by_a).unwrap();
    check::gradient(|x| newton(&a, x), &x, &by_x).unwrap();
}

#[differentiate]
fn chosen(a: &DMatrix<f64>, b: &DVector<f64>, turn: bool) -> f64 {
    let lu = a.clone().lu();
    let x = if turn { lu.solve(b).unwrap() } else { b * 2.0 };
    let factors = if turn { (a * 2.0).lu() } else { lu };
    x.norm_squared() + factors.determinant()
}

#[test]
fn factors_in_branches() {
    for turn in [true, false] {
        let (by_a, by_b) = chosen::gradient(&dynamic(A), &b(), turn);
        check::gradient(|a| chosen(a, &b(), turn), &dynamic(A), &by_a).unwrap();
        check::gradient(|b| chosen(&dynamic(A), b, turn), &b(), &by_b).unwrap();
        let (value, pullback) = {
            let (a, b) = (dynamic(A), b());
            let (value, pullback) = chosen::vjp(&a, &b, turn);
            (value, pullback(1.0))
        };
        assert_close(&value, &chosen(&dynamic(A), &b(), turn));
        assert_close(&pullback, &(by_a, by_b));
    }
}

#[differentiate]
fn quadratic<T: Real>(a: &DMatrix<T>, b: &DVector<T>) -> T {
    let factor = a.clone().cholesky().unwrap();
    b.dot(&factor.solve(b)) + factor.ln_determinant()
}

#[differentiate]
fn several<T: Real>(a: &DMatrix<T>, b: &DVector<T>) -> T {
    let lu = a.clone().lu();
    let eigen = a.clone().symmetric_eigen();
    let svd = a.clone().svd(true, true);
    b.dot(&lu.solve(b).unwrap())
        + lu.determinant()
        + eigen.eigenvalues.norm_squared()
        + svd.singular_values.norm_squared()
        + a.exp().trace()
        + a.pow(2).trace()
        + a.clone().qr().solve(b).unwrap().sum()
}

#[allow(clippy::clone_on_copy, reason = "as for dynamic sizes")]
#[differentiate]
fn generic_sizes<T: Real, const N: usize>(a: &SMatrix<T, N, N>, b: &SVector<T, N>) -> T {
    let factor = (*a).cholesky().unwrap();
    let l = factor.l();
    b.dot(&factor.solve(b)) + l.solve_lower_triangular(b).unwrap().sum() + factor.inverse().trace()
}

#[differentiate]
fn generic_lu<const N: usize>(a: &SMatrix<f64, N, N>, b: &SVector<f64, N>) -> f64
where
    Const<N>: DimMin<Const<N>, Output = Const<N>>,
{
    let lu: LU<f64, Const<N>, Const<N>> = a.lu();
    b.dot(&lu.solve(b).unwrap()) + lu.determinant()
}

#[test]
fn generic_scalars_and_sizes() {
    let (by_a, by_b) = quadratic::gradient(&dynamic(S), &b());
    check::gradient(|a| quadratic(&symmetric(a), &b()), &dynamic(S), &by_a).unwrap();
    check::gradient(|b| quadratic(&dynamic(S), b), &b(), &by_b).unwrap();
    let (single, _) = quadratic::gradient(&dynamic(S).cast::<f32>(), &b().cast::<f32>());
    assert!((single.cast::<f64>() - by_a).amax() < 1e-6);
    let (by_a, by_b) = several::gradient(&dynamic(S), &b());
    check::gradient(|b| several(&dynamic(S), b), &b(), &by_b).unwrap();
    let (single, _) = several::gradient(&dynamic(S).cast::<f32>(), &b().cast::<f32>());
    assert!((single.cast::<f64>() - &by_a).amax() < 1e-5 * by_a.amax());
    let (by_a, by_b) = generic_sizes::gradient(&S, &B);
    check::gradient(|b| generic_sizes(&S, b), &B, &by_b).unwrap();
    check::gradient(|a| generic_sizes(&((a + a.transpose()) * 0.5), &B), &S, &by_a).unwrap();
    let (by_a, _) = generic_lu::gradient(&A, &B);
    check::gradient(|a| generic_lu(a, &B), &A, &by_a).unwrap();
}

#[differentiate(wrt(b), jvp)]
fn of_a_constant(k: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    let factor = k.clone().cholesky().unwrap();
    let lu = k.clone().lu();
    let bonus = match k.clone().cholesky() {
        Some(other) => other.ln_determinant(),
        None => 0.0,
    };
    let size: usize = lu.l().nrows();
    let x = factor.solve(b) + lu.solve(b).unwrap() * 0.5;
    b.dot(&x) * lu.determinant() * size as f64 + bonus
}

#[test]
fn factors_of_constants() {
    let k = dynamic(S);
    let expected = k.clone().try_inverse().expect("regular") * b() * (9.0 * k.determinant());
    assert_close(&of_a_constant::gradient(&k, &b()), &expected);
    let t = DVector::from_vec(vec![1.0, -2.0, 0.5]);
    assert_close(&of_a_constant::jvp(&k, &b(), &t), &(of_a_constant(&k, &b()), expected.dot(&t)));
}

#[differentiate]
fn held(a: &DMatrix<f64>) -> f64 {
    let option = a.clone().cholesky();
    let (size, inverse) = (a.nrows(), a.clone().try_inverse());
    let factor = option.as_ref().unwrap().clone();
    inverse.unwrap().trace() + factor.ln_determinant() * size as f64
}

#[differentiate]
fn listed(matrices: &[DMatrix<f64>], b: &DVector<f64>) -> f64 {
    let factors = matrices.iter().map(|matrix| matrix.clone().lu()).collect::<Vec<_>>();
    let mut x = b.clone();
    for factor in &factors {
        x = factor.solve(&x).unwrap();
    }
    x.sum()
}

#[test]
fn factors_are_held() {
    check::gradient(|a| held(&symmetric(a)), &dynamic(S), &symmetric(&held::gradient(&dynamic(S)))).unwrap();
    let matrices = [dynamic(S), dynamic(A)];
    let (by_matrices, by_b) = listed::gradient(&matrices, &b());
    check::gradient(|b| listed(&matrices, b), &b(), &by_b).unwrap();
    let second = |a: &DMatrix<f64>| listed(&[matrices[0].clone(), a.clone()], &b());
    check::gradient(second, &matrices[1], &by_matrices[1]).unwrap();
}

#[differentiate]
fn in_a_closure(a: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    let lu = a.clone().lu();
    b.map(|x| x * lu.determinant()).sum()
}

#[test]
fn factors_in_a_closure() {
    let expected = |a: &DMatrix<f64>| b().sum() * a.determinant();
    let (by_a, by_b) = in_a_closure::gradient(&dynamic(A), &b());
    check::gradient(expected, &dynamic(A), &by_a).unwrap();
    assert_close(&by_b, &DVector::repeat(3, A.determinant()));
}

#[differentiate]
fn assigned(a: &DMatrix<f64>) -> f64 {
    let mut inverse = a.clone().try_inverse();
    for _ in 0..2 {
        inverse = (inverse.unwrap() * 2.0 + a).try_inverse();
    }
    inverse.unwrap().trace()
}

#[test]
fn an_option_is_assigned() {
    check::gradient(assigned, &dynamic(A), &assigned::gradient(&dynamic(A))).unwrap();
}

#[differentiate]
fn of_parts(a: &DMatrix<f64>, b: &DMatrix<f64>) -> f64 {
    let corner = a.view((0, 0), (2, 2)).into_owned();
    let lu = a.view((0, 0), (2, 2)).lu();
    let x = lu.solve(&b.column(1).rows(0, 2)).unwrap();
    corner.exp().trace() + x.sum() + a.fixed_view::<2, 2>(1, 1).determinant() + corner.pow(2).trace()
}

#[test]
fn parts_of_matrices() {
    let (by_a, by_b) = of_parts::gradient(&dynamic(A), &dynamic(S));
    check::gradient(|a| of_parts(a, &dynamic(S)), &dynamic(A), &by_a).unwrap();
    check::gradient(|b| of_parts(&dynamic(A), b), &dynamic(S), &by_b).unwrap();
}

#[differentiate]
fn of_a_view(a: DMatrixView<'_, f64>, b: DVectorView<'_, f64>) -> f64 {
    let lu = a.clone_owned().lu();
    b.dot(&lu.solve(&b).unwrap()) + a.into_owned().exp().trace() + a.determinant() + a.symmetric_eigenvalues().sum()
}

#[test]
fn views_of_matrices() {
    let (a, b) = (dynamic(S), b());
    let (by_a, by_b) = of_a_view::gradient(a.as_view(), b.as_view());
    check::gradient(|a: &DMatrix<f64>| of_a_view(a.as_view(), b.as_view()), &a, &by_a).unwrap();
    check::gradient(|b: &DVector<f64>| of_a_view(a.as_view(), b.as_view()), &b, &by_b).unwrap();
}
