//! Vectors and matrices of another shape, and from slices, iterators, rows and columns.

mod common;
#[macro_use]
#[path = "agrees/vectors.rs"]
mod agrees;

use autodiff::{check, differentiate};
use common::{SIZES, assert_close, random};
use fastrand::Rng;
use nalgebra::{
    Const, DMatrix, DVector, Dyn, Matrix2, Matrix2x3, Matrix3, Matrix4, RowDVector, Vector2, Vector3, Vector4,
};

fn matrices() -> impl Iterator<Item = DMatrix<f64>> {
    [1, 2, 5].into_iter().map(|n| DMatrix::from_fn(n, n + 1, |i, j| ((3 * i + 5 * j) as f64 + 0.7).sin() + 1.5))
}

#[differentiate(jvp, hvp)]
fn lines_inserted_and_removed(a: &DMatrix<f64>) -> f64 {
    let m = a.nrows();
    let b = a.clone().insert_row(1, a[(0, 0)]).insert_column(0, 2.0).remove_row(0);
    let c = a.clone().insert_rows(m, 2, a[(0, 1)]).remove_columns(0, 1).remove_column(0);
    let d = a.clone().insert_columns(1, 2, 0.5).remove_rows(0, m);
    b.norm_squared() + c.map(|x| x * x * x).sum() + d.sum()
}

#[differentiate(jvp, hvp)]
fn resized(a: &DMatrix<f64>) -> f64 {
    let (m, n) = a.shape();
    let b = a.clone().resize(m + 1, n - 1, a[(0, 0)]);
    let c = a.clone().resize_vertically(1, 0.0).resize_horizontally(n + 2, a[(0, 1)]);
    let d = a.clone().fixed_resize::<2, 2>(a[(0, 0)]);
    let e = a.clone().reshape_generic(Dyn(n), Dyn(m));
    b.norm_squared() * c.norm_squared() + (d * d).sum() + (a * e).norm_squared()
}

#[differentiate(jvp, hvp)]
fn pushed(a: &DMatrix<f64>) -> f64 {
    let v = a.column(0).push(a[(0, 1)]);
    let w = v.to_homogeneous();
    v.norm_squared() * w.sum() + (a * a.transpose()).to_homogeneous().norm_squared()
}

#[differentiate(jvp, hvp)]
fn from_lines(a: &DMatrix<f64>) -> f64 {
    let b = DMatrix::from_rows(&[a.row(0).into_owned(), a.row(0) * 2.0]);
    let columns: Vec<DVector<f64>> = (0..a.ncols()).map(|j| a.column(j) * a[(0, j)]).collect();
    let c = DMatrix::from_columns(&columns);
    b.norm_squared() * c.norm_squared()
}

#[differentiate(jvp, hvp)]
fn from_iterators(a: &DMatrix<f64>) -> f64 {
    let (m, n) = (a.nrows(), a.ncols());
    let b = DMatrix::from_iterator(m, n, a.iter().map(|x| x * x));
    let c = DVector::from_iterator(n, (0..n).rev().map(|j| a[(0, j)]));
    let d = DMatrix::from_row_iterator(n, m, a.iter().copied());
    (b * c).norm_squared() + (a * d).trace() + DMatrix::from_diagonal_element(n, n, a[(0, 0)]).norm_squared()
}

agrees_at!(
    super::matrices();
    lines_inserted_and_removed, resized, pushed, from_lines, from_iterators,
);

#[differentiate]
fn of_a_slice(xs: &[f64]) -> f64 {
    let n = xs.len();
    let v = DVector::from_column_slice(xs);
    let w = RowDVector::from_row_slice(xs);
    let u = DVector::from(xs.to_vec());
    let a = DMatrix::from_row_slice(2, n / 2, &xs[..2 * (n / 2)]);
    let b = DMatrix::from_column_slice(n / 2, 2, &xs[..2 * (n / 2)]);
    let mut squares = Vec::new();
    for x in xs {
        squares.push(x * x);
    }
    let s = DVector::from_vec(squares);
    (w * v)[0] * u.sum() + (a * b).norm_squared() + s.norm_squared()
}

