//! Products and forms, rows M1 to M11 of the matrix calculus, in all forms, dynamic and static.

mod common;
mod rows;

use autodiff::differentiate;
use common::random;
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix1, Matrix2, Matrix2x3, Matrix3, SMatrix, SVector, Vector1, Vector2, Vector3};
use rows::{SIZES, diagonal, hessians, jacobians, unit};

/// The Kronecker product.
fn kronecker(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    a.kronecker(b)
}

/// A matrix of any shape as a dynamic one.
macro_rules! dynamic {
    ($a:expr) => {
        DMatrix::from_column_slice($a.nrows(), $a.ncols(), $a.as_slice())
    };
}

/// `vec(Aᵀ)` as a permutation of `vec(A)`, for `A` m by n.
fn commutation(m: usize, n: usize) -> DMatrix<f64> {
    DMatrix::from_fn(m * n, m * n, |to, from| if (to / n, to % n) == (from % m, from / m) { 1.0 } else { 0.0 })
}

/// The symmetric matrix of four blocks with these two above.
fn blocks(by_first: &DMatrix<f64>, mixed: &DMatrix<f64>, by_second: &DMatrix<f64>) -> DMatrix<f64> {
    let (m, n) = mixed.shape();
    let mut all = DMatrix::zeros(m + n, m + n);
    all.view_mut((0, 0), (m, m)).copy_from(by_first);
    all.view_mut((0, m), (m, n)).copy_from(mixed);
    all.view_mut((m, 0), (n, m)).copy_from(&mixed.transpose());
    all.view_mut((m, m), (n, n)).copy_from(by_second);
    all
}

#[differentiate(jvp, jacobian)]
fn product(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    a * b
}

#[differentiate(jvp, jacobian)]
fn product_of_transposes(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    a.transpose() * b.transpose()
}

#[differentiate(jvp, jacobian)]
fn product_by_entries(a: &DMatrix<f64>, b: &DMatrix<f64>) -> DMatrix<f64> {
    let mut c = DMatrix::zeros(a.nrows(), b.ncols());
    for i in 0..a.nrows() {
        for j in 0..b.ncols() {
            for k in 0..a.ncols() {
                c[(i, j)] += a[(i, k)] * b[(k, j)];
            }
        }
    }
    c
}

#[differentiate(jvp, jacobian)]
fn product_of_static(a: &Matrix2x3<f64>, b: &Matrix3<f64>) -> Matrix2x3<f64> {
    a * b
}

#[test]
fn m1_products_of_matrices() {
    let mut rng = Rng::with_seed(31);
    for (m, k, n) in [(1, 1, 1), (2, 3, 1), (1, 3, 2), (3, 2, 4), (0, 2, 1), (2, 0, 2), (2, 1, 0)] {
        let (a, b): (DMatrix<f64>, DMatrix<f64>) = random(&mut rng, (DMatrix::zeros(m, k), DMatrix::zeros(k, n)));
        let c = DMatrix::from_fn(m, n, |i, j| (0..k).map(|l| a[(i, l)] * b[(l, j)]).sum::<f64>());
        let (by_a, by_b) = (kronecker(&b.transpose(), &unit(m)), kronecker(&unit(n), &a));
        jacobians!(product(&a, &b) => c, [by_a, by_b]);
        jacobians!(product_by_entries(&a, &b) => c, [by_a, by_b]);
        let (p, q) = (a.transpose(), b.transpose());
        let (by_p, by_q) = (&by_a * commutation(k, m), &by_b * commutation(n, k));
        jacobians!(product_of_transposes(&p, &q) => c, [by_p, by_q]);
    }
    let (a, b): (Matrix2x3<f64>, Matrix3<f64>) = random(&mut rng, (Matrix2x3::zeros(), Matrix3::zeros()));
    let (by_a, by_b) = (kronecker(&dynamic!(b).transpose(), &unit(2)), kronecker(&unit(3), &dynamic!(a)));
    jacobians!(product_of_static(&a, &b) => a * b, [by_a, by_b]);
}

