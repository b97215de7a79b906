//! Jacobians of few rows or columns, whose directions are taken apart into entries and whose guards wait for the end: against differences,
//! and at special values against the pullback, which keeps its guards.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, assert_within, coordinates, random};
use fastrand::Rng;
use nalgebra::{
    DMatrix, Matrix2, Matrix2x3, Matrix3, Matrix4, Matrix4x2, RowVector3, SVector, Vector2, Vector3, Vector4,
};

const POINTS: usize = 20;

/// A rotation by a rotation vector.
#[differentiate]
fn rotate(r: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    let square = r.norm_squared();
    if square == 0.0 {
        return p + r.cross(p);
    }
    let theta = square.sqrt();
    let (sine, cosine) = theta.sin_cos();
    let w = r / theta;
    p * cosine + w.cross(p) * sine + w * (w.dot(p) * (1.0 - cosine))
}

/// What a camera sees, as in bundle adjustment.
#[differentiate(jacobian)]
fn seen(camera: &SVector<f64, 9>, point: &Vector3<f64>, weight: f64) -> Vector2<f64> {
    let p = rotate(&camera.fixed_rows::<3>(0).into_owned(), &(point - camera.fixed_rows::<3>(3)));
    let seen = Vector2::new(p.x, p.y) / p.z;
    let square = seen.norm_squared();
    (seen * ((1.0 + camera[8] * square) * camera[6]) + Vector2::new(0.5, camera[7])) * weight
}

/// The Jacobians by three parameters as one matrix.
fn beside(
    (one, two, three): (impl Into<DMatrix<f64>>, impl Into<DMatrix<f64>>, impl Into<DMatrix<f64>>),
) -> DMatrix<f64> {
    let parts = [one.into(), two.into(), three.into()];
    let columns =
        parts.iter().flat_map(|part| part.column_iter().map(|column| column.clone_owned()).collect::<Vec<_>>());
    DMatrix::from_columns(&columns.collect::<Vec<_>>())
}

fn dynamic<R: nalgebra::DimName, C: nalgebra::DimName>(matrix: &nalgebra::OMatrix<f64, R, C>) -> DMatrix<f64>
where
    nalgebra::DefaultAllocator: nalgebra::allocator::Allocator<R, C>,
{
    DMatrix::from_fn(matrix.nrows(), matrix.ncols(), |i, j| matrix[(i, j)])
}

#[test]
fn a_residual_that_calls_a_rotation() {
    let mut rng = Rng::with_seed(1);
    for place in 0..POINTS {
        let (mut camera, point, weight) = random(&mut rng, (SVector::<f64, 9>::zeros(), Vector3::zeros(), 0.0));
        if place % 4 == 0 {
            camera.fixed_rows_mut::<3>(0).fill(0.0);
        }
        let (by_camera, by_point, by_weight) = seen::jacobian(&camera, &point, weight);
        let found = beside((dynamic(&by_camera), dynamic(&by_point), dynamic(&by_weight)));
        let (value, pullback) = seen::vjp(&camera, &point, weight);
        assert_within(&found, &common::jacobian(&value, |y| pullback(y)), 1e-12);
        check::jacobian(|point: &Vector3<f64>| seen(&camera, point, weight), &point, &by_point).unwrap();
        check::jacobian(|weight: &f64| seen(&camera, &point, *weight), &weight, &by_weight).unwrap();
        if place % 4 != 0 {
            check::jacobian(|camera: &SVector<f64, 9>| seen(camera, &point, weight), &camera, &by_camera).unwrap();
        }
    }
}

/// Numbers at which slopes are infinite, zero or none, and at which reciprocals overflow or vanish.
const SPECIAL: [f64; 12] =
    [0.0, -0.0, 1.0, -2.5, 1e-310, 5e-324, 1e308, -1.7e308, 1e-200, f64::INFINITY, f64::NEG_INFINITY, f64::NAN];

/// Holds a Jacobian against rows by the pullback. Structural zeros make no NaN of infinities: where the pullback has NaN, anything
/// may stand.
#[track_caller]
fn agrees_where_known(found: &DMatrix<f64>, expected: &DMatrix<f64>, at: &dyn std::fmt::Debug) {
    assert_eq!(found.shape(), expected.shape());
    for (found, expected) in found.iter().zip(expected.iter()).filter(|(_, expected)| !expected.is_nan()) {
        let close = (found - expected).abs() <= 1e-12 * expected.abs().max(f64::MIN_POSITIVE);
        assert!(found == expected || close, "{found:e}, not {expected:e}, at {at:?}");
    }
}

