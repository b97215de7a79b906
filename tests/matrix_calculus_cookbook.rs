//! Traces, determinants, inverses, linear systems and norms, row M12 of the matrix calculus, in all forms.

mod common;
mod rows;

use autodiff::differentiate;
use common::{positive, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, SMatrix, Vector2, Vector3};
use rows::{SIZES, diagonal, hessians, unit};

/// The Hessian by the entries of an n by n matrix: `second(i, j, k, l)` is that by the entries (i, j) and (k, l).
fn by_entries(n: usize, second: impl Fn(usize, usize, usize, usize) -> f64) -> DMatrix<f64> {
    DMatrix::from_fn(n * n, n * n, |row, column| second(row % n, row / n, column % n, column / n))
}

/// A random matrix that is far from singular.
fn regular(rng: &mut Rng, n: usize) -> DMatrix<f64> {
    random(rng, DMatrix::zeros(n, n)) + unit(n) * 5.0
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
fn trace_of_product(x: &DMatrix<f64>, a: &DMatrix<f64>) -> f64 {
    (a * x).trace()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn trace_of_square(x: &DMatrix<f64>) -> f64 {
    (x.transpose() * x).trace()
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
fn trace_of_form(x: &DMatrix<f64>, a: &DMatrix<f64>, b: &DMatrix<f64>, c: &DMatrix<f64>) -> f64 {
    (a * x * b * x.transpose() * c).trace()
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
fn form_of_affine_map(x: &DMatrix<f64>, b: &DVector<f64>, y: &DVector<f64>, c: &DMatrix<f64>) -> f64 {
    let r = x * b + y;
    (r.transpose() * c * r)[(0, 0)]
}

#[test]
fn traces() {
    let mut rng = Rng::with_seed(1);
    for n in SIZES {
        let square = || DMatrix::<f64>::zeros(n, n);
        let (x, a, b, c) = random(&mut rng, (square(), square(), square(), square()));
        hessians!(trace_of_product(&x; &a) => (&a * &x).trace(), a.transpose(), DMatrix::<f64>::zeros(n * n, n * n));
        hessians!(trace_of_square(&x) => x.dot(&x), 2.0 * &x, unit(n * n) * 2.0);

        let value = (&a * &x * &b * x.transpose() * &c).trace();
        let ca = &c * &a;
        let gradient = ca.transpose() * &x * b.transpose() + &ca * &x * &b;
        let half = b.transpose().kronecker(&ca);
        hessians!(trace_of_form(&x; &a, &b, &c) => value, gradient, &half + half.transpose());

        let (b, y) = random(&mut rng, (DVector::<f64>::zeros(n), DVector::<f64>::zeros(n)));
        let (r, both) = (&x * &b + &y, &c + c.transpose());
        let second = (&b * b.transpose()).kronecker(&both);
        hessians!(form_of_affine_map(&x; &b, &y, &c) => r.dot(&(&c * &r)), &both * &r * b.transpose(), second);
    }
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn determinant(x: &DMatrix<f64>) -> f64 {
    x.determinant()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn determinant_of_three(x: &Matrix3<f64>) -> f64 {
    x.determinant()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn log_determinant(x: &DMatrix<f64>) -> f64 {
    x.determinant().abs().ln()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn log_determinant_by_lu(x: &DMatrix<f64>) -> f64 {
    x.clone().lu().determinant().ln()
}

#[test]
fn determinants() {
    let mut rng = Rng::with_seed(2);
    for n in [1, 2, 3, 5] {
        let x = regular(&mut rng, n);
        let (value, inverse) = (x.determinant(), x.clone().try_inverse().expect("regular"));
        let square = |i, j, k, l| inverse[(l, i)] * inverse[(j, k)];
        let log = by_entries(n, |i, j, k, l| -square(i, j, k, l));
        let second = by_entries(n, |i, j, k, l| value * (inverse[(j, i)] * inverse[(l, k)] - square(i, j, k, l)));
        hessians!(determinant(&x) => value, inverse.transpose() * value, second);
        hessians!(log_determinant(&x) => value.ln(), inverse.transpose(), log);
        hessians!(log_determinant_by_lu(&x) => value.ln(), inverse.transpose(), log);
        if n == 3 {
            let x = Matrix3::from_column_slice(x.as_slice());
            hessians!(determinant_of_three(&x) => value, inverse.transpose() * value, second);
        }
    }
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
fn form_of_inverse(x: &DMatrix<f64>, a: &DVector<f64>, b: &DVector<f64>) -> f64 {
    a.dot(&(x.clone().try_inverse().unwrap() * b))
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
fn form_of_solution(x: &DMatrix<f64>, a: &DVector<f64>, b: &DVector<f64>) -> f64 {
    a.dot(&x.clone().lu().solve(b).unwrap())
}

#[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
fn form_of_inverse_of_two(x: &Matrix2<f64>, a: &Vector2<f64>, b: &Vector2<f64>) -> f64 {
    a.dot(&(x.try_inverse().unwrap() * b))
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn trace_of_inverse(x: &DMatrix<f64>) -> f64 {
    x.clone().try_inverse().unwrap().trace()
}

#[test]
fn inverses_and_linear_systems() {
    let mut rng = Rng::with_seed(3);
    for n in [1, 2, 3, 5] {
        let x = regular(&mut rng, n);
        let (a, b): (DVector<f64>, DVector<f64>) = random(&mut rng, (DVector::zeros(n), DVector::zeros(n)));
        let inverse = x.clone().try_inverse().expect("regular");
        let (u, v) = (inverse.tr_mul(&a), &inverse * &b);
        let second = by_entries(n, |i, j, k, l| u[i] * inverse[(j, k)] * v[l] + u[k] * inverse[(l, i)] * v[j]);
        let (value, gradient) = (a.dot(&v), -(&u * v.transpose()));
        hessians!(form_of_inverse(&x; &a, &b) => value, gradient, second);
        hessians!(form_of_solution(&x; &a, &b) => value, gradient, second);
        if n == 2 {
            let (x, a, b) =
                (Matrix2::from_column_slice(x.as_slice()), Vector2::new(a[0], a[1]), Vector2::new(b[0], b[1]));
            hessians!(form_of_inverse_of_two(&x; &a, &b) => value, gradient, second);
        }
        let squared = &inverse * &inverse;
        let second = by_entries(n, |i, j, k, l| squared[(l, i)] * inverse[(j, k)] + squared[(j, k)] * inverse[(l, i)]);
        hessians!(trace_of_inverse(&x) => inverse.trace(), -squared.transpose(), second);
    }
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn norm(x: &DMatrix<f64>) -> f64 {
    x.norm()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn norm_of_known_size(x: &SMatrix<f64, 2, 3>) -> f64 {
    x.norm()
}

#[differentiate(jvp, jacobian, hvp, taylor)]
fn distance(x: &DVector<f64>, a: &DVector<f64>) -> f64 {
    (x - a).norm()
}

#[differentiate(wrt(s), jvp, jacobian, hessian, hvp, taylor)]
fn weighted_squares(s: &DVector<f64>, x: &DVector<f64>, a: &DMatrix<f64>, w: &DMatrix<f64>) -> f64 {
    let r = x - a * s;
    r.dot(&(w * &r))
}

#[test]
fn norms() {
    let mut rng = Rng::with_seed(4);
    for (m, n) in [(1, 1), (1, 4), (3, 2)] {
        let x: DMatrix<f64> = random(&mut rng, DMatrix::zeros(m, n));
        let size = x.iter().map(|x| x * x).sum::<f64>().sqrt();
        let stacked = DVector::from_column_slice(x.as_slice());
        let second = unit(m * n) / size - &stacked * stacked.transpose() / size.powi(3);
        hessians!(norm(&x) => size, &x / size, second);
    }
    let x: SMatrix<f64, 2, 3> = random(&mut rng, SMatrix::zeros());
    let stacked = SMatrix::<f64, 6, 1>::from_column_slice(x.as_slice());
    let size = stacked.dot(&stacked).sqrt();
    let second = SMatrix::<f64, 6, 6>::identity() / size - stacked * stacked.transpose() / size.powi(3);
    hessians!(norm_of_known_size(&x) => size, x / size, second);
    for n in [1, 2, 5] {
        let (x, a): (DVector<f64>, DVector<f64>) = random(&mut rng, (DVector::zeros(n), DVector::zeros(n)));
        let r = &x - &a;
        let size = r.dot(&r).sqrt();
        let block = unit(n) / size - &r * r.transpose() / size.powi(3);
        let second =
            DMatrix::from_fn(2 * n, 2 * n, |i, j| block[(i % n, j % n)] * if (i < n) == (j < n) { 1.0 } else { -1.0 });
        hessians!(distance(&x, &a) => size, (&r / size, -&r / size), second);

        let shape = (DMatrix::zeros(n, n + 1), DMatrix::zeros(n, n), DVector::zeros(n + 1));
        let (a, w, s): (DMatrix<f64>, DMatrix<f64>, DVector<f64>) = random(&mut rng, shape);
        let (r, both) = (&x - &a * &s, &w + w.transpose());
        hessians!(weighted_squares(&s; &x, &a, &w) => r.dot(&(&w * &r)), -a.tr_mul(&(&both * &r)), a.transpose() * &both * &a);
    }
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn entropy(p: &DVector<f64>) -> f64 {
    -p.map(|p| p * p.ln()).sum()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn log_sum_exp(x: &DVector<f64>) -> f64 {
    let shift = x.max();
    shift + x.map(|x| (x - shift).exp()).sum().ln()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn rayleigh_quotient(x: &Vector3<f64>) -> f64 {
    let a = Matrix3::new(4.0, 1.0, 0.5, 1.0, 3.0, -0.2, 0.5, -0.2, 2.0);
    x.dot(&(a * x)) / x.norm_squared()
}

#[test]
fn entropies_and_quotients() {
    let mut rng = Rng::with_seed(5);
    for n in [1, 2, 5] {
        let p: DVector<f64> = positive(&mut rng, DVector::zeros(n));
        let value = -(0..n).map(|i| p[i] * p[i].ln()).sum::<f64>();
        hessians!(entropy(&p) => value, p.map(|p| -(p.ln() + 1.0)), diagonal(n, |i| -1.0 / p[i]));
        let total = p.map(f64::exp).sum();
        let share = p.map(|p| p.exp() / total);
        let second = DMatrix::from_diagonal(&share) - &share * share.transpose();
        hessians!(log_sum_exp(&p) => total.ln(), share.clone(), second);
    }
    let a = Matrix3::new(4.0, 1.0, 0.5, 1.0, 3.0, -0.2, 0.5, -0.2, 2.0);
    let x = Vector3::new(1.5, -0.5, 2.0);
    let (n2, q) = (x.dot(&x), x.dot(&(a * x)) / x.dot(&x));
    let gradient = (a * x - x * q) * (2.0 / n2);
    let second =
        (a - Matrix3::identity() * q) * (2.0 / n2) - (gradient * x.transpose() + x * gradient.transpose()) * (2.0 / n2);
    hessians!(rayleigh_quotient(&x) => q, gradient, second);
}
