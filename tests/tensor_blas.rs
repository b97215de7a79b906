//! Methods that overwrite a vector or matrix: products of BLAS, entrywise updates, triangles and diagonals.

mod common;
#[macro_use]
#[path = "agrees/vectors.rs"]
mod agrees;

use autodiff::differentiate;
use common::assert_close;
use nalgebra::{DMatrix, DVector, Matrix2, Matrix3, Matrix4x2, Vector3};

fn matrices() -> impl Iterator<Item = DMatrix<f64>> {
    [1, 2, 5].into_iter().map(|n| DMatrix::from_fn(n, n, |i, j| ((3 * i + 5 * j) as f64 + 0.7).sin() + 1.5))
}

#[differentiate(jvp, hvp)]
fn matrix_times_vector(a: &DMatrix<f64>) -> f64 {
    let x = a.column(0) * 0.5;
    let mut y = a.row(0).transpose();
    y.gemv(2.0, a, &x, 0.5);
    y.gemv_tr(a[(0, 0)], a, &x, 1.0);
    y.gemv_ad(1.0, a, &x, a[(0, 0)]);
    y.sygemv(0.5, a, &x, 1.0);
    y.axpy(a[(0, 0)], &x, 2.0);
    y.axcpy(2.0, &x, a[(0, 0)], 0.0);
    y.norm_squared() * x.sum()
}

#[differentiate(jvp, hvp)]
fn symmetric_times_vector(a: &DMatrix<f64>) -> f64 {
    let x = a.column(0) * 0.5;
    let mut y = a.row(0).transpose();
    y.sygemv(1.5, a, &x, 0.25);
    y.norm_squared()
}

#[differentiate(jvp, hvp)]
fn matrix_times_matrix(a: &DMatrix<f64>) -> f64 {
    let mut c = a.transpose();
    c.gemm(0.3, a, a, 0.5);
    c.gemm_tr(0.2, a, a, 1.0);
    c.gemm_ad(0.1, a, a, 0.5);
    c.norm_squared()
}

#[differentiate(jvp, hvp)]
fn outer_products(a: &DMatrix<f64>) -> f64 {
    let x = a.column(0);
    let y = a.row(0).transpose();
    let mut c = a * 0.5;
    c.ger(0.5, &x, &y, 2.0);
    c.syger(a[(0, 0)], &x, &y, 0.5);
    c.norm_squared() + c[(0, 0)]
}

#[differentiate(jvp, hvp)]
fn quadratic_forms(a: &DMatrix<f64>) -> f64 {
    let mut c = a * 0.5;
    c.quadform(0.1, a, &a.transpose(), 0.5);
    c.quadform_tr(0.01, a, &c.clone(), 0.0);
    c.norm_squared()
}

#[differentiate(jvp, hvp)]
fn entrywise(a: &DMatrix<f64>) -> f64 {
    let b = a.map(|x| x.cos() + 2.0);
    let mut c = a.clone();
    c.cmpy(0.5, a, &b, 2.0);
    c.cdpy(0.5, a, &b, a[(0, 0)]);
    c.component_mul_assign(&b);
    c.component_div_assign(a);
    c.scale_mut(a[(0, 0)]);
    c.unscale_mut(b[(0, 0)]);
    c.add_scalar_mut(a.sum());
    c.neg_mut();
    c.apply(|x| *x *= x.sin());
    c.zip_apply(&b, |x, y| {
        let z = y * y;
        *x += z;
    });
    c.zip_zip_apply(a, &b, |x, y, z| *x -= y * z);
    c = c.apply_into(|x| *x = *x * *x * 0.1);
    c.sum()
}

#[differentiate(jvp, hvp)]
fn into_the_last(a: &DMatrix<f64>) -> f64 {
    let mut b = a.clone();
    a.mul_to(a, &mut b);
    let mut c = b.clone();
    a.tr_mul_to(&b, &mut c);
    let mut d = b.clone();
    a.add_to(&b, &mut d);
    b.sub_to(&d, &mut c);
    d.transpose_to(&mut b);
    b.dot(&c) + d.norm_squared()
}

#[differentiate(jvp, hvp)]
fn triangles(a: &DMatrix<f64>) -> f64 {
    let mut b = a.clone();
    b.fill_lower_triangle(a[(0, 0)], 0);
    let mut c = a * 2.0;
    c.fill_lower_triangle(a[(0, 0)] * 3.0, 1);
    let mut d = a * 3.0;
    d.fill_upper_triangle(a[(0, 0)], 1);
    let mut e = a * 5.0;
    e.fill_upper_triangle(2.0, 0);
    let mut f = a.clone();
    f.fill_upper_triangle_with_lower_triangle();
    let mut g = a * 0.5;
    g.fill_lower_triangle_with_upper_triangle();
    (&b * c).norm_squared() + (d * e).sum() + (f * g).norm_squared() + b.upper_triangle().dot(&b.symmetric_part())
}