/// Quotients, roots and norms, one guard for each entry.
#[differentiate(jacobian)]
fn steep(x: &Vector3<f64>, weight: f64) -> Vector2<f64> {
    let q = Vector2::new(x[0], x[1]) / x[2];
    let norm = x.norm();
    Vector2::new(q[0] * weight + norm * weight, q[1].sqrt() * weight + (x[0] * x[1]).cbrt() / x[2])
}

/// Several quotients by one number.
#[differentiate(jacobian)]
fn ratios(x: &Vector4<f64>) -> Vector2<f64> {
    let inverse = Vector3::new(x[0], x[1], x[2]) / x[3];
    Vector2::new(inverse.dot(&Vector3::new(x[1], x[2], x[0])), inverse.sum() / x[3] + x[0] / x[3])
}

#[test]
fn special_values_are_those_of_guarded_products() {
    for a in SPECIAL {
        for b in SPECIAL {
            for c in SPECIAL {
                for weight in [0.0, 1.5, f64::INFINITY] {
                    let x = Vector3::new(a, b, c);
                    let (by_x, by_weight) = steep::jacobian(&x, weight);
                    let (value, pullback) = steep::vjp(&x, weight);
                    let found = beside((dynamic(&by_x), dynamic(&by_weight), DMatrix::zeros(2, 0)));
                    agrees_where_known(&found, &common::jacobian(&value, |y| pullback(y)), &(x, weight));
                    let x = Vector4::new(a, b, weight, c);
                    let (value, pullback) = ratios::vjp(&x);
                    let found = dynamic(&ratios::jacobian(&x));
                    agrees_where_known(&found, &common::jacobian(&value, |y| pullback(y)), &x);
                }
            }
        }
    }
}

/// A weight of zero takes away what it weighs, though slopes there are infinite.
#[test]
fn nothing_comes_of_a_weight_of_zero() {
    for x in [Vector3::new(0.0, 0.0, 1.0), Vector3::new(1.0, 2.0, 0.0), Vector3::new(0.0, 3.0, 0.0)] {
        let (by_x, _) = steep::jacobian(&x, 0.0);
        assert_eq!(by_x.row(0), RowVector3::zeros(), "at {x}");
    }
}

macro_rules! jacobians {
    ($($name:ident($x:ident: $ty:ty) -> $result:ty = $start:expr, $value:expr;)*) => {$(
        #[test]
        fn $name() {
            #[differentiate(jacobian)]
            fn f($x: &$ty) -> $result {
                $value
            }
            let mut rng = Rng::with_seed(7);
            for _ in 0..POINTS {
                let $x: $ty = random(&mut rng, $start);
                let jacobian = f::jacobian(&$x);
                check::jacobian(f, &$x, &jacobian).unwrap();
                let (value, pullback) = f::vjp(&$x);
                let rows = common::jacobian(&value, |y| pullback(y));
                assert_within(&dynamic(&jacobian), &rows, 1e-12);
            }
        }
    )*};
}

#[differentiate]
fn turned_twice(r: &Vector3<f64>, p: &Vector3<f64>) -> Vector3<f64> {
    let q = if r[0] > 0.0 { p / r.norm() } else { p * r[1] };
    let turned = Matrix3::new(0.0, -q[2], q[1], q[2], 0.0, -q[0], -q[1], q[0], 0.0) * r;
    let again = turned.cross(&q) + q * turned.dot(r);
    let sum = again.x + again.y * again.z;
    again / (1.0 + sum * sum).sqrt() + q.component_mul(p) - r.map(|r| (1.0 + r * r).sqrt().ln()) * p.x
}

