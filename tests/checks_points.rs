//! `#[differentiate(.., test(..))]`: each function here has a test, written by the attribute, that checks all of its
//! derivatives at the points that it gives.

use autodiff::differentiate;
use nalgebra::{
    DMatrix, DMatrixView, DVector, DVectorView, Matrix2, Matrix2x3, RowDVector, RowVector2, SVector, Vector2, Vector3,
};

/// Those of nalgebra, which are a feature of it.
macro_rules! dvector {
    ($($entry:expr),*) => { DVector::from_vec(vec![$($entry),*]) };
}
macro_rules! vector {
    ($($entry:expr),*) => { SVector::from([$($entry),*]) };
}
macro_rules! dmatrix {
    ($($($entry:expr),*);*) => { {
        let rows = [$(&[$($entry),*][..]),*];
        DMatrix::from_row_slice(rows.len(), rows[0].len(), &rows.concat())
    } };
}

#[differentiate(
    wrt(w, b),
    jvp, jacobian, hvp, taylor,
    test(w = dvector![0.4, 0.9], b = -0.1, x = dmatrix![1.0, 2.0; -1.0, 0.5; 0.3, -2.0], y = dvector![1.0, 0.5, 2.0]),
    test(w = dvector![-2.0, 30.0], b = 4.0, x = dmatrix![1e-3, 2.0], y = dvector![1e4]),
)]
fn loss(w: &DVector<f64>, b: f64, x: &DMatrix<f64>, y: &DVector<f64>) -> f64 {
    let z = (x * w).add_scalar(b);
    let residual = y - z.map(|z| z.max(0.0));
    residual.norm_squared() / y.len() as f64
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor, test(x = 0.5), test(x = -3.0))]
fn scalar(x: f64) -> f64 {
    (x * x).sin() / (1.0 + x.exp())
}

#[differentiate(jvp, hessian, test(x = 0.5), test(x = -3.0))]
fn single_precision(x: f32) -> f32 {
    x.tanh() * x
}

#[differentiate(jvp, jacobian, test(a = Matrix2::new(1.0, 2.0, 3.0, 4.0), x = vector![0.1, -0.2]))]
fn layer(a: &Matrix2<f64>, x: Vector2<f64>) -> Vector2<f64> {
    (a * x).map(|z| z.tanh())
}

#[differentiate(jvp, jacobian, test(a = Matrix2x3::new(1.0, 2.0, 3.0, 4.0, 5.0, 6.0), b = RowVector2::new(0.5, 2.0)))]
fn matrices(a: Matrix2x3<f64>, b: &RowVector2<f64>) -> (Vector3<f64>, f64) {
    ((b * a).transpose().map(|x| x.sin()), a.norm_squared())
}

#[differentiate(jvp, jacobian, hessian, hvp, taylor, test(x = dvector![1.0, -2.0, 0.5]), test(x = &dvector![0.3]))]
fn dynamic(x: &DVector<f64>) -> f64 {
    (x * x.transpose()).trace().sin() + x.sum().exp()
}

#[differentiate(
    wrt(x, m, row),
    jvp,
    hvp,
    test(x = dvector![1.0, -2.0], m = dmatrix![1.0, 2.0; 3.0, 4.0], row = RowDVector::from_vec(vec![0.5, 0.25]), k = dvector![3.0, 4.0])
)]
fn views(x: DVectorView<'_, f64>, m: DMatrixView<'_, f64>, row: &RowDVector<f64>, k: DVectorView<'_, f64>) -> f64 {
    (row * m * x).sum().powi(2) + k.dot(&x)
}

#[differentiate(jvp, jacobian, hvp, test(xs = [0.5, 2.0, -1.0], scale = &2.0), test(xs = vec![], scale = 2.0))]
fn slices(xs: &[f64], scale: &f64) -> f64 {
    let mut total = 0.0;
    for x in xs {
        total += (scale * x).powi(3);
    }
    total + scale
}

#[differentiate(jvp, jacobian, test(xs = vec![0.5, 2.0], ys = [3.0, 4.0], zs = [[1.0, 2.0], [3.0, 4.0]]))]
fn containers(xs: Vec<f64>, ys: [f64; 2], zs: [[f64; 2]; 2]) -> Vec<f64> {
    vec![xs[0] * ys[1] * zs[1][0], xs[1] * zs[0][1], ys[0] * zs[0][0] * zs[1][1]]
}

