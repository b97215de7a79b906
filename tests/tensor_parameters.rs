//! Parameters as users of nalgebra write them: views of any storage, and sizes that are type parameters.

mod common;

use autodiff::{Real, check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::allocator::Allocator;
use nalgebra::{
    Const, DMatrix, DMatrixView, DVector, DVectorView, DefaultAllocator, Dim, DimName, Dyn, Matrix, Matrix2x3,
    MatrixView, OMatrix, OVector, RowDVector, SMatrix, SVector, Storage, U1, Vector, Vector3, VectorView,
};

#[differentiate(jvp, hvp)]
fn of_a_view(x: DVectorView<'_, f64>) -> f64 {
    x.norm_squared() * x[0] + x.sum()
}

#[differentiate(jvp)]
fn of_a_matrix_view(a: &DMatrixView<'_, f64>, x: &DVectorView<'_, f64>) -> DVector<f64> {
    a * x * x.norm()
}

#[differentiate]
fn with_strides(row: MatrixView<'_, f64, U1, Dyn, U1, Dyn>) -> f64 {
    row.norm_squared() * row[0]
}

#[differentiate]
fn of_static_views(a: MatrixView<'_, f64, Const<2>, Const<3>>, v: &VectorView<'_, f64, Const<3>>) -> f64 {
    (a * v).norm_squared()
}

#[test]
fn views_of_any_storage() {
    let mut rng = Rng::with_seed(1);
    for n in [1, 2, 5] {
        let a = random(&mut rng, DMatrix::zeros(3, n + 1));
        let x = random(&mut rng, DVector::zeros(n));
        let t = random(&mut rng, DVector::zeros(n));
        let gradient: DVector<f64> = of_a_view::gradient(x.as_view());
        check::gradient(|x: &DVector<f64>| of_a_view(x.as_view()), &x, &gradient).unwrap();
        assert_close(&of_a_view::jvp(x.as_view(), t.as_view()).1, &gradient.dot(&t));
        let part = a.view((1, 1), (2, n));
        let view = x.as_view();
        let (value, pullback) = of_a_matrix_view::vjp(&part, &view);
        let y_bar = random(&mut rng, DVector::zeros(2));
        let function = |(a, x): &(DMatrix<f64>, DVector<f64>)| y_bar.dot(&of_a_matrix_view(&a.as_view(), &x.as_view()));
        let (a_bar, x_bar): (DMatrix<f64>, DVector<f64>) = pullback(&y_bar);
        check::gradient(function, &(part.into_owned(), x.clone()), &(a_bar, x_bar)).unwrap();
        assert_close(&value, &(part * &x * x.norm()));
    }
    let a = DMatrix::from_row_slice(2, 3, &[1.0, 2.0, 3.0, 4.0, 5.0, 6.0]);
    let gradient: RowDVector<f64> = with_strides::gradient(a.row(0));
    assert_eq!(gradient, RowDVector::from_row_slice(&[2.0 + 14.0, 4.0, 6.0]));
    let (a, v) = (Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), Vector3::new(1.0, 0.0, -1.0));
    let (a_bar, v_bar): (SMatrix<f64, 2, 3>, SVector<f64, 3>) = of_static_views::gradient(a.as_view(), &v.as_view());
    assert_eq!(v_bar, a.transpose() * (a * v) * 2.0);
    assert_eq!(a_bar, (a * v) * v.transpose() * 2.0);
}

#[differentiate(jvp, hvp)]
fn of_any_size<D: Dim>(x: &OVector<f64, D>, y: &OVector<f64, D>) -> f64
where
    DefaultAllocator: Allocator<D>,
{
    let z = x.component_mul(y) + x * x.norm_squared() - y;
    z.map(|z| z.sin()).dot(x) + z.max() + z.amax()
}

#[differentiate(wrt(a, x))]
fn of_any_scalar_and_size<T: Real, R: Dim, C: DimName>(a: &OMatrix<T, R, C>, x: &OVector<T, C>) -> OVector<T, R>
where
    // The outer product in the derivative needs a row of the vector.
    DefaultAllocator: Allocator<R, C> + Allocator<R> + Allocator<C> + Allocator<U1, C>,
{
    let y = a * x;
    &y * y.norm_squared()
}

#[differentiate]
fn of_any_storage<D: Dim, S: Storage<f64, D>>(x: &Vector<f64, D, S>) -> f64
where
    DefaultAllocator: Allocator<D>,
{
    (x * 2.0).norm_squared() + x.sum()
}