jacobians! {
    nested_calls(x: Vector3<f64>) -> Vector2<f64> = Vector3::zeros(), {
        let once = turned_twice(x, &Vector3::new(x[1], 0.3, x[0] * x[2]));
        let twice = turned_twice(&once, x);
        Vector2::new(twice[0] / twice[2], twice.norm())
    };
    a_call_in_a_branch(x: Vector3<f64>) -> Vector2<f64> = Vector3::zeros(), {
        let y = if x[0] > x[1] { turned_twice(x, x) } else { rotate(x, &Vector3::new(1.0, 2.0, x[0])) };
        Vector2::new(y[0] * y[1], y[2] / (1.0 + y[0] * y[0]))
    };
    a_call_in_a_loop(x: Vector3<f64>) -> Vector2<f64> = Vector3::zeros(), {
        let mut y = Vector3::new(1.0, 2.0, 3.0);
        for _ in 0..3 {
            y = rotate(x, &y) + x;
        }
        Vector2::new(y[0] / y[2], y[1])
    };
    two_by_three(x: Vector3<f64>) -> Vector2<f64> = Vector3::zeros(), {
        let a = Matrix2x3::new(x[0], 1.0, x[1], 2.0, x[2], x[0] * x[1]);
        let b = a * x;
        b / (1.0 + a.norm_squared()).sqrt()
    };
    three_by_three(x: Vector4<f64>) -> Vector3<f64> = Vector4::zeros(), {
        let a = Matrix3::new(x[0], x[1], x[2], x[3], 1.0, x[0], x[2], x[3], 2.0 * x[1]);
        let b = a.transpose() * a;
        b * Vector3::new(x[0], 1.0, x[3]) / x[2] + a.column(1).into_owned()
    };
    four_by_four(x: Vector2<f64>) -> Vector3<f64> = Vector2::zeros(), {
        let (s, c) = x[0].sin_cos();
        let a = Matrix4::new(c, -s, 0.0, x[1], s, c, 0.0, 1.0, 0.0, 0.0, 1.0, x[0], 0.0, 0.0, 0.0, 1.0);
        let b = a * a * Vector4::new(x[1], 2.0, x[0], 1.0);
        Vector3::new(b[0] / b[3], b[1] / x[1], b[2] / x[1])
    };
    a_matrix_for_a_result(x: Vector2<f64>) -> Matrix2<f64> = Vector2::zeros(), {
        let a = Matrix2::new(x[0], x[1], x[0] / x[1], x[0] * x[1]);
        a * a + a.transpose() / x[1]
    };
    constants_without_a_type(x: Vector2<f64>) -> Vector2<f64> = Vector2::zeros(), {
        let a = Matrix2::new(0.7, x[0], 1.0, 2.0);
        let b = Matrix2::new(0.5, 0.0, 1.0, 3.0);
        let c = Matrix2::identity();
        a * Vector2::x() + b * a * Vector2::y() / x[1] + c * x + Vector2::new(0.1, 0.2) * (x[0] / x[1])
    };
    parts(x: Vector4<f64>) -> Vector2<f64> = Vector4::zeros(), {
        let mut y = x.clone_owned();
        y[1] += x[0] / x[3];
        y[2] = x[1] * x[1];
        let head = y.fixed_rows::<2>(0).into_owned();
        let tail = y.fixed_rows::<2>(2).into_owned();
        (head.component_mul(&tail) - head) / (1.0 + tail.sum() * tail.sum())
    };
}

/// The same in single precision, and for any scalar.
#[differentiate(jacobian)]
fn short(x: &Vector3<f32>, w: f32) -> Vector2<f32> {
    let q = Vector2::new(x[0], x[1]) / x[2];
    q * (w / (1.0 + q.norm_squared())) + Vector2::new(x[1] / x[2], x[0] / x[2])
}

#[differentiate(jacobian)]
fn generic<T: autodiff::Real>(x: &Vector3<T>, w: T) -> Vector2<T> {
    let q = Vector2::new(x[0], x[1]) / x[2];
    q * (w / (T::one() + q.norm_squared())) + Vector2::new(x[1] / x[2], x[0] / x[2])
}

#[test]
fn single_precision_and_any_scalar() {
    let mut rng = Rng::with_seed(3);
    for _ in 0..POINTS {
        let (x, w) = random(&mut rng, (Vector3::<f64>::zeros(), 0.0_f64));
        let (by_x, by_w) = generic::jacobian(&x, w);
        check::jacobian(|x: &Vector3<f64>| generic(x, w), &x, &by_x).unwrap();
        check::jacobian(|w: &f64| generic(&x, *w), &w, &by_w).unwrap();
        let (short_by_x, short_by_w) = short::jacobian(&x.map(|x| x as f32), w as f32);
        assert_within(&short_by_x.map(f64::from), &by_x, 1e-4);
        assert_within(&short_by_w.map(f64::from), &by_w, 1e-4);
    }
    let (by_x, _) = short::jacobian(&Vector3::new(0.0, 1.0, f32::from_bits(1)), 0.0);
    let least = Vector3::new(0.0, 1.0, f32::from_bits(1));
    let (value, pullback) = short::vjp(&least, 0.0);
    for row in 0..2 {
        let unit = Vector2::from_fn(|i, _| if i == row { 1.0_f32 } else { 0.0 });
        let (gradient, _) = pullback(&unit);
        for (found, expected) in by_x.row(row).iter().zip(gradient.iter()).filter(|(_, expected)| !expected.is_nan()) {
            assert!(found == expected, "{found}, not {expected}, of {value}");
        }
    }
}

