//! The form `taylor` through linear systems, inverses, determinants and eigenvalues.
#![allow(clippy::clone_on_copy, reason = "one text for dynamic and static sizes")]

mod common;

use autodiff::differentiate;
use nalgebra::{DMatrix, DVector, Matrix3, Vector3};

/// How many coefficients are summed.
const MANY: usize = 14;

fn line(s: f64) -> Matrix3<f64> {
    let a = Matrix3::new(4.0, 1.0, 0.5, 1.0, 3.0, -0.2, 0.5, -0.2, 2.0);
    let t = Matrix3::new(0.3, -0.4, 0.2, -0.4, 0.5, 0.1, 0.2, 0.1, -0.6);
    a + t * s
}

macro_rules! functions {
    ($($name:ident($a:ident, $b:ident) = $value:expr;)*) => {$(
        #[test]
        fn $name() {
            #[differentiate(taylor)]
            fn dynamic($a: &DMatrix<f64>, $b: &DVector<f64>) -> f64 {
                $value
            }
            #[differentiate(taylor)]
            fn fixed($a: &Matrix3<f64>, $b: &Vector3<f64>) -> f64 {
                $value
            }
            let along = line(1.0) - line(0.0);
            let (b, t) = (Vector3::new(0.3, -1.2, 0.8), Vector3::new(1.0, 0.5, -0.3));
            let of_fixed: [f64; MANY] = fixed::taylor(&line(0.0), &b, &along, &t);
            let matrix = |m: Matrix3<f64>| DMatrix::from_column_slice(3, 3, m.as_slice());
            let vector = |v: Vector3<f64>| DVector::from_column_slice(v.as_slice());
            let of_dynamic: [f64; MANY] =
                dynamic::taylor(&matrix(line(0.0)), &vector(b), &matrix(along), &vector(t));
            for s in [0.0, 1.0 / 64.0, -1.0 / 16.0] {
                let expected = fixed(&line(s), &(b + t * s));
                for coefficients in [of_fixed, of_dynamic] {
                    let sum = coefficients.iter().rev().fold(0.0, |sum, coefficient| sum * s + coefficient);
                    assert!((sum - expected).abs() <= 1e-12 * expected.abs().max(1.0), "at {s}: {sum}, {expected}");
                }
            }
        }
    )*};
}

functions! {
    products(a, b) = (a * a * b).dot(&(a.transpose() * b));
    lu_systems(a, b) = b.dot(&a.clone().lu().solve(b).unwrap());
    cholesky_systems(a, b) = { let f = a.clone().cholesky().unwrap(); b.dot(&f.solve(b)) + f.ln_determinant() };
    qr_systems(a, b) = b.dot(&a.clone().qr().solve(b).unwrap());
    inverses(a, b) = (a.clone().try_inverse().unwrap() * b).norm_squared();
    determinants(a, b) = a.determinant() * b[0];
    triangular_systems(a, b) = {
        let x = a.solve_lower_triangular(b).unwrap();
        let y = a.tr_solve_upper_triangular(&x).unwrap();
        y.dot(b)
    };
    factors(a, b) = (a.clone().cholesky().unwrap().l() * b).norm_squared();
    spectra(a, b) = {
        let values = a.clone().symmetric_eigenvalues();
        values.map(|v| v * v.ln()).sum() + b.sum()
    };
    norms_and_traces(a, b) = a.norm() + a.trace() * b.norm_squared() + (a * b).sum() + a.row(1).dot(&b.transpose());
    normalized(a, b) = (a * b).normalize().dot(b);
    systems_in_a_loop(a, b) = {
        let mut x = b.clone();
        for _ in 0..3 {
            x = a.clone().lu().solve(&x).unwrap() + b;
        }
        x.sum()
    };
}
