//! The table of shapes: what each form takes and gives, with all types written out, so that a wrong one does not compile.

#![allow(clippy::type_complexity, reason = "types written out are what is tested")]

mod common;

use autodiff::{Real, differentiate};
use common::{assert_close, coordinates};
use nalgebra::{
    Const, DMatrix, DMatrixView, DVector, DVectorView, Dyn, Matrix2, Matrix2x3, Matrix3, Matrix6, OMatrix, RowDVector,
    RowSVector, RowVector2, RowVector3, RowVector6, SMatrix, SVector, Vector2, Vector3, Vector6,
};

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_scalar(x: f64) -> f64 {
    x * x * x
}

#[differentiate(jvp, jacobian)]
fn vector_of_scalar(x: f64) -> Vector2<f64> {
    Vector2::new(x, x * x)
}

#[differentiate(jvp, jacobian)]
fn dynamic_vector_of_scalar(x: f64, n: usize) -> DVector<f64> {
    DVector::from_element(n, x * x)
}

#[differentiate(jvp, jacobian)]
fn row_of_scalar(x: f64) -> RowVector2<f64> {
    RowVector2::new(x, x * x)
}

#[differentiate(jvp, jacobian)]
fn matrix_of_scalar(x: f64) -> Matrix2x3<f64> {
    Matrix2x3::new(x, x * x, 1.0, x, 2.0, x)
}

#[differentiate(wrt(x), jvp, jacobian)]
fn dynamic_matrix_of_scalar(x: f64, a: &DMatrix<f64>) -> DMatrix<f64> {
    a * x
}

