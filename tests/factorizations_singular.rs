//! Singular matrices, and eigenvalues and singular values that repeat.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Matrix4};

#[differentiate(hessian)]
fn determinant(a: &DMatrix<f64>) -> f64 {
    a.determinant()
}

#[differentiate(hessian)]
fn determinant_of_2(a: &Matrix2<f64>) -> f64 {
    a.determinant()
}

#[differentiate(hessian)]
fn determinant_of_3(a: &Matrix3<f64>) -> f64 {
    a.determinant()
}

#[differentiate]
fn determinant_of_4(a: &Matrix4<f64>) -> f64 {
    a.determinant()
}

/// Singular matrices of rank `n - 1` and less, some with exact zeros among their pivots.
fn singular() -> Vec<DMatrix<f64>> {
    let mut rng = Rng::with_seed(3);
    let a = random(&mut rng, DMatrix::zeros(4, 3));
    let b = random(&mut rng, DMatrix::zeros(3, 4));
    vec![
        DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 2.0, 4.0]),
        DMatrix::from_row_slice(2, 2, &[0.0, 1.0, 0.0, 0.0]),
        DMatrix::from_row_slice(3, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0, 9.0]),
        DMatrix::from_row_slice(3, 3, &[0.0, 1.0, 2.0, 0.0, 3.0, 4.0, 0.0, 5.0, 7.0]),
        DMatrix::repeat(3, 3, 1.0),
        DMatrix::zeros(3, 3),
        &a * &b,
        DMatrix::zeros(1, 1),
    ]
}

#[test]
fn the_determinant_of_a_singular_matrix_has_its_cofactors_as_gradient() {
    for a in singular() {
        check::gradient(determinant, &a, &determinant::gradient(&a)).unwrap();
    }
    for a in singular() {
        match a.nrows() {
            2 => {
                let a = Matrix2::from_column_slice(a.as_slice());
                check::gradient(determinant_of_2, &a, &determinant_of_2::gradient(&a)).unwrap();
                check::hessian(determinant_of_2::gradient, &a, &determinant_of_2::hessian(&a)).unwrap();
            }
            3 => {
                let a = Matrix3::from_column_slice(a.as_slice());
                check::gradient(determinant_of_3, &a, &determinant_of_3::gradient(&a)).unwrap();
                check::hessian(determinant_of_3::gradient, &a, &determinant_of_3::hessian(&a)).unwrap();
            }
            4 => {
                let a = Matrix4::from_column_slice(a.as_slice());
                check::gradient(determinant_of_4, &a, &determinant_of_4::gradient(&a)).unwrap();
            }
            _ => {}
        }
    }
}

#[test]
fn the_hessian_of_a_dynamic_determinant_is_nan_where_it_is_not_known() {
    let hessian = determinant::hessian(&DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 2.0, 4.0]));
    assert!(hessian.iter().all(|entry| entry.is_nan()), "{hessian}");
}

#[differentiate]
fn system(a: &DMatrix<f64>, b: &DVector<f64>) -> f64 {
    a.clone().lu().solve(b).unwrap().sum()
}

#[test]
#[should_panic(expected = "called `Option::unwrap()` on a `None` value")]
fn a_singular_system_panics_as_the_function_does() {
    let _ = system::gradient(&DMatrix::repeat(2, 2, 1.0), &DVector::zeros(2));
}

#[differentiate(hessian)]
fn sum_of_eigenvalues_squared(a: &DMatrix<f64>) -> f64 {
    a.symmetric_eigenvalues().norm_squared()
}

#[differentiate]
fn largest(a: &DMatrix<f64>) -> f64 {
    let eigen = a.clone().symmetric_eigen();
    eigen.eigenvalues[0] + eigen.eigenvalues[1] + eigen.eigenvalues[2]
}

#[differentiate]
fn spectral(a: &DMatrix<f64>) -> f64 {
    a.singular_values().map(|w| w.powi(4)).sum()
}

/// Of the root of a matrix, by its spectrum.
#[differentiate]
fn entry_of_root(a: &DMatrix<f64>) -> f64 {
    let eigen = ((a + a.transpose()) * 0.5).symmetric_eigen();
    let roots = DMatrix::from_diagonal(&eigen.eigenvalues.map(|value| value.sqrt()));
    (&eigen.eigenvectors * roots * eigen.eigenvectors.transpose())[(0, 1)]
}

#[test]
fn gradients_at_repeated_values_are_finite_and_right() {
    let mut rng = Rng::with_seed(5);
    for spectrum in [[2.0, 2.0, 2.0], [1.0, 2.0, 2.0], [0.0, 0.0, 3.0], [0.0, 0.0, 0.0]] {
        let q = random(&mut rng, DMatrix::<f64>::zeros(3, 3)).qr().q();
        let diagonal = DMatrix::from_diagonal(&DVector::from_column_slice(&spectrum));
        for a in [&q * &diagonal * q.transpose(), diagonal] {
            let a = (&a + a.transpose()) * 0.5;
            assert_close(&sum_of_eigenvalues_squared::gradient(&a), &(&a * 2.0));
            assert_close(&largest::gradient(&a), &DMatrix::<f64>::identity(3, 3));
            assert_close(&spectral::gradient(&a), &(&a * &a * &a * 4.0));
        }
    }
}

/// They would need the limit of differences of slopes over differences of eigenvalues, which nobody knows here.
#[test]
fn what_needs_eigenvectors_is_nan_at_repeated_eigenvalues() {
    let hessian = sum_of_eigenvalues_squared::hessian(&DMatrix::identity(2, 2));
    assert!(hessian.iter().any(|entry| entry.is_nan()));
    let gradient = entry_of_root::gradient(&DMatrix::identity(2, 2));
    assert!(gradient.iter().any(|entry| entry.is_nan()));
    let a = DMatrix::from_row_slice(2, 2, &[2.0, 0.5, 0.5, 1.0]);
    check::gradient(entry_of_root, &a, &entry_of_root::gradient(&a)).unwrap();
    let apart = DMatrix::from_row_slice(2, 2, &[2.0, 0.5, 0.5, -1.0]);
    let expected = DMatrix::from_row_slice(
        4,
        4,
        &[2.0, 0.0, 0.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 2.0],
    );
    assert_close(&sum_of_eigenvalues_squared::hessian(&apart), &expected);
}

#[differentiate]
fn powers(a: &Matrix2<f64>, k: u32) -> f64 {
    let mut b = *a;
    b.pow_mut(2);
    let mut c = a * 1.5;
    c.pow_mut(k);
    b.dot(&a.pow(k)) + c.sum()
}

#[test]
fn powers_of_every_exponent() {
    let a = Matrix2::new(0.5, -1.0, 0.0, 0.5);
    for k in [0, 1, 2, 5] {
        check::gradient(|a| powers(a, k), &a, &powers::gradient(&a, k)).unwrap();
    }
}
