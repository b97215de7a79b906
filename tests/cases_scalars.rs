//! Reference cases C1 to C17 on scalars: powers, quotients, pairs of results.

mod common;

use autodiff::{check, differentiate};
use common::{assert_close, random};
use fastrand::Rng;
use nalgebra::{Matrix3, Vector3};

#[differentiate]
fn power(x: f64, p: f64) -> f64 {
    x.powf(p)
}

#[test]
fn c1_power() {
    assert_close(&power::gradient(1.0, 2.0), &(2.0, 0.0));
    assert_close(&power::gradient(2.0, 2.0), &(4.0, 2.772_588_722_239_781));
}

#[test]
fn c2_power_of_zero() {
    assert_eq!(power::gradient(0.0, 2.0), (0.0, 0.0));
    assert_eq!(power::gradient(0.0, 1.0), (1.0, 0.0));
    assert_eq!(power::gradient(0.0, 0.5), (f64::INFINITY, 0.0));
    assert_eq!(power::gradient(0.0, 3.5), (0.0, 0.0));
}

/// The derivative by the exponent is 0 at 0⁰ too; below, where the value is infinite, it is NaN or infinite.
#[test]
fn c3_power_of_zero_with_an_exponent_of_zero_or_less() {
    assert_eq!(power::gradient(0.0, 0.0), (0.0, 0.0));
    for (x, p, by_x) in [(0.0, -1.0, f64::NEG_INFINITY), (0.0, -2.0, f64::NEG_INFINITY), (-0.0, -2.0, f64::INFINITY)] {
        let (found, by_p) = power::gradient(x, p);
        assert_eq!(found, by_x);
        assert!(!by_p.is_finite());
    }
}

#[differentiate]
fn horner(c0: f64, c1: f64, c2: f64, c3: f64, x: f64) -> f64 {
    let inner = c3 * x + c2;
    let middle = inner * x + c1;
    middle.mul_add(x, c0)
}

#[test]
fn c9_horner() {
    let expected = (1.256, (1.0, 0.8, 0.64, 0.512, 4.56));
    let (value, (c0, c1, c2, c3, x)) = horner::value_and_gradient(1.0, -2.0, 0.5, 3.0, 0.8);
    assert_close(&(value, (c0, c1, c2, c3, x)), &expected);
}

#[differentiate]
fn angle(y: f64, x: f64) -> f64 {
    y.atan2(x)
}

#[test]
fn c10_atan2() {
    let mut rng = Rng::with_seed(10);
    for _ in 0..8 {
        let (y, x) = random(&mut rng, (0.0, 0.0));
        let squared = x * x + y * y;
        assert_close(&angle::value_and_gradient(y, x), &(y.atan2(x), (x / squared, -y / squared)));
    }
    // The squares would overflow and underflow.
    assert_close(&angle::gradient(1e200, 0.0), &(0.0, -1e-200));
    assert_eq!(angle::gradient(0.0, 1e-200), (1e200, -0.0));
}

#[differentiate]
fn hypotenuse(x: f64, y: f64) -> f64 {
    x.hypot(y)
}

#[test]
fn c11_hypot() {
    assert_close(&hypotenuse::value_and_gradient(3.0, -4.0), &(5.0, (0.6, -0.8)));
    assert_close(&hypotenuse::gradient(3e200, 4e200), &(0.6, 0.8));
    assert_eq!(hypotenuse::gradient(0.0, 0.0), (0.0, 0.0));
}

#[differentiate]
fn both(x: f64) -> (f64, f64) {
    x.sin_cos()
}

#[differentiate]
fn taken_apart(x: f64, y: f64) -> f64 {
    let (sine, cosine) = (x * y).sin_cos();
    2.0 * sine + 3.0 * cosine
}

#[test]
fn c12_sin_cos() {
    let (value, pullback) = both::vjp(0.7);
    assert_close(&value, &(0.7_f64.sin(), 0.7_f64.cos()));
    assert_close(&pullback(&(2.0, 3.0)), &(2.0 * 0.7_f64.cos() - 3.0 * 0.7_f64.sin()));
    let slope = 2.0 * 0.35_f64.cos() - 3.0 * 0.35_f64.sin();
    assert_close(&taken_apart::gradient(0.7, 0.5), &(0.5 * slope, 0.7 * slope));
}