#[differentiate(jvp)]
fn a_matrix_of_any_storage<T: Real, R: Dim, C: Dim, S: Storage<T, R, C>>(a: &Matrix<T, R, C, S>) -> T
where
    DefaultAllocator: Allocator<R, C>,
{
    let b = a.map(|x| x * x);
    b.component_mul(a).sum() + a.lp_norm(3) + a.product()
}

#[differentiate(jvp, hvp)]
fn constructed<T: Real, D: Dim>(x: &OVector<T, D>) -> T
where
    DefaultAllocator: Allocator<D>,
{
    let (n, one) = x.shape_generic();
    let reversed = OVector::<T, D>::from_fn_generic(n, one, |i, _| x[x.len() - 1 - i] * x[0]);
    let mut total = OVector::<T, D>::zeros_generic(n, Const::<1>);
    for i in 0..x.len() {
        total[i] = x[i] * reversed[i];
    }
    let filled = OVector::<T, D>::from_element_generic(x.shape_generic().0, one, x[0]);
    total.dot(&filled) + reversed.norm_squared()
}

#[test]
fn constructors_of_any_size() {
    let mut rng = Rng::with_seed(3);
    for n in [1, 2, 5] {
        let (x, t) = (random(&mut rng, DVector::zeros(n)), random(&mut rng, DVector::zeros(n)));
        let gradient: DVector<f64> = constructed::gradient(&x);
        check::gradient(constructed, &x, &gradient).unwrap();
        assert_close(&constructed::jvp(&x, &t).1, &gradient.dot(&t));
        let by = |s: f64| constructed::gradient(&(&x + &t * s));
        common::assert_within(&constructed::hvp(&x, &t), &((by(1e-5) - by(-1e-5)) / 2e-5), 1e-6);
    }
    let x = Vector3::new(1.0_f32, 2.0, 3.0);
    let gradient: Vector3<f32> = constructed::gradient(&x);
    assert_close(&gradient.cast::<f64>(), &constructed::gradient(&x.cast::<f64>()));
}

#[test]
fn sizes_that_are_type_parameters() {
    let mut rng = Rng::with_seed(2);
    for n in [1, 2, 5] {
        let (x, y) = (random(&mut rng, DVector::zeros(n)), random(&mut rng, DVector::zeros(n)));
        let (x_bar, y_bar): (DVector<f64>, DVector<f64>) = of_any_size::gradient(&x, &y);
        let function = |(x, y): &(DVector<f64>, DVector<f64>)| of_any_size(x, y);
        check::gradient(function, &(x.clone(), y.clone()), &(x_bar, y_bar.clone())).unwrap();
        let by = |s: f64| of_any_size::gradient(&(&x + &y * s), &y).1;
        let zeros = DVector::zeros(n);
        let along = (by(1e-5) - by(-1e-5)) / 2e-5;
        common::assert_within(&of_any_size::hvp(&x, &y, &y, &zeros).1, &along, 1e-6);
        assert_close(&of_any_storage::gradient(&x), &(&x * 8.0).add_scalar(1.0));
        let matrix = random(&mut rng, DMatrix::zeros(3, n));
        assert_close(
            &of_any_storage::gradient(&matrix.row(1).transpose().rows(0, n)),
            &(matrix.row(1).transpose() * 8.0).add_scalar(1.0),
        );
        let part = matrix.rows(1, 2);
        let gradient: DMatrix<f64> = a_matrix_of_any_storage::gradient(&part).resize(2, n, 0.0);
        check::gradient(a_matrix_of_any_storage, &part.into_owned(), &gradient).unwrap();
    }
    let (x, y) = (random(&mut rng, Vector3::zeros()), random(&mut rng, Vector3::zeros()));
    let gradient: (Vector3<f64>, Vector3<f64>) = of_any_size::gradient(&x, &y);
    check::gradient(|(x, y): &(Vector3<f64>, Vector3<f64>)| of_any_size(x, y), &(x, y), &gradient).unwrap();
    let a = random(&mut rng, Matrix2x3::zeros());
    let (value, pullback) = of_any_scalar_and_size::vjp(&a, &x);
    let t = a * y;
    let gradient: (Matrix2x3<f64>, Vector3<f64>) = pullback(&t);
    let function = |(a, x): &(Matrix2x3<f64>, Vector3<f64>)| t.dot(&of_any_scalar_and_size(a, x));
    check::gradient(function, &(a, x), &gradient).unwrap();
    assert_close(&value, &of_any_scalar_and_size(&a, &x));
}
