//! Jacobians of vector functions, rows J1 to J10 of the matrix calculus, in all forms.

mod common;
mod rows;

use autodiff::differentiate;
use common::random;
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, RowDVector, RowVector1, RowVector3, SVector, Vector1, Vector3};
use rows::{SIZES, diagonal, hessians, jacobians, unit};

/// The rows of vectors of one type, of each of the sizes.
macro_rules! rows_of {
    ($vector:ty, $zeros:expr, $sizes:expr) => {
        use super::*;

        fn shape(n: usize) -> $vector {
            let zeros: fn(usize) -> $vector = $zeros;
            zeros(n)
        }

        #[differentiate(jvp, jacobian)]
        fn identity(x: &$vector) -> $vector {
            x.clone()
        }

        #[differentiate(jvp, jacobian)]
        fn plus(w: &$vector, x: &$vector) -> $vector {
            w + x
        }

        #[differentiate(jvp, jacobian)]
        fn minus(w: &$vector, x: &$vector) -> $vector {
            w - x
        }

        #[test]
        fn j1_to_j3_sums() {
            for n in $sizes {
                let (w, x) = random(&mut Rng::with_seed(1), (shape(n), shape(n)));
                jacobians!(identity(&x) => x.clone(), [unit(n)]);
                jacobians!(plus(&w, &x) => &w + &x, [unit(n), unit(n)]);
                jacobians!(minus(&w, &x) => &w - &x, [unit(n), -unit(n)]);
            }
        }

        #[differentiate(jvp, jacobian)]
        fn times(w: &$vector, x: &$vector) -> $vector {
            w.component_mul(x)
        }

        #[differentiate(jvp, jacobian)]
        fn over(w: &$vector, x: &$vector) -> $vector {
            w.component_div(x)
        }

        #[test]
        fn j4_and_j5_entrywise_products_and_quotients() {
            for n in $sizes {
                let (w, x) = random(&mut Rng::with_seed(4), (shape(n), shape(n)));
                let product = shape(n).map_with_location(|i, j, _| w[i + j] * x[i + j]);
                jacobians!(times(&w, &x) => product, [diagonal(n, |i| x[i]), diagonal(n, |i| w[i])]);
                let quotient = shape(n).map_with_location(|i, j, _| w[i + j] / x[i + j]);
                let by_x = diagonal(n, |i| -w[i] / (x[i] * x[i]));
                jacobians!(over(&w, &x) => quotient, [diagonal(n, |i| 1.0 / x[i]), by_x]);
            }
        }

        #[differentiate(jvp, jacobian)]
        fn rectified(x: &$vector) -> $vector {
            x.map(|x| x.max(0.0))
        }

        #[differentiate(jvp, jacobian)]
        fn larger(w: &$vector, x: &$vector) -> $vector {
            w.zip_map(x, |w, x| w.max(x))
        }

        #[differentiate(jvp, jacobian)]
        fn entrywise(w: &$vector, x: &$vector) -> $vector {
            w.zip_map(x, |w, x| (w * x).sin() + w / x)
        }

        #[test]
        fn j6_and_j7_functions_of_entries() {
            let active = |c: bool| if c { 1.0 } else { 0.0 };
            for n in $sizes {
                let (w, x) = random(&mut Rng::with_seed(6), (shape(n), shape(n)));
                jacobians!(rectified(&x) => x.map(|x| x.max(0.0)), [diagonal(n, |i| active(x[i] > 0.0))]);
                let value = x.zip_map(&w, f64::max);
                let by_w = diagonal(n, |i| active(w[i] > x[i]));
                jacobians!(larger(&w, &x) => value, [by_w, unit(n) - &by_w]);
                let slope = |i: usize| (w[i] * x[i]).cos();
                let value = w.zip_map(&x, |w, x| (w * x).sin() + w / x);
                let by_w = diagonal(n, |i| x[i] * slope(i) + 1.0 / x[i]);
                let by_x = diagonal(n, |i| w[i] * slope(i) - w[i] / (x[i] * x[i]));
                jacobians!(entrywise(&w, &x) => value, [by_w, by_x]);
            }
        }

        #[differentiate(jvp, jacobian)]
        fn shifted(x: &$vector, z: f64) -> $vector {
            x.add_scalar(z)
        }

        #[differentiate(jvp, jacobian)]
        fn scaled(x: &$vector, z: f64) -> $vector {
            z * x
        }

        #[test]
        fn j8_and_j9_scalar_expansion() {
            for n in $sizes {
                let (x, z) = random(&mut Rng::with_seed(8), (shape(n), 0.0));
                jacobians!(shifted(&x, z) => x.map(|x| x + z), [unit(n), DVector::from_element(n, 1.0)]);
                jacobians!(scaled(&x, z) => x.map(|x| x * z), [unit(n) * z, x.clone()]);
            }
        }

        #[differentiate(jvp, jacobian, hessian, hvp, taylor)]
        fn total(x: &$vector) -> f64 {
            x.sum()
        }

        #[differentiate(jvp, jacobian, hvp, taylor)]
        fn total_of_multiples(x: &$vector, z: f64) -> f64 {
            (x * z).sum()
        }

        #[test]
        fn j10_sums_of_entries() {
            for n in $sizes {
                let (x, z) = random(&mut Rng::with_seed(10), (shape(n), 0.0));
                let sum = x.iter().sum::<f64>();
                let ones = DVector::from_element(n, 1.0);
                hessians!(total(&x) => sum, ones, DMatrix::<f64>::zeros(n, n));
                let mixed = DMatrix::from_fn(n + 1, n + 1, |i, j| if (i == n) == (j == n) { 0.0 } else { 1.0 });
                hessians!(total_of_multiples(&x, z) => sum * z, (&ones * z, sum), mixed);
            }
        }
    };
}

