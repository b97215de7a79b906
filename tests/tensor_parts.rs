//! Parts of vectors and matrices: as values, and as places that are assigned.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3x4, RowDVector, SMatrix, Vector2, Vector5};

/// Checks value, gradient, pullback, tangent and the product with the Hessian of a function of one argument.
macro_rules! agrees {
    ($function:ident at $points:expr) => {{
        for x in $points {
            let (value, gradient) = $function::value_and_gradient(&x);
            assert_close(&value, &$function(&x));
            check::gradient($function, &x, &gradient).unwrap();
            assert_close(&$function::vjp(&x).1(1.0), &gradient);
            let t = random(&mut Rng::with_seed(17), x.clone());
            assert_close(&$function::jvp(&x, &t).1, &gradient.dot(&t));
            let by = |s: f64| $function::gradient(&(&x + &t * s));
            common::assert_within(&$function::hvp(&x, &t), &((by(1e-5) - by(-1e-5)) / 2e-5), 1e-7);
        }
    }};
}

#[differentiate(jvp, hvp)]
fn of_a_vector(v: &DVector<f64>) -> f64 {
    let n = v.len();
    let head = v.rows(0, n - 1);
    let tail = v.rows_range(1..);
    let whole = v.rows_range(..);
    (tail - head).norm_squared() * v.fixed_rows::<1>(0)[0] + head.dot(&tail) + whole.norm_squared()
}

#[differentiate(jvp, hvp)]
fn of_a_matrix(a: &DMatrix<f64>) -> f64 {
    let (m, n) = (a.nrows(), a.ncols());
    let part = a.view((0, 1), (m, n - 1)) + a.columns(0, n - 1);
    let corner = a.fixed_view::<2, 2>(0, 0);
    let upper = a.rows(0, 2).fixed_columns::<2>(0).into_owned();
    let last = a.fixed_columns::<1>(n - 1) - a.column_part(0, m);
    let row = a.row_part(1, 2) + a.rows_range(0).columns(0, 2);
    part.norm_squared() * corner[(0, 1)] + (upper * corner).norm_squared() + last.norm_squared() * row.norm_squared()
}

#[differentiate(jvp, hvp)]
fn of_static_sizes(a: &Matrix3x4<f64>) -> f64 {
    let left = a.fixed_columns::<3>(0);
    let right = a.fixed_view::<3, 2>(0, 2);
    let top = a.fixed_rows::<2>(0);
    (left * right).norm_squared() + top.sum() * a.view_range(1.., 1..=2).norm_squared()
}

#[test]
fn parts_as_values() {
    let mut rng = Rng::with_seed(1);
    agrees!(of_a_vector at [1, 2, 5].map(|n| random(&mut rng, DVector::zeros(n))));
    agrees!(of_a_matrix at [(2, 2), (3, 5), (5, 3)].map(|(m, n)| random(&mut rng, DMatrix::zeros(m, n))));
    agrees!(of_static_sizes at [random(&mut rng, Matrix3x4::zeros())]);
}

#[differentiate(jvp, hvp)]
fn block_matrix(x: &DVector<f64>) -> f64 {
    let n = x.len();
    let mut a = DMatrix::from_element(n + 2, n + 2, x[0]);
    a.view_mut((1, 1), (n, n)).copy_from(&(x * x.transpose()));
    a.rows_mut(0, 1).fill(2.0 * x[n - 1]);
    let mut column = a.fixed_view_mut::<1, 1>(1, n + 1);
    column *= x[0];
    let mut inside = a.fixed_rows_mut::<1>(n + 1);
    inside[0] = x[0] * x[n - 1];
    a.columns_range_mut(0..1).row_mut(0)[0] *= x[0];
    a.norm_squared() + a[(0, 0)]
}

#[differentiate(jvp, hvp)]
fn added_in_place(x: &DVector<f64>) -> f64 {
    let n = x.len();
    let mut v = DVector::zeros(2 * n);
    for i in 0..n {
        let mut part = v.rows_mut(i, n);
        part += x * x[i];
    }
    let mut first = v.rows_range_mut(..n);
    first -= x;
    v.norm_squared()
}

#[differentiate(jvp, hvp)]
fn stacked(a: &Matrix2<f64>) -> f64 {
    let mut s = SMatrix::<f64, 3, 3>::zeros();
    s.fixed_view_mut::<2, 2>(1, 0).copy_from(a);
    let first = s.fixed_columns::<1>(1).into_owned();
    s.fixed_columns_mut::<1>(2).copy_from(&first);
    (s * s).norm_squared()
}

#[test]
fn parts_as_places() {
    let mut rng = Rng::with_seed(2);
    agrees!(block_matrix at [1, 2, 5].map(|n| random(&mut rng, DVector::zeros(n))));
    agrees!(added_in_place at [1, 2, 5].map(|n| random(&mut rng, DVector::zeros(n))));
    agrees!(stacked at [random(&mut rng, Matrix2::zeros())]);
}

#[differentiate(jacobian)]
fn middle<const N: usize>(v: &nalgebra::SVector<f64, N>) -> Vector2<f64> {
    v.fixed_rows::<2>(1) * v[0]
}

#[differentiate]
fn generic<T: autodiff::Real>(a: &DMatrix<T>) -> T {
    let mut b = a.clone();
    b.view_mut((0, 0), (1, 1)).copy_from(&a.view((1, 1), (1, 1)));
    b.rows(0, 1).dot(&b.rows(1, 1))
}

#[differentiate(wrt(v))]
fn segments(v: &RowDVector<f64>, parts: &[std::ops::Range<usize>]) -> f64 {
    let mut total = 0.0;
    for range in parts {
        let part = v.columns_range(range.start..range.end);
        total += part.norm();
    }
    total
}

#[test]
fn of_any_scalar_and_any_size() {
    let mut rng = Rng::with_seed(3);
    let v = random(&mut rng, Vector5::zeros());
    check::jacobian(|v: &Vector5<f64>| middle(v), &v, &middle::jacobian(&v)).unwrap();
    let a = DMatrix::from_row_slice(2, 2, &[1.0_f32, 2.0, 3.0, 4.0]);
    assert_eq!(generic(&a), 20.0);
    assert_eq!(generic::gradient(&a).as_slice(), [0.0, 4.0, 4.0, 5.0]);
    let v = RowDVector::from_row_slice(&[3.0, 4.0, 5.0, 12.0, 0.0]);
    let expected = [0.6, 0.8, 5.0 / 13.0, 12.0 / 13.0, 0.0];
    assert_close(&segments::gradient(&v, &[0..2, 2..4, 4..4]).as_slice().to_vec(), &expected.to_vec());
}

#[differentiate]
fn outside(v: &DVector<f64>) -> f64 {
    v.rows(1, v.len()).sum()
}

#[test]
#[should_panic(expected = "Matrix slicing out of bounds.")]
fn a_part_outside_panics_as_nalgebra_does() {
    let _ = outside::gradient(&DVector::zeros(2));
}