/// Second derivatives of small functions have guards too.
#[differentiate(hessian, hvp)]
fn curved(x: &Vector3<f64>) -> f64 {
    let q = Vector2::new(x[0], x[1]) / x[2];
    (1.0 + q.norm_squared()).sqrt() + x.norm() * q[0]
}

#[test]
fn hessians_of_quotients() {
    let mut rng = Rng::with_seed(5);
    for _ in 0..POINTS {
        let x = random(&mut rng, Vector3::zeros());
        let hessian = curved::hessian(&x);
        check::hessian(curved::gradient, &x, &hessian).unwrap();
        for column in 0..3 {
            let unit = Vector3::from_fn(|i, _| if i == column { 1.0 } else { 0.0 });
            assert_close(&hessian.column(column).into_owned(), &curved::hvp(&x, &unit));
        }
    }
    for x in [Vector3::new(0.0, 0.0, 1.0), Vector3::new(1.0, 0.0, 1e-310), Vector3::new(1e300, 1.0, 1e-300)] {
        let hessian = curved::hessian(&x);
        for column in 0..3 {
            let unit = Vector3::from_fn(|i, _| if i == column { 1.0 } else { 0.0 });
            let along = coordinates(&curved::hvp(&x, &unit));
            for (found, expected) in hessian.column(column).iter().zip(along).filter(|(_, expected)| !expected.is_nan())
            {
                let close = (found - expected).abs() <= 1e-12 * expected.abs();
                assert!(*found == expected || close, "{found:e}, not {expected:e}, at {x:?}");
            }
        }
    }
}

/// Entries that are read in a branch that is not taken may not be there.
macro_rules! out_of_bounds {
    ($($name:ident |$x:ident| $read:expr;)*) => {
        $(
            #[differentiate(jacobian)]
            fn $name($x: &Matrix2<f64>) -> Vector2<f64> {
                let s = if $x[0] > 100.0 { $read } else { $x[1] };
                Vector2::new(s * $x[2], $x[3])
            }
        )*

        #[test]
        fn entries_that_are_not_there() {
            let x = Matrix2::new(0.5, -0.7, 1.2, 0.3);
            $(check!($name(&x), wrt(x), jacobian, vjp);)*
        }
    };
}

out_of_bounds! {
    a_row_below |x| x[(5, 0)];
    a_row_below_on_the_right |x| x[(2, 1)];
    a_column_far_right |x| x[(0, 3)];
    a_column_right |x| x[(0, 2)];
    after_the_last |x| x[4];
    part_below |x| x.fixed_view::<2, 1>(1, 1).sum();
    part_right |x| x.fixed_view::<1, 2>(1, 1).sum();
}

#[differentiate(jacobian, wrt(x))]
fn entries_of_a_product(x: &Matrix2<f64>, b: &Matrix2<f64>) -> Vector2<f64> {
    let y = x * b;
    Vector2::new(y[0] * y[1], y[2] * y[3])
}

#[differentiate(jacobian)]
fn a_column(x: &Matrix2<f64>) -> Vector2<f64> {
    x.fixed_columns::<1>(1) * x[0]
}

#[differentiate(jacobian)]
fn without_columns(x: &Matrix2<f64>) -> Vector2<f64> {
    let n = (x * x.fixed_columns::<0>(0)).sum() + x.fixed_columns::<0>(0).sum();
    Vector2::new(x[0] * x[1] + n, x[2] * x[3])
}

#[differentiate(jacobian, wrt(x))]
fn a_dynamic_factor_in_a_branch(x: &Matrix2<f64>, a: &DMatrix<f64>, w: f64) -> Vector2<f64> {
    let y = x * Vector2::new(1.0, 2.0);
    let s = y[0];
    let z = if w > 0.0 { (a * y).norm_squared() } else { y.norm_squared() };
    Vector2::new(z, s)
}

#[differentiate(wrt(x))]
fn written_entries(x: &Vector2<f64>, b: &Matrix2<f64>) -> f64 {
    (Matrix2::new(x[0], x[1], 1.0, x[0]) * b).norm_squared()
}

#[differentiate]
fn written_entries_times_a_unit(x: &Vector2<f64>) -> f64 {
    (Matrix2::new(0.7, x[0], 1.0, x[1]) * Vector2::x()).norm_squared()
}

#[differentiate(jvp, wrt(p))]
fn kronecker_of_entries(p: f64, v: &Vector2<f64>) -> Matrix4x2<f64> {
    Matrix2::new(p, p * p, 1.0, p).kronecker(v)
}

/// A quotient of an angle: not the product with the inverse of the divisor.
#[differentiate(jacobian)]
fn quotients(v: &Vector4<f64>) -> Vector4<f64> {
    Vector4::new(v[0] % v[1], v[0].sin() / v[1], v[0].cos() / v[1], v[0] * v[2] / v[1])
}