mod dynamic {
    #![allow(clippy::clone_on_copy, reason = "the rows are those of static sizes too")]
    rows_of!(DVector<f64>, DVector::zeros, SIZES);
}

mod rows_of_dynamic_length {
    rows_of!(RowDVector<f64>, RowDVector::zeros, SIZES);
}

mod of_three {
    #![allow(clippy::clone_on_copy, reason = "the rows are those of dynamic sizes too")]
    rows_of!(Vector3<f64>, |_| Vector3::zeros(), [3]);
}

mod of_one {
    #![allow(clippy::clone_on_copy, reason = "the rows are those of dynamic sizes too")]
    rows_of!(Vector1<f64>, |_| Vector1::zeros(), [1]);
}

mod of_none {
    #![allow(clippy::clone_on_copy, reason = "the rows are those of dynamic sizes too")]
    rows_of!(SVector<f64, 0>, |_| SVector::<f64, 0>::zeros(), [0]);
}

mod row_of_three {
    #![allow(clippy::clone_on_copy, reason = "the rows are those of dynamic sizes too")]
    rows_of!(RowVector3<f64>, |_| RowVector3::zeros(), [3]);
}

mod row_of_one {
    #![allow(clippy::clone_on_copy, reason = "the rows are those of dynamic sizes too")]
    rows_of!(RowVector1<f64>, |_| RowVector1::zeros(), [1]);
}

#[differentiate(jvp, jacobian)]
fn mixed<const N: usize>(w: &SVector<f64, N>, x: SVector<f64, N>, z: f64) -> SVector<f64, N> {
    (w.component_mul(&x) - w.component_div(&x)).add_scalar(z) + (x + w) * z
}

#[test]
fn sizes_may_have_names() {
    fn at<const N: usize>() {
        let (w, x, z) = random(&mut Rng::with_seed(11), (SVector::<f64, N>::zeros(), SVector::<f64, N>::zeros(), 0.0));
        let value = SVector::<f64, N>::from_fn(|i, _| w[i] * x[i] - w[i] / x[i] + z + (x[i] + w[i]) * z);
        let by_w = diagonal(N, |i| x[i] - 1.0 / x[i] + z);
        let by_x = diagonal(N, |i| w[i] + w[i] / (x[i] * x[i]) + z);
        jacobians!(mixed(&w, x, z) => value, [by_w, by_x, (x + w).add_scalar(1.0)]);
    }
    at::<0>();
    at::<1>();
    at::<4>();
}

#[differentiate(jvp, jacobian)]
fn of_entries(a: &DMatrix<f64>, z: f64) -> DMatrix<f64> {
    a.component_mul(a).map(|a| (a + z * z).sqrt()) - a / z
}

#[test]
fn entrywise_functions_of_matrices_are_diagonal_in_the_stacked_entries() {
    for (m, n) in [(0, 0), (0, 3), (1, 1), (1, 4), (3, 1), (3, 2)] {
        let (a, z): (DMatrix<f64>, f64) = random(&mut Rng::with_seed(12), (DMatrix::zeros(m, n), 0.0));
        let root = a.map(|a| (a * a + z * z).sqrt());
        let by_a = diagonal(m * n, |k| a[k] / root[k] - 1.0 / z);
        let by_z = a.zip_map(&root, |a, root| z / root + a / (z * z));
        jacobians!(of_entries(&a, z) => &root - &a / z, [by_a, by_z]);
    }
}

#[test]
fn j6_at_its_kink() {
    #[differentiate(jvp, jacobian)]
    fn rectified(x: &DVector<f64>) -> DVector<f64> {
        x.map(|x| x.max(0.0))
    }
    let x = DVector::from_vec(vec![1.5, -0.5, 0.0, -0.0, 1e-300, f64::INFINITY]);
    let active = DVector::from_vec(vec![1.0, 0.0, 0.0, 0.0, 1.0, 1.0]);
    let value = DVector::from_vec(vec![1.5, 0.0, 0.0, 0.0, 1e-300, f64::INFINITY]);
    assert_eq!(rectified::jacobian(&x), DMatrix::from_diagonal(&active));
    assert_eq!(rectified::jvp(&x, &DVector::from_element(6, 2.0)), (value.clone(), &active * 2.0));
    let (found, pullback) = rectified::vjp(&x);
    assert_eq!((found, pullback(&active)), (value, active.clone()));
}