#[differentiate(jvp, test(xs = [dvector![0.5, 2.0], dvector![1.0]], ys = vec![[3.0, 4.0]], zs = [vector![1.0, 2.0]]))]
fn nested(xs: &[DVector<f64>], ys: &[[f64; 2]], zs: [SVector<f64, 2>; 1]) -> f64 {
    let mut total = 0.0;
    for x in xs {
        total += x.norm_squared() * ys[0][1] * ys[0][0];
    }
    total * zs[0].dot(&zs[0])
}

#[differentiate(
    jvp, hvp,
    test(p = (0.5, vector![1.0, 2.0]), q = (dvector![1.0], (2.0, [3.0])), r = (&[1.0, 2.0], 3.0)),
)]
fn tuples(p: (f64, Vector2<f64>), q: &(DVector<f64>, (f64, [f64; 1])), r: (&[f64], f64)) -> f64 {
    p.0 * p.1.norm_squared() + q.0[0] * q.1.0 * q.1.1[0].sin() + r.0[0] * r.0[1] * r.1
}

#[differentiate(test(p = (0.5, vector![1.0, 2.0]), q = (&[4.0], 2.0)))]
fn several_results(p: (f64, Vector2<f64>), q: (&[f64], f64)) -> (f64, Vector2<f64>) {
    (p.0 * q.1, p.1 * q.0[0])
}

#[derive(Clone)]
enum Mode {
    Double,
    Square,
}

#[differentiate(
    wrt(x),
    test(x = 0.5, mode = Mode::Double, name = "double", names = ["a"], count = 3, yes = true, text = String::from("x"),
        f = &|x: f64| x + 1.0, g = f64::sqrt, some = Some(2.0), range = 0..3, matrix = dmatrix![1.0]),
    test(x = 0.5, mode = Mode::Square, name = String::new(), names = vec!["a", "b"], count = 3, yes = false,
        text = "x".to_owned(), f = |x: f64| x, g = |x| x, some = None, range = 0..1, matrix = &dmatrix![1.0]),
)]
#[allow(clippy::too_many_arguments)]
fn constants(
    x: f64,
    mode: Mode,
    name: &str,
    names: &[&str],
    count: usize,
    yes: bool,
    text: String,
    f: &dyn Fn(f64) -> f64,
    g: fn(f64) -> f64,
    some: Option<f64>,
    range: std::ops::Range<i32>,
    matrix: &DMatrix<f64>,
) -> f64 {
    let factor = f(3.0) + g(4.0) + some.unwrap_or(1.0) + range.len() as f64 + matrix[(0, 0)] + text.len() as f64;
    let is_double = matches!(mode, Mode::Double) && name == "double" && names.len() < count && yes;
    if is_double { 2.0 * x * factor } else { x * x * factor }
}

#[differentiate(test(x = &[1.0, 2.0], y = dvector![1.0]))]
fn lifetimes<'a>(x: &'a [f64], y: DVectorView<'a, f64>) -> f64 {
    x[0] * x[1] * y[0]
}

/// Names that the test has, too.
#[differentiate(jvp, test(report = 1.0, point = 2.0, value = 3.0, pullback = 4.0, cotangent = 5.0, t_value = 6.0))]
fn names(report: f64, point: f64, value: f64, pullback: f64, cotangent: f64, t_value: f64) -> f64 {
    report * point * value * pullback * cotangent * t_value
}

/// The values are read outside of the function: they don't see its parameters.
#[differentiate(test(left = LEFT, right = left(LEFT), r#type = left(3.0)))]
fn sides(left: f64, right: f64, r#type: f64) -> f64 {
    left * right * r#type
}

const LEFT: f64 = 2.0;

fn left(x: f64) -> f64 {
    7.0 + x
}

#[differentiate(hessian, test(x = (0.3, vector![1.0, 2.0])))]
fn hessian_of_tuple(x: (f64, Vector2<f64>)) -> f64 {
    x.0 * x.0 * x.1.norm_squared()
}

#[differentiate(test(x = 0.7, n = 3))]
fn power(x: f64, n: u32) -> f64 {
    if n == 0 { 1.0 } else { x * power(x, n - 1) }
}

#[differentiate(test(
    a = 1.0,
    b = 2.0,
    c = 3.0,
    d = 4.0,
    e = 5.0,
    f = 6.0,
    g = 7.0,
    h = 8.0,
    i = 9.0,
    j = 1.5,
    k = 2.5,
    l = 3.5
))]
#[allow(clippy::too_many_arguments)]
fn twelve(a: f64, b: f64, c: f64, d: f64, e: f64, f: f64, g: f64, h: f64, i: f64, j: f64, k: f64, l: f64) -> f64 {
    a * b + c * d + e * f + g * h + i * j + k * l
}