#[differentiate(jvp, hvp)]
fn diagonals_and_lines(a: &DMatrix<f64>) -> f64 {
    let mut b = a.clone();
    b.set_diagonal(&a.column(0));
    let mut c = a.transpose();
    c.fill_diagonal(a[(0, 0)]);
    b.fill_row(0, c.sum());
    c.fill_column(0, b.trace());
    c.transpose_mut();
    let mut d = b.clone();
    d.tr_copy_from(&c);
    (d * b).norm_squared()
}

#[differentiate(jvp, hvp)]
fn normalized(a: &DMatrix<f64>) -> f64 {
    let mut b = a.column(0).into_owned();
    b.normalize_mut();
    let mut c = a * 1.0;
    c.set_magnitude(a[(0, 0)]);
    (c * &b).norm_squared() + a.normalize().sum() + b.cap_magnitude(0.5).sum() + b.angle(&a.row(0).transpose())
}

agrees_at!(
    super::matrices();
    matrix_times_vector, symmetric_times_vector, matrix_times_matrix, outer_products, quadratic_forms, entrywise,
    into_the_last, triangles, diagonals_and_lines, normalized, kronecker,
);

#[differentiate(jvp, hvp)]
fn kronecker(a: &DMatrix<f64>) -> f64 {
    let b = a.rows(0, 1) * 2.0;
    a.kronecker(&b).norm_squared() + b.kronecker(a).sum().powi(2)
}

#[differentiate(jacobian)]
fn static_kronecker(a: &Matrix2<f64>) -> Matrix4x2<f64> {
    a.kronecker(&a.column(0))
}

#[test]
fn a_static_kronecker_product() {
    let a = Matrix2::new(1.0, 2.0, -0.5, 3.0);
    autodiff::check::jacobian(|a: &Matrix2<f64>| static_kronecker(a), &a, &static_kronecker::jacobian(&a)).unwrap();
}

#[differentiate]
fn static_sizes(a: &Matrix3<f64>, x: &Vector3<f64>) -> f64 {
    let mut y = Vector3::zeros();
    y.gemv(1.0, a, x, 0.0);
    let mut b = Matrix3::zeros();
    b.ger(1.0, x, &y, 1.0);
    b.fill_diagonal(x[0]);
    y.cross(x).dot(&(b * x)) + x.cross(&y).norm_squared()
}

#[differentiate]
fn generic<T: autodiff::Real>(a: &DMatrix<T>, x: &DVector<T>) -> T {
    let mut y = x.clone();
    y.sygemv(T::one(), a, x, x[0]);
    y.apply(|y| *y *= *y);
    y.sum()
}

#[test]
fn of_static_sizes_and_any_scalar() {
    let (a, x) = (Matrix3::new(1.0, 2.0, 0.5, -1.0, 3.0, 1.5, 2.5, 0.3, 1.0), Vector3::new(0.5, -1.0, 2.0));
    let gradient = static_sizes::gradient(&a, &x);
    autodiff::check::gradient(|(a, x): &(Matrix3<f64>, Vector3<f64>)| static_sizes(a, x), &(a, x), &gradient).unwrap();
    let (a, x) = (DMatrix::from_column_slice(3, 3, a.as_slice()), DVector::from_column_slice(x.as_slice()));
    let gradient = generic::gradient(&a, &x);
    autodiff::check::gradient(
        |(a, x): &(DMatrix<f64>, DVector<f64>)| generic(a, x),
        &(a.clone(), x.clone()),
        &gradient,
    )
    .unwrap();
    // Only the lower triangle is read.
    assert!((0..3).all(|i| (i + 1..3).all(|j| gradient.0[(i, j)] == 0.0)));
    let single = generic::gradient(&a.map(|x| x as f32), &x.map(|x| x as f32));
    common::assert_within(&single.1.map(f64::from), &gradient.1, 1e-5);
    assert_close(&generic(&a, &x), &generic::value_and_gradient(&a, &x).0);
}

/// Products that overwrite what was no number before, as a factor that is only known later says.
#[differentiate(wrt(a, beta), jvp)]
fn overwriting(a: &DMatrix<f64>, beta: f64) -> f64 {
    let mut y = DVector::from_element(a.nrows(), f64::NAN);
    for k in 0..3 {
        y.gemv(1.5, a, &a.column(k), f64::from(k as u32) * 0.5);
    }
    let mut c = a * 0.5;
    c.gemm(1.0, a, a, beta);
    y.norm_squared() + c.sum()
}

#[test]
fn what_is_no_number_is_overwritten() {
    let a = DMatrix::from_fn(3, 3, |i, j| ((3 * i + 5 * j) as f64 + 0.7).sin() + 1.5);
    for beta in [0.0, 0.7] {
        let (value, gradient) = overwriting::value_and_gradient(&a, beta);
        assert_close(&value, &overwriting(&a, beta));
        let function = |(a, beta): &(DMatrix<f64>, f64)| overwriting(a, *beta);
        autodiff::check::gradient(function, &(a.clone(), beta), &gradient).unwrap();
        let (along, slope) = (a.map(f64::cos), 0.5);
        let (_, change) = overwriting::jvp(&a, beta, &along, slope);
        assert_close(&change, &(gradient.0.dot(&along) + gradient.1 * slope));
    }
}