#[differentiate]
fn remainder(x: f64, y: f64) -> f64 {
    x % y
}

#[differentiate]
fn euclidean(x: f64, y: f64) -> f64 {
    x.rem_euclid(y)
}

#[test]
fn c13_remainder() {
    for (x, y) in [(7.5, 2.0), (-7.5, 2.0), (7.5, -2.0), (-7.5, -2.0)] {
        assert_close(&remainder::value_and_gradient(x, y), &(x % y, (1.0, -(x / y).trunc())));
        let (value, gradient) = euclidean::value_and_gradient(x, y);
        assert_close(&value, &x.rem_euclid(y));
        assert_close(&gradient, &(1.0, -x.div_euclid(y)));
    }
}

#[differentiate(wrt(x, y))]
fn three_argument_dot(x: &Vector3<f64>, a: &Matrix3<f64>, y: &Vector3<f64>) -> f64 {
    (x.transpose() * a * y)[(0, 0)]
}

#[test]
fn c16_three_argument_dot() {
    let a = Matrix3::new(1.0, 2.0, -0.5, 0.25, -1.5, 3.0, 0.75, 0.1, 2.0);
    let (x, y) = (Vector3::new(1.5, -0.5, 2.0), Vector3::new(0.7, 1.2, -0.3));
    let expected = (6.2275, (Vector3::new(3.25, -2.525, 0.045), Vector3::new(2.875, 3.95, 1.75)));
    assert_close(&three_argument_dot::value_and_gradient(&x, &a, &y), &expected);
}

#[differentiate]
fn doubled(x: f32, n: i32) -> f32 {
    x * 2.0 * n as f32
}

#[test]
fn c17_the_gradient_has_the_type_of_the_input() {
    let gradient: f32 = doubled::gradient(0.1, 3);
    assert_eq!(gradient, 6.0);
}

#[differentiate]
fn shift_and_scale(x: f64) -> f64 {
    let turned = x.to_radians();
    (turned.to_degrees() + x.recip()) / x.cbrt() - x.fract() * x.abs().sqrt()
}

#[differentiate]
fn logarithms(x: f64, base: f64) -> f64 {
    x.log(base) + x.log2() * x.log10() + x.ln_1p() - x.exp_m1() / x.exp2()
}

#[differentiate]
fn trigonometry(x: f64) -> f64 {
    x.tan() + x.asin() * x.acos() - x.atan() * x.sin() / x.cos()
}

#[differentiate]
fn hyperbolics(x: f64) -> f64 {
    x.sinh() * x.cosh() - x.tanh() + x.asinh() * (x + 2.0).acosh() / x.atanh()
}

#[differentiate]
fn selections(x: f64, y: f64) -> f64 {
    x.max(y) * x.min(y) + x.clamp(-1.0, y) + x.copysign(y) - y.signum() * x.floor() + y.ceil() * y.round() * y.trunc()
}

/// Every scalar method of the table, as a method and by finite differences.
#[test]
fn every_scalar_method() {
    for x in [0.3, 0.7] {
        check::gradient(|x| shift_and_scale(*x), &x, &shift_and_scale::gradient(x)).unwrap();
        check::gradient(|x| trigonometry(*x), &x, &trigonometry::gradient(x)).unwrap();
        check::gradient(|x| hyperbolics(*x), &x, &hyperbolics::gradient(x)).unwrap();
        for y in [1.7, 0.1] {
            check::gradient(|(x, base)| logarithms(*x, *base), &(x, y), &logarithms::gradient(x, y)).unwrap();
            check::gradient(|(x, y)| selections(*x, *y), &(x, y), &selections::gradient(x, y)).unwrap();
        }
        check::gradient(|(x, y)| selections(*x, *y), &(-x, 0.6), &selections::gradient(-x, 0.6)).unwrap();
    }
    check::gradient(|x| shift_and_scale(*x), &-1.3, &shift_and_scale::gradient(-1.3)).unwrap();
}

#[differentiate]
fn by_path(x: f64, y: f64) -> f64 {
    f64::sin(x) * f64::atan2(y, x) + f64::max(x, y) - f64::powi(x, 3) + <f64>::hypot(x, y)
}

#[test]
fn methods_by_path() {
    let (x, y) = (0.7, -1.2);
    check::gradient(|(x, y)| by_path(*x, *y), &(x, y), &by_path::gradient(x, y)).unwrap();
}