#[differentiate(jacobian, wrt(v))]
fn roots_in_a_loop(v: &Vector4<f64>, w: f64, n: usize) -> Vector4<f64> {
    let q = (v[0] * v[2]).sqrt();
    let mut s = w;
    for _ in 0..n {
        s = s * 0.5 + q;
    }
    Vector4::new(v[1].sqrt() * v[3].sqrt(), (v[1] * v[3]).sqrt(), v[1] * v[3].sqrt(), s)
}

#[differentiate(jacobian)]
fn after_the_second(x: &Vector2<f64>) -> Vector2<f64> {
    let s = if x[0] > 100.0 { x[2] } else { x[1] };
    Vector2::new(s * x[0], x[1])
}

#[differentiate(jacobian, wrt(x))]
fn part_of_the_right(x: &Vector2<f64>, v: &Vector2<f64>) -> Vector2<f64> {
    let m = Matrix2x3::new(x[0], x[1], x[0] * 2.0, x[1] * 3.0, x[0] * 5.0, x[0] * x[1]);
    m.fixed_view::<2, 2>(0, 1) * v
}

#[differentiate(jacobian)]
fn of_two_numbers(p: [f64; 2]) -> Vector3<f64> {
    Vector3::new(p[0] * p[1], p[0].sin(), p[1].exp())
}

#[differentiate(jacobian, wrt(v))]
fn a_root_that_a_loop_reads(v: &Vector4<f64>, w: f64, n: usize) -> Vector4<f64> {
    let (a, b, c) = ((v[0] * v[1]).sqrt(), (v[1] * v[2]).sqrt(), (v[2] * v[0]).sqrt());
    let mut s = a;
    for _ in 0..n {
        s += s * w;
    }
    Vector4::new(s, b, c, a)
}

#[differentiate(jacobian, wrt(v))]
fn a_root_in_a_loop(v: &Vector4<f64>, w: f64, n: usize) -> Vector4<f64> {
    let (a, b, c) = ((v[0] * v[1]).sqrt(), (v[1] * v[2]).sqrt(), (v[2] * v[0]).sqrt());
    let mut s = w;
    for _ in 0..n {
        s += (v[3] * v[0]).sqrt();
    }
    Vector4::new(a, b, c, s)
}

#[test]
fn products_and_quotients() {
    let (x, b, w) = (Matrix2::new(0.5, -0.7, 1.2, 0.3), Matrix2::new(1.5, 0.4, -0.2, 0.9), 0.5);
    check!(entries_of_a_product(&x, &b), wrt(x), jacobian, vjp);
    check!(a_column(&x), wrt(x), jacobian, vjp);
    check!(without_columns(&x), wrt(x), jacobian, vjp);
    let a = DMatrix::from_row_slice(3, 2, &[0.3, -0.2, 0.5, 0.4, -0.7, 0.1]);
    check!(a_dynamic_factor_in_a_branch(&x, &a, w), wrt(x), jacobian, vjp);
    let (v, p) = (Vector2::new(0.4, -0.9), 0.7);
    check!(written_entries(&v, &b), wrt(v), gradient, value_and_gradient);
    check!(written_entries_times_a_unit(&v), wrt(v), gradient, value_and_gradient);
    check!(kronecker_of_entries(p, &v), wrt(p), jvp, vjp);
    let jacobian = quotients::jacobian(&Vector4::new(49.0, 49.0, 1.0, 1.0));
    assert_eq!(jacobian[(0, 1)], -1.0);
    let jacobian = roots_in_a_loop::jacobian(&Vector4::new(0.0, 1.2, 0.5, 0.7), 0.3, 1);
    assert_eq!(jacobian[(3, 2)], 0.0);
    check!(after_the_second(&v), wrt(v), jacobian, vjp);
    check!(part_of_the_right(&v, &Vector2::new(0.3, 0.8)), wrt(v), jacobian, vjp);
    let p = [0.7, 0.4];
    check!(of_two_numbers(p), wrt(p), jacobian, vjp);
    let jacobian = a_root_that_a_loop_reads::jacobian(&Vector4::new(0.0, 1.2, 0.4, 0.5), 0.3, 1);
    assert_eq!((jacobian[(0, 1)], jacobian[(3, 1)]), (0.0, 0.0));
    let jacobian = a_root_in_a_loop::jacobian(&Vector4::new(0.5, 1.2, 0.4, 0.0), 0.3, 1);
    assert_eq!(jacobian[(3, 0)], 0.0);
}