#[test]
fn by_a_scalar() {
    let gradient: f64 = scalar_of_scalar::gradient(2.0);
    let (value, along): (f64, f64) = scalar_of_scalar::jvp(2.0, 3.0);
    let jacobian: f64 = scalar_of_scalar::jacobian(2.0);
    let hessian: f64 = scalar_of_scalar::hessian(2.0);
    let product: f64 = scalar_of_scalar::hvp(2.0, 3.0);
    let series: [f64; 5] = scalar_of_scalar::taylor(2.0, 1.0);
    assert_eq!((gradient, value, along, jacobian, hessian, product), (12.0, 8.0, 36.0, 12.0, 12.0, 36.0));
    assert_close(&series, &[8.0, 12.0, 6.0, 1.0, 0.0]);

    let column: Vector2<f64> = vector_of_scalar::jacobian(3.0);
    let column_of_row: Vector2<f64> = row_of_scalar::jacobian(3.0);
    assert_eq!((column, column_of_row), (Vector2::new(1.0, 6.0), Vector2::new(1.0, 6.0)));
    let (_, along): (RowVector2<f64>, RowVector2<f64>) = row_of_scalar::jvp(3.0, 2.0);
    assert_eq!(along, RowVector2::new(2.0, 12.0));
    let column: DVector<f64> = dynamic_vector_of_scalar::jacobian(3.0, 4);
    assert_eq!(column, DVector::from_element(4, 6.0));
    let (_, along): (DVector<f64>, DVector<f64>) = dynamic_vector_of_scalar::jvp(3.0, 4, 0.5);
    assert_eq!(along, DVector::from_element(4, 3.0));

    let column: Vector6<f64> = matrix_of_scalar::jacobian(3.0);
    assert_eq!(column, Vector6::new(1.0, 1.0, 6.0, 0.0, 0.0, 1.0));
    let (_, along): (Matrix2x3<f64>, Matrix2x3<f64>) = matrix_of_scalar::jvp(3.0, 1.0);
    assert_eq!(along.as_slice(), column.as_slice());
    let a = DMatrix::from_row_slice(2, 2, &[1.0, 2.0, 3.0, 4.0]);
    let column: DVector<f64> = dynamic_matrix_of_scalar::jacobian(3.0, &a);
    assert_eq!(column.as_slice(), [1.0, 3.0, 2.0, 4.0]);
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_vector(x: &Vector3<f64>) -> f64 {
    x.x * x.y * x.z
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_row(x: RowVector3<f64>) -> f64 {
    x[0] * x[1] * x[2]
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_dynamic(x: &DVector<f64>) -> f64 {
    x.product()
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_dynamic_row(x: RowDVector<f64>) -> f64 {
    x[0] * x[1] * x[2]
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_view(x: DVectorView<'_, f64>) -> f64 {
    x[0] * x[1] * x[2]
}

#[test]
fn of_vectors_to_scalars() {
    let (x, t) = (Vector3::new(2.0, 3.0, 5.0), Vector3::new(1.0, 0.0, -1.0));
    let (gradient, hessian) =
        (Vector3::new(15.0, 10.0, 6.0), Matrix3::new(0.0, 5.0, 3.0, 5.0, 0.0, 2.0, 3.0, 2.0, 0.0));
    let (slope, product, half) = (gradient.dot(&t), hessian * t, 0.5 * t.dot(&(hessian * t)));

    let row: RowVector3<f64> = scalar_of_vector::jacobian(&x);
    let second: Matrix3<f64> = scalar_of_vector::hessian(&x);
    let along: Vector3<f64> = scalar_of_vector::hvp(&x, &t);
    let series: [f64; 3] = scalar_of_vector::taylor(&x, &t);
    assert_close(&(row, second, along), &(gradient.transpose(), hessian, product));
    assert_close(&scalar_of_vector::jvp(&x, &t), &(30.0, slope));
    assert_close(&series, &[30.0, slope, half]);

    let first: RowVector3<f64> = scalar_of_row::gradient(x.transpose());
    let row: RowVector3<f64> = scalar_of_row::jacobian(x.transpose());
    let second: Matrix3<f64> = scalar_of_row::hessian(x.transpose());
    let along: RowVector3<f64> = scalar_of_row::hvp(x.transpose(), t.transpose());
    let series: [f64; 3] = scalar_of_row::taylor(x.transpose(), t.transpose());
    assert_close(&(first, row), &(gradient.transpose(), gradient.transpose()));
    assert_close(&(second, along), &(hessian, product.transpose()));
    assert_close(&scalar_of_row::jvp(x.transpose(), t.transpose()), &(30.0, slope));
    assert_close(&series, &[30.0, slope, half]);

    let (x, t) = (DVector::from_column_slice(x.as_slice()), DVector::from_column_slice(t.as_slice()));
    let row: RowDVector<f64> = scalar_of_dynamic::jacobian(&x);
    let second: DMatrix<f64> = scalar_of_dynamic::hessian(&x);
    let along: DVector<f64> = scalar_of_dynamic::hvp(&x, &t);
    let series: [f64; 3] = scalar_of_dynamic::taylor(&x, &t);
    assert_close(&(row, second, along), &(gradient, hessian, product));
    assert_close(&series, &[30.0, slope, half]);

    let first: RowDVector<f64> = scalar_of_dynamic_row::gradient(x.transpose());
    let row: RowDVector<f64> = scalar_of_dynamic_row::jacobian(x.transpose());
    let second: DMatrix<f64> = scalar_of_dynamic_row::hessian(x.transpose());
    let along: RowDVector<f64> = scalar_of_dynamic_row::hvp(x.transpose(), t.transpose());
    let series: [f64; 3] = scalar_of_dynamic_row::taylor(x.transpose(), t.transpose());
    assert_close(&(first, row, second, along), &(gradient, gradient, hessian, product));
    assert_close(&series, &[30.0, slope, half]);

    let first: DVector<f64> = scalar_of_view::gradient(x.as_view());
    let row: RowDVector<f64> = scalar_of_view::jacobian(x.as_view());
    let second: DMatrix<f64> = scalar_of_view::hessian(x.as_view());
    let along: DVector<f64> = scalar_of_view::hvp(x.as_view(), t.as_view());
    let series: [f64; 3] = scalar_of_view::taylor(x.as_view(), t.as_view());
    assert_close(&(first, row, second, along), &(gradient, gradient, hessian, product));
    assert_close(&scalar_of_view::jvp(x.as_view(), t.as_view()), &(30.0, slope));
    assert_close(&series, &[30.0, slope, half]);
}

#[differentiate(wrt(x, a), jvp, jacobian)]
fn vector_of_both(x: &Vector3<f64>, a: &Matrix2x3<f64>) -> Vector2<f64> {
    a * x
}

#[differentiate(wrt(x, a), jvp, jacobian)]
fn dynamic_vector_of_both(x: &DVector<f64>, a: &DMatrix<f64>) -> DVector<f64> {
    a * x
}

#[differentiate(jvp, jacobian)]
fn vector_of_views(x: DVectorView<'_, f64>, a: DMatrixView<'_, f64>) -> DVector<f64> {
    a * x
}

#[differentiate(jvp, jacobian)]
fn matrix_of_both(x: &Vector2<f64>, a: &Matrix2x3<f64>) -> SMatrix<f64, 3, 2> {
    a.transpose() * Matrix2::from_diagonal(x)
}

#[differentiate(jvp, jacobian)]
fn dynamic_matrix_of_both(x: &DVector<f64>, a: &DMatrix<f64>) -> DMatrix<f64> {
    x * x.transpose() * a
}

#[test]
fn of_vectors_and_matrices() {
    let (x, a) = (Vector3::new(2.0, 3.0, 5.0), Matrix2x3::new(1.0, -2.0, 0.5, 3.0, 0.25, -1.0));
    let (by_x, by_a): (Matrix2x3<f64>, SMatrix<f64, 2, 6>) = vector_of_both::jacobian(&x, &a);
    assert_eq!(by_x, a);
    assert_eq!(by_a, SMatrix::<f64, 2, 6>::from_column_slice(&[2., 0., 0., 2., 3., 0., 0., 3., 5., 0., 0., 5.]));
    let (_, along): (Vector2<f64>, Vector2<f64>) = vector_of_both::jvp(&x, &a, &x, &a);
    assert_eq!(along, a * x * 2.0);

    let (dx, da) = (DVector::from_column_slice(x.as_slice()), DMatrix::from_column_slice(2, 3, a.as_slice()));
    let (first, second): (DMatrix<f64>, DMatrix<f64>) = dynamic_vector_of_both::jacobian(&dx, &da);
    assert_close(&(first, second), &(by_x, by_a));
    let (first, second): (DMatrix<f64>, DMatrix<f64>) = vector_of_views::jacobian(dx.as_view(), da.as_view());
    assert_close(&(first, second), &(by_x, by_a));
    let (_, along): (DVector<f64>, DVector<f64>) =
        vector_of_views::jvp(dx.as_view(), da.as_view(), dx.as_view(), da.as_view());
    assert_close(&along, &(a * x * 2.0));

    let x = Vector2::new(2.0, -3.0);
    let (by_x, by_a): (SMatrix<f64, 6, 2>, Matrix6<f64>) = matrix_of_both::jacobian(&x, &a);
    let (_, along): (SMatrix<f64, 3, 2>, SMatrix<f64, 3, 2>) =
        matrix_of_both::jvp(&x, &a, &Vector2::x(), &Matrix2x3::zeros());
    assert_eq!(along.as_slice(), by_x.column(0).as_slice());
    assert_eq!(by_a.determinant().abs(), 216.0);

    let dx = DVector::from_column_slice(x.as_slice());
    let (by_x, by_a): (DMatrix<f64>, DMatrix<f64>) = dynamic_matrix_of_both::jacobian(&dx, &da);
    assert_eq!((by_x.shape(), by_a.shape()), ((6, 2), (6, 6)));
    let (_, along): (DMatrix<f64>, DMatrix<f64>) = dynamic_matrix_of_both::jvp(&dx, &da, &dx, &da);
    assert_close(&along, &(x * x.transpose() * a * 3.0));
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_matrix(a: &Matrix2x3<f64>) -> f64 {
    a.norm_squared() * a[(0, 0)]
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_dynamic_matrix(a: &DMatrix<f64>) -> f64 {
    a.norm_squared() * a[(0, 0)]
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_matrix_view(a: &DMatrixView<'_, f64>) -> f64 {
    a.norm_squared() * a[(0, 0)]
}

#[test]
fn of_matrices_to_scalars() {
    let (a, t) = (Matrix2x3::new(1.0, -2.0, 0.5, 3.0, 0.25, -1.0), Matrix2x3::new(0.5, 1.0, 2.0, -1.0, 0.0, 3.0));
    let gradient: Matrix2x3<f64> = scalar_of_matrix::gradient(&a);
    let row: RowVector6<f64> = scalar_of_matrix::jacobian(&a);
    let hessian: Matrix6<f64> = scalar_of_matrix::hessian(&a);
    let product: Matrix2x3<f64> = scalar_of_matrix::hvp(&a, &t);
    let series: [f64; 4] = scalar_of_matrix::taylor(&a, &t);
    let mut expected = a * 2.0 * a[0];
    expected[0] += a.norm_squared();
    assert_close(&(gradient, row), &(expected, expected));
    assert_close(&coordinates(&product), &coordinates(&(hessian * Vector6::from_column_slice(t.as_slice()))));
    let (n, d, m) = (a.norm_squared(), 2.0 * a.dot(&t), t.norm_squared());
    assert_close(&series, &[n * a[0], d * a[0] + n * t[0], m * a[0] + d * t[0], m * t[0]]);

    let (da, dt) = (DMatrix::from_column_slice(2, 3, a.as_slice()), DMatrix::from_column_slice(2, 3, t.as_slice()));
    let first: DMatrix<f64> = scalar_of_dynamic_matrix::gradient(&da);
    let row: RowDVector<f64> = scalar_of_dynamic_matrix::jacobian(&da);
    let second: DMatrix<f64> = scalar_of_dynamic_matrix::hessian(&da);
    let along: DMatrix<f64> = scalar_of_dynamic_matrix::hvp(&da, &dt);
    assert_close(&(first, row, second, along), &(expected, expected, hessian, product));
    assert_close(&scalar_of_dynamic_matrix::taylor::<4>(&da, &dt), &series);

    let first: DMatrix<f64> = scalar_of_matrix_view::gradient(&da.as_view());
    let row: RowDVector<f64> = scalar_of_matrix_view::jacobian(&da.as_view());
    let second: DMatrix<f64> = scalar_of_matrix_view::hessian(&da.as_view());
    let along: DMatrix<f64> = scalar_of_matrix_view::hvp(&da.as_view(), &dt.as_view());
    assert_close(&(first, row, second, along), &(expected, expected, hessian, product));
    assert_close(&scalar_of_matrix_view::taylor::<4>(&da.as_view(), &dt.as_view()), &series);
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn generic<T: Real, const N: usize>(x: &SVector<T, N>) -> T {
    x.map(|x| x.exp()).sum() * x.norm_squared() / T::of(N as f64)
}

#[differentiate(jvp, jacobian)]
fn generic_map<T: Real, const M: usize, const N: usize>(a: &SMatrix<T, M, N>, x: &SVector<T, N>) -> SVector<T, M> {
    (a * x).map(|z| z.tanh())
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn single(x: &DVector<f32>) -> f32 {
    x.map(|x| x.exp()).sum() * x.norm_squared() / x.len() as f32
}

#[test]
fn in_every_scalar_and_size() {
    fn at<T: Real, const N: usize>(x: SVector<T, N>) {
        let t = x.map(|x| x * x + T::of(0.5));
        let (e, n) = (x.map(|x| x.exp()), T::of(N as f64));
        let (s, q) = (e.sum(), x.norm_squared());
        let expected: SVector<T, N> = (e * q + x * (s * T::of(2.0))) / n;
        let second = SMatrix::<T, N, N>::from_fn(|i, j| {
            let same = if i == j { e[i] * q + s * T::of(2.0) } else { T::of(0.0) };
            (same + (e[i] * x[j] + x[i] * e[j]) * T::of(2.0)) / n
        });
        let gradient: SVector<T, N> = generic::gradient(&x);
        let (value, slope): (T, T) = generic::jvp(&x, &t);
        let row: RowSVector<T, N> = generic::jacobian(&x);
        let hessian: SMatrix<T, N, N> = generic::hessian(&x);
        let product: SVector<T, N> = generic::hvp(&x, &t);
        let series: [T; 3] = generic::taylor(&x, &t);
        assert_close(&(gradient, row), &(expected, expected));
        assert_close(&(hessian, product), &(second, second * t));
        assert_close(&(value, slope), &(s * q / n, expected.dot(&t)));
        assert_close(&series, &[s * q / n, expected.dot(&t), t.dot(&(second * t)) / T::of(2.0)]);
    }
    at::<f64, 1>(SVector::from([0.3]));
    at::<f64, 3>(SVector::from([0.3, -0.2, 0.9]));
    at::<f32, 2>(SVector::from([0.3, -0.2]));

    let (a, x) = (Matrix2x3::<f32>::new(0.1, -0.2, 0.5, 0.3, 0.25, -1.0), Vector3::<f32>::new(0.5, 1.0, -0.5));
    // M times N has no name among the sizes.
    let (by_a, by_x): (OMatrix<f32, Const<2>, Dyn>, Matrix2x3<f32>) = generic_map::jacobian(&a, &x);
    let slopes = Matrix2::from_diagonal(&(a * x).map(|z| 1.0 - z.tanh() * z.tanh()));
    assert_close(&by_x, &(slopes * a));
    assert_close(&by_a, &(slopes * x.transpose().kronecker(&Matrix2::identity())));
    let (_, along): (Vector2<f32>, Vector2<f32>) = generic_map::jvp(&a, &x, &a, &x);
    assert_close(&along, &(slopes * a * x * 2.0));

    let (x, t) = (DVector::<f32>::from_vec(vec![0.3, -0.2]), DVector::<f32>::from_vec(vec![1.0, 2.0]));
    let (fixed, along) = (Vector2::<f32>::new(0.3, -0.2), Vector2::<f32>::new(1.0, 2.0));
    let gradient: DVector<f32> = single::gradient(&x);
    let row: RowDVector<f32> = single::jacobian(&x);
    let hessian: DMatrix<f32> = single::hessian(&x);
    let product: DVector<f32> = single::hvp(&x, &t);
    let series: [f32; 3] = single::taylor(&x, &t);
    assert_close(&(gradient, row), &(generic::gradient(&fixed), generic::jacobian(&fixed)));
    assert_close(&(hessian, product), &(generic::hessian(&fixed), generic::hvp(&fixed, &along)));
    assert_close(&series, &generic::taylor::<f32, 2, 3>(&fixed, &along));
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_slice(xs: &[f64]) -> f64 {
    xs[0] * xs[1] * xs[1]
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_vec(xs: Vec<f64>) -> f64 {
    xs[0] * xs[1] * xs[1]
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor)]
fn scalar_of_array(xs: [f64; 2]) -> f64 {
    xs[0] * xs[1] * xs[1]
}

#[differentiate(jvp, jacobian, hvp, taylor)]
fn scalar_of_tuple(p: (f64, f64), z: f64) -> f64 {
    p.0 * p.1 * z * z
}

#[differentiate(jvp, jacobian)]
fn slice_to_vec(xs: &[f64]) -> Vec<f64> {
    xs.iter().map(|x| x * x).collect()
}

#[differentiate(jvp, jacobian)]
fn array_to_array(xs: &[f64; 3]) -> [f64; 2] {
    [xs[0] * xs[1], xs[2]]
}

#[test]
fn of_slices_arrays_and_tuples() {
    let (x, t) = ([2.0, 3.0], [1.0, -1.0]);
    let (gradient, hessian) = (vec![9.0, 12.0], Matrix2::new(0.0, 6.0, 6.0, 4.0));
    let first: Vec<f64> = scalar_of_slice::gradient(&x);
    let row: RowDVector<f64> = scalar_of_slice::jacobian(&x);
    let second: DMatrix<f64> = scalar_of_slice::hessian(&x);
    let product: Vec<f64> = scalar_of_slice::hvp(&x, &t);
    let series: [f64; 4] = scalar_of_slice::taylor(&x, &t);
    assert_close(&(first, row, second, product), &(gradient.clone(), gradient.clone(), hessian, vec![-6.0, 2.0]));
    assert_close(&series, &[18.0, -3.0, -4.0, 1.0]);

    let first: Vec<f64> = scalar_of_vec::gradient(x.to_vec());
    let row: RowDVector<f64> = scalar_of_vec::jacobian(x.to_vec());
    let second: DMatrix<f64> = scalar_of_vec::hessian(x.to_vec());
    let product: Vec<f64> = scalar_of_vec::hvp(x.to_vec(), t.to_vec());
    let series: [f64; 4] = scalar_of_vec::taylor(x.to_vec(), t.to_vec());
    assert_close(&(first, row, second, product), &(gradient.clone(), gradient.clone(), hessian, vec![-6.0, 2.0]));
    assert_close(&series, &[18.0, -3.0, -4.0, 1.0]);

    let first: [f64; 2] = scalar_of_array::gradient(x);
    let row: RowVector2<f64> = scalar_of_array::jacobian(x);
    let second: Matrix2<f64> = scalar_of_array::hessian(x);
    let product: [f64; 2] = scalar_of_array::hvp(x, t);
    let series: [f64; 4] = scalar_of_array::taylor(x, t);
    assert_close(&(first, row, second, product), &(gradient.clone(), gradient, hessian, vec![-6.0, 2.0]));
    assert_close(&series, &[18.0, -3.0, -4.0, 1.0]);

    let first: ((f64, f64), f64) = scalar_of_tuple::gradient((2.0, 3.0), 0.5);
    let row: ((f64, f64), f64) = scalar_of_tuple::jacobian((2.0, 3.0), 0.5);
    let product: ((f64, f64), f64) = scalar_of_tuple::hvp((2.0, 3.0), 0.5, (1.0, 0.0), 0.0);
    assert_close(&(first, row, product), &(((0.75, 0.5), 6.0), ((0.75, 0.5), 6.0), ((0.0, 0.25), 3.0)));
    assert_close(&scalar_of_tuple::jvp((2.0, 3.0), 0.5, (1.0, 0.0), 0.0), &(1.5, 0.75));
    assert_close(&scalar_of_tuple::taylor::<3>((2.0, 3.0), 0.5, (1.0, 1.0), 0.0), &[1.5, 1.25, 0.25]);

    let (_, along): (Vec<f64>, Vec<f64>) = slice_to_vec::jvp(&x, &t);
    let matrix: DMatrix<f64> = slice_to_vec::jacobian(&x);
    assert_close(&(along, matrix), &(vec![4.0, -6.0], Matrix2::new(4.0, 0.0, 0.0, 6.0)));
    let (_, along): ([f64; 2], [f64; 2]) = array_to_array::jvp(&[2.0, 3.0, 4.0], &[1.0, 1.0, 1.0]);
    let matrix: Matrix2x3<f64> = array_to_array::jacobian(&[2.0, 3.0, 4.0]);
    assert_close(&(along, matrix), &([5.0, 1.0], Matrix2x3::new(3.0, 2.0, 0.0, 0.0, 0.0, 1.0)));
}