#[differentiate(jvp, jacobian)]
fn linear_map(a: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> {
    a * x
}

#[differentiate(jvp, jacobian)]
fn linear_map_static<const M: usize, const N: usize>(a: &SMatrix<f64, M, N>, x: &SVector<f64, N>) -> SVector<f64, M> {
    a * x
}

#[differentiate(jvp, jacobian)]
fn map_of_function(a: &DMatrix<f64>, x: &DVector<f64>) -> DVector<f64> {
    let y = x.map(|x| x.tanh());
    a * y
}

#[test]
fn m2_and_m3_linear_maps() {
    fn at<const M: usize, const N: usize>(rng: &mut Rng) {
        let (a, x): (SMatrix<f64, M, N>, SVector<f64, N>) = random(rng, (SMatrix::zeros(), SVector::zeros()));
        jacobians!(linear_map_static(&a, &x) => a * x, [kronecker(&dynamic!(x).transpose(), &unit(M)), a]);
    }
    let mut rng = Rng::with_seed(32);
    for m in SIZES {
        for n in SIZES {
            let (a, x): (DMatrix<f64>, DVector<f64>) = random(&mut rng, (DMatrix::zeros(m, n), DVector::zeros(n)));
            let by_a = kronecker(&dynamic!(x).transpose(), &unit(m));
            jacobians!(linear_map(&a, &x) => &a * &x, [by_a, a.clone()]);
            let y = x.map(f64::tanh);
            let by_a = kronecker(&dynamic!(y).transpose(), &unit(m));
            let by_x = &a * diagonal(n, |i| 1.0 / x[i].cosh().powi(2));
            jacobians!(map_of_function(&a, &x) => &a * &y, [by_a, by_x]);
        }
    }
    at::<2, 3>(&mut rng);
    at::<1, 1>(&mut rng);
    at::<5, 2>(&mut rng);
    at::<0, 2>(&mut rng);
    at::<2, 0>(&mut rng);
}

/// Spellings of `yᵀ A x`.
macro_rules! bilinear_forms {
    ($($name:ident = |$y:ident, $a:ident, $x:ident| $value:expr;)+) => {
        $(
            #[differentiate(jvp, jacobian, hvp, taylor)]
            fn $name($y: &DVector<f64>, $a: &DMatrix<f64>, $x: &DVector<f64>) -> f64 {
                $value
            }
        )+

        #[test]
        fn m4_bilinear_forms() {
            let mut rng = Rng::with_seed(34);
            for (m, n) in [(0, 0), (0, 2), (1, 1), (2, 1), (1, 5), (2, 3)] {
                let shape = (DVector::zeros(m), DMatrix::zeros(m, n), DVector::zeros(n));
                let (y, a, x): (DVector<f64>, DMatrix<f64>, DVector<f64>) = random(&mut rng, shape);
                let value = (0..m).map(|i| (0..n).map(|j| y[i] * a[(i, j)] * x[j]).sum::<f64>()).sum::<f64>();
                let gradient = (&a * &x, &y * x.transpose(), a.tr_mul(&y));
                // Of the pairs (y, A), (y, x) and (A, x).
                let ya = kronecker(&dynamic!(x).transpose(), &unit(m));
                let ax = kronecker(&unit(n), &dynamic!(y));
                let mut upper = DMatrix::zeros(m, m * n + n);
                upper.columns_mut(0, m * n).copy_from(&ya);
                upper.columns_mut(m * n, n).copy_from(&a);
                let lower = blocks(&DMatrix::zeros(m * n, m * n), &ax, &DMatrix::zeros(n, n));
                let second = blocks(&DMatrix::zeros(m, m), &upper, &lower);
                $(hessians!($name(&y, &a, &x) => value, gradient, second);)+
            }
        }
    };
}

bilinear_forms! {
    by_dot = |y, a, x| y.dot(&(a * x));
    by_products = |y, a, x| (y.transpose() * a * x)[(0, 0)];
    by_tr_mul = |y, a, x| a.tr_mul(y).dot(x);
    by_tr_dot = |y, a, x| (y.transpose() * a).tr_dot(x);
    by_a_trace = |y, a, x| (a * (x * y.transpose())).trace();
    by_entries = |y, a, x| {
        let mut sum = 0.0;
        for (j, x) in x.iter().enumerate() {
            for i in 0..y.len() {
                sum += y[i] * a[(i, j)] * x;
            }
        }
        sum
    };
}

/// The forms of vectors and matrices of these types, of each of the sizes.
macro_rules! forms_of {
    ($module:ident, $vector:ty, $matrix:ty, $vector_of:expr, $matrix_of:expr, $sizes:expr) => {
        mod $module {
            use super::*;

            fn shapes(n: usize) -> ($vector, $matrix) {
                let shapes: (fn(usize) -> $vector, fn(usize) -> $matrix) = ($vector_of, $matrix_of);
                (shapes.0(n), shapes.1(n))
            }

            #[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
            fn quadratic(x: &$vector, a: &$matrix) -> f64 {
                x.dot(&(a * x))
            }

            #[differentiate(wrt(x), jvp, jacobian, hessian, hvp, taylor)]
            fn quadratic_by_products(x: &$vector, a: &$matrix) -> f64 {
                (x.transpose() * a * x)[0]
            }

            #[differentiate(jvp, jacobian, hvp, taylor)]
            fn quadratic_of_both(x: &$vector, a: &$matrix) -> f64 {
                (a * x).dot(x)
            }

            #[test]
            fn m5_and_m6_quadratic_forms() {
                let mut rng = Rng::with_seed(36);
                for n in $sizes {
                    let (x, a) = random(&mut rng, shapes(n));
                    let value = (0..n).map(|i| (0..n).map(|j| x[i] * a[(i, j)] * x[j]).sum::<f64>()).sum::<f64>();
                    let both = &a + a.transpose();
                    hessians!(quadratic(&x; &a) => value, &both * &x, both.clone());
                    hessians!(quadratic_by_products(&x; &a) => value, &both * &x, both.clone());
                    hessians!(quadratic(&x; &both) => 2.0 * value, 2.0 * &both * &x, 2.0 * &both);
                    // d²/dx dA: of xᵢ xⱼ.
                    let mixed = DMatrix::from_fn(n, n * n, |k, entry| {
                        let (i, j) = (entry % n, entry / n);
                        (if k == i { x[j] } else { 0.0 }) + if k == j { x[i] } else { 0.0 }
                    });
                    let second = blocks(&dynamic!(both), &mixed, &DMatrix::zeros(n * n, n * n));
                    hessians!(quadratic_of_both(&x, &a) => value, (&both * &x, &x * x.transpose()), second);
                }
            }

            #[differentiate(jvp, jacobian, hessian, hvp, taylor)]
            fn square_by_dot(x: &$vector) -> f64 {
                x.dot(x)
            }

            #[differentiate(jvp, jacobian, hessian, hvp, taylor)]
            fn square_by_norm(x: &$vector) -> f64 {
                x.norm_squared()
            }

            #[differentiate(jvp, jacobian, hessian, hvp, taylor)]
            fn square_by_product(x: &$vector) -> f64 {
                (x.transpose() * x)[(0, 0)]
            }

            #[differentiate(jvp, jacobian, hessian, hvp, taylor)]
            fn square_by_entries(x: &$vector) -> f64 {
                x.iter().map(|x| x.powi(2)).sum::<f64>()
            }

            #[test]
            fn m7_squares() {
                let mut rng = Rng::with_seed(37);
                for n in $sizes {
                    let (x, _) = random(&mut rng, shapes(n));
                    let value = (0..n).map(|i| x[i] * x[i]).sum::<f64>();
                    hessians!(square_by_dot(&x) => value, 2.0 * &x, unit(n) * 2.0);
                    hessians!(square_by_norm(&x) => value, 2.0 * &x, unit(n) * 2.0);
                    hessians!(square_by_product(&x) => value, 2.0 * &x, unit(n) * 2.0);
                    hessians!(square_by_entries(&x) => value, 2.0 * &x, unit(n) * 2.0);
                }
            }

            // In M8 to M11, x(z) = sin(B z) and y(z) = C z, so that dx/dz = diag(cos(B z)) B and dy/dz = C.

            #[differentiate(wrt(z), jvp, jacobian, hessian, hvp, taylor)]
            fn dot_of_functions(z: &$vector, b: &$matrix, c: &$matrix) -> f64 {
                let x = (b * z).map(|x| x.sin());
                let y = c * z;
                y.dot(&x)
            }

            #[differentiate(wrt(z), jvp, jacobian, hessian, hvp, taylor)]
            fn square_of_function(z: &$vector, b: &$matrix) -> f64 {
                let x = (b * z).map(|x| x.sin());
                x.dot(&x)
            }

            #[differentiate(wrt(z), jvp, jacobian, hessian, hvp, taylor)]
            fn bilinear_of_functions(z: &$vector, b: &$matrix, c: &$matrix, a: &$matrix) -> f64 {
                let x = (b * z).map(|x| x.sin());
                let y = c * z;
                y.dot(&(a * x))
            }

            #[differentiate(wrt(z), jvp, jacobian, hessian, hvp, taylor)]
            fn quadratic_of_function(z: &$vector, b: &$matrix, a: &$matrix) -> f64 {
                let x = (b * z).map(|x| x.sin());
                (a * &x).dot(&x)
            }

            #[test]
            fn m8_to_m11_forms_of_functions() {
                let mut rng = Rng::with_seed(40);
                for n in $sizes {
                    let ((z, a), b, c) = random(&mut rng, (shapes(n), shapes(n).1, shapes(n).1));
                    let (x, y) = ((&b * &z).map(|z| z.sin()), &c * &z);
                    let x_by_z = <$matrix>::from_diagonal(&(&b * &z).map(|z| z.cos())) * &b;
                    // The second derivative of w'x(z).
                    let bent = |w: &$vector| -(b.transpose() * <$matrix>::from_diagonal(&w.component_mul(&x)) * &b);

                    let gradient = x_by_z.tr_mul(&y) + c.tr_mul(&x);
                    let second = c.tr_mul(&x_by_z) + x_by_z.tr_mul(&c) + bent(&y);
                    hessians!(dot_of_functions(&z; &b, &c) => y.dot(&x), gradient, second);

                    let second = x_by_z.tr_mul(&x_by_z) + bent(&x);
                    hessians!(square_of_function(&z; &b) => x.dot(&x), 2.0 * x_by_z.tr_mul(&x), 2.0 * &second);

                    let gradient = (x.transpose() * a.transpose() * &c + y.transpose() * &a * &x_by_z).transpose();
                    let second = c.tr_mul(&(&a * &x_by_z)) + (&a * &x_by_z).tr_mul(&c) + bent(&a.tr_mul(&y));
                    hessians!(bilinear_of_functions(&z; &b, &c, &a) => y.dot(&(&a * &x)), gradient, second);

                    let both = &a + a.transpose();
                    let gradient = x_by_z.tr_mul(&(&both * &x));
                    let second = x_by_z.tr_mul(&(&both * &x_by_z)) + bent(&(&both * &x));
                    hessians!(quadratic_of_function(&z; &b, &a) => x.dot(&(&a * &x)), gradient, second);
                    let (gradient, second) = (2.0 * &gradient, 2.0 * &second);
                    hessians!(quadratic_of_function(&z; &b, &both) => 2.0 * x.dot(&(&a * &x)), gradient, second);
                }
            }
        }
    };
}

forms_of!(dynamic, DVector<f64>, DMatrix<f64>, DVector::zeros, |n| DMatrix::zeros(n, n), SIZES);
forms_of!(of_one, Vector1<f64>, Matrix1<f64>, |_| Vector1::zeros(), |_| Matrix1::zeros(), [1]);
forms_of!(of_two, Vector2<f64>, Matrix2<f64>, |_| Vector2::zeros(), |_| Matrix2::zeros(), [2]);
forms_of!(of_three, Vector3<f64>, Matrix3<f64>, |_| Vector3::zeros(), |_| Matrix3::zeros(), [3]);
forms_of!(of_none, SVector<f64, 0>, SMatrix<f64, 0, 0>, |_| SVector::zeros(), |_| SMatrix::zeros(), [0]);