#[test]
fn from_slices() {
    let mut rng = Rng::with_seed(1);
    for n in [0, 1, 2, 5] {
        let xs = random(&mut rng, vec![0.0; n]);
        let gradient = of_a_slice::gradient(&xs);
        assert_eq!(gradient.len(), n);
        if n > 0 {
            check::gradient(|xs: &Vec<f64>| of_a_slice(xs), &xs, &gradient).unwrap();
        }
    }
}

#[differentiate(jacobian)]
fn to_static(xs: &[f64; 6]) -> Matrix2<f64> {
    let a = Matrix2x3::from_row_slice(xs);
    let v = Vector3::from_column_slice(&xs[..3]);
    let w = Vector3::from([xs[0], xs[2], xs[5]]);
    let b = Matrix3::from_columns(&[v, w, v.cross(&w)]);
    a * b * a.transpose()
}

#[differentiate(jacobian)]
fn homogeneous(v: &Vector3<f64>) -> Vector4<f64> {
    let m: Matrix3<f64> = v * v.transpose();
    let h: Matrix4<f64> = m.to_homogeneous();
    let moved = v.insert_row(1, v.x * v.y).remove_row(3).push(v[2]);
    h * v.push(1.0) + moved + v.to_homogeneous() * v.zx().norm_squared()
}

#[differentiate(jacobian)]
fn pushed_last(v: &Vector3<f64>) -> Vector4<f64> {
    let twice = |v: &Vector3<f64>| v.push(v.x * v.y);
    let w = twice(v);
    w.xyz().push(w.w * v.z)
}

#[differentiate(jacobian)]
fn swizzled(v: &Vector3<f64>) -> Vector2<f64> {
    v.xy() * v.z + v.zyx().xy()
}

#[test]
fn static_sizes() {
    let xs = [0.5, -1.0, 2.0, 0.25, 1.5, -0.75];
    check::jacobian(to_static, &xs, &DMatrix::from_column_slice(4, 6, to_static::jacobian(&xs).as_slice())).unwrap();
    let mut rng = Rng::with_seed(2);
    for _ in SIZES {
        let v = random(&mut rng, Vector3::zeros());
        check::jacobian(homogeneous, &v, &homogeneous::jacobian(&v)).unwrap();
        check::jacobian(pushed_last, &v, &pushed_last::jacobian(&v)).unwrap();
        check::jacobian(swizzled, &v, &swizzled::jacobian(&v)).unwrap();
    }
}

#[differentiate]
fn with_sizes(xs: &[f64], m: usize) -> f64 {
    DMatrix::from_column_slice(m, 2, xs).row(0).norm_squared()
}

#[test]
#[should_panic(expected = "an entry for each place")]
fn more_entries_than_places_panic() {
    assert_eq!(with_sizes::gradient(&[1.0, 2.0, 3.0, 4.0], 2), [2.0, 0.0, 6.0, 0.0]);
    let _ = with_sizes::gradient(&[1.0, 2.0, 3.0, 4.0], 1);
}

#[differentiate(jacobian)]
fn in_another_shape(a: &Matrix2x3<f64>) -> Matrix3<f64> {
    let b = a.reshape_generic(Const::<3>, Const::<2>);
    let c = b.reshape_generic(Const::<1>, Const::<6>);
    b * a * c[(0, 4)]
}

#[test]
fn entries_in_another_shape() {
    let a = Matrix2x3::new(0.5, -1.0, 2.0, 0.25, 1.5, -0.75);
    check::jacobian(in_another_shape, &a, &in_another_shape::jacobian(&a)).unwrap();
}

#[differentiate]
fn generic<T: autodiff::Real>(xs: &[T]) -> T {
    let v = DVector::from_column_slice(xs).push(xs[0]);
    let second = v[1];
    v.insert_row(0, second).norm_squared()
}

#[test]
fn of_any_scalar() {
    assert_eq!(generic::gradient(&[1.0_f32, 2.0, 3.0]), [4.0, 8.0, 6.0]);
    assert_eq!(generic::gradient(&[1.0_f64, 2.0, 3.0]), [4.0, 8.0, 6.0]);
    let v = Vector3::new(1.0, 2.0, 3.0);
    assert_close(&swizzled(&v), &Vector2::new(3.0 + 3.0, 6.0 + 2.0));
}
